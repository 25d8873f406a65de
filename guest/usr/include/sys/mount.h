/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef USR_SYS_MOUNT_H
#define USR_SYS_MOUNT_H

#define MS_REMOUNT	32

/*
 * Takes the words that are the kernel's flags out of OPTION,...: the other
 * ones are the file system's.
 */
unsigned long mount_flags(char *options);

#endif
