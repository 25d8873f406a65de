/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Access to user memory. Every instruction that may fault on a user address
 * has a pair (its address, where to go on) in __ex_table; do_page_fault()
 * looks there before it calls the fault an oops.
 */
#ifndef _ASM_UACCESS_H
#define _ASM_UACCESS_H

#include <linux/types.h>
#include <linux/sched.h>
#include <linux/string.h>
#include <asm/page.h>

#define KERNEL_DS	((mm_segment_t){ 0xffffffffUL })
#define USER_DS		((mm_segment_t){ TASK_SIZE })

#define get_fs()	(current_thread_info()->addr_limit)
#define set_fs(x)	(current_thread_info()->addr_limit = (x))

struct exception_table_entry {
	unsigned long insn, fixup;
};

#define VERIFY_READ	0
#define VERIFY_WRITE	1

static inline int __range_ok(const volatile void *ptr, unsigned long size)
{
	unsigned long limit = get_fs().seg;

	return size <= limit && (unsigned long)ptr <= limit - size;
}

#define access_ok(type, ptr, size)	__range_ok((ptr), (size))

/* All three return how many bytes could not be done. */
unsigned long copy_from_user(void *to, const void *from, unsigned long n);
unsigned long copy_to_user(void *to, const void *from, unsigned long n);
unsigned long clear_user(void *to, unsigned long n);

/* Bytes copied without the NUL, count if there was none, or -EFAULT. */
long strncpy_from_user(char *dst, const char *src, long count);
/* Length with the NUL; 0 on a fault; more than n if there is none. */
long strnlen_user(const char *s, long n);

/* x and *ptr have one type; *ptr may be const. */
#define get_user(x, ptr) ({						\
	__typeof__(x) __gu_val;						\
	long __gu_err = 0;						\
	_Static_assert(sizeof(x) == sizeof(*(ptr)), "get_user");	\
	if (copy_from_user(&__gu_val, (ptr), sizeof(__gu_val)))		\
		__gu_err = -EFAULT;				\
	(x) = __gu_val;							\
	__gu_err; })

#define put_user(x, ptr) ({						\
	__typeof__(*(ptr)) __pu_val = (x);				\
	copy_to_user((ptr), &__pu_val, sizeof(__pu_val)) ?		\
		-EFAULT : 0; })

/* usercopy_pages.c: the same without the user's addresses. */
typedef int (*user_part_fn)(char *at, unsigned long part, void *arg);

unsigned long for_user_parts(unsigned long address, unsigned long n, int write,
			     user_part_fn fn, void *arg);
unsigned long copy_to_user_pages(void *to, const void *from, unsigned long n);
unsigned long copy_from_user_pages(void *to, const void *from,
				   unsigned long n);
unsigned long clear_user_pages(void *to, unsigned long n);
/* room: how much of count, or n, lies below the limit. */
long strncpy_from_user_pages(char *dst, const char *src, long room,
			     long count);
long strnlen_user_pages(const char *s, long room, long n);

struct pt_regs;
int fixup_exception(struct pt_regs *regs);
int fault_in_user(unsigned long address, int write);

#endif
