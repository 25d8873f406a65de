/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef _LINUX_UNISTD_H
#define _LINUX_UNISTD_H

/* System calls that exist here run below this number, as 2.6.11's do. */
#define NR_syscalls	289

#endif
