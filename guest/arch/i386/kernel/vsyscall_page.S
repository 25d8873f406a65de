/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Both forms of vsyscall.S, as the build has linked them. */
	.section .init.data, "aw", @progbits
	.globl	vsyscall_sysenter, vsyscall_sysenter_end
	.globl	vsyscall_int80, vsyscall_int80_end
	.align	4
vsyscall_sysenter:
	.incbin	"vsyscall-sysenter.so"
vsyscall_sysenter_end:
	.align	4
vsyscall_int80:
	.incbin	"vsyscall-int80.so"
vsyscall_int80_end:

	.section .note.GNU-stack, "", @progbits
