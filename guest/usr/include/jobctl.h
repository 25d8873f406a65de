/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Process groups; each returns what the kernel returned. */
#ifndef USR_JOBCTL_H
#define USR_JOBCTL_H

#include <syscall.h>

#define NR_setpgid	57
#define NR_getpgid	132
#define NR_getsid	147

#define setpgid(pid, pgid)	((int)syscall2(NR_setpgid, pid, pgid))
/* No process or group: beyond what any Linux counts to. */
#define NO_PID		0x7fffffff

#define getpgid(pid)		((int)syscall1(NR_getpgid, pid))
#define getsid(pid)		((int)syscall1(NR_getsid, pid))

#endif
