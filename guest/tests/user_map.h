/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Suites that need user memory borrow some in the writer's address space. */
#ifndef _TESTS_USER_MAP_H
#define _TESTS_USER_MAP_H

#include <linux/mm.h>
#include <linux/mman.h>
#include <linux/sched.h>

static inline unsigned long map_user(unsigned long len, unsigned long prot)
{
	unsigned long start;

	down(&current->mm->mmap_sem);
	start = do_mmap(NULL, 0, len, prot, MAP_PRIVATE | MAP_ANONYMOUS, 0);
	up(&current->mm->mmap_sem);
	return start;
}

static inline int unmap_user(unsigned long start, unsigned long len)
{
	int error;

	down(&current->mm->mmap_sem);
	error = do_munmap(current->mm, start, len);
	up(&current->mm->mmap_sem);
	return error;
}

#endif
