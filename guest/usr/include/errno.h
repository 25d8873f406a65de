/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Linux's i386 error numbers; system-call wrappers return them negated. */
#ifndef USR_ERRNO_H
#define USR_ERRNO_H

#define EPERM	1
#define ENOENT	2
#define ESRCH	3
#define EINTR	4
#define EIO	5
#define ENXIO	6
#define EBADF	9
#define ECHILD	10
#define EAGAIN	11
#define ENOMEM	12
#define EACCES	13
#define EFAULT	14
#define EBUSY	16
#define EEXIST	17
#define ENOTDIR	20
#define EINVAL	22
#define ENOTTY	25
#define ENOSPC	28
#define EPIPE	32
#define ENOSYS	38

#endif
