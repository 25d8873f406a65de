/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The first file system's contents, as the build has packed them. */
	.section .init.ramfs, "a", @progbits
	.align	4
	.incbin	"initramfs.cpio"

	.section .note.GNU-stack, "", @progbits
