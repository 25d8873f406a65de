/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef _LINUX_ERR_H
#define _LINUX_ERR_H

#include <linux/errno.h>

/* The last page of the address space holds no object: it codes errors. */
static inline void *ERR_PTR(long error)
{
	return (void *)error;
}

/* The error of a pointer to something else. */
static inline void *ERR_CAST(const void *ptr)
{
	return (void *)ptr;
}

static inline long PTR_ERR(const void *ptr)
{
	return (long)ptr;
}

static inline int IS_ERR(const void *ptr)
{
	return (unsigned long)ptr > (unsigned long)-1000L;
}

#endif
