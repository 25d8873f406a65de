/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The only instructions of the kernel that touch user addresses. At a fault
 * they continue at the label that __ex_table names, with ecx telling how
 * much was left.
 */
#include <linux/kernel.h>
#include <linux/mm.h>
#include <asm/paging_options.h>
#include <asm/uaccess.h>

#define EX_TABLE(insn, fixup)				\
	".section __ex_table, \"a\"\n"			\
	".balign 4\n"					\
	".long " #insn ", " #fixup "\n"			\
	".previous\n"

static unsigned long copy_words_then_bytes(void *to, const void *from,
					   unsigned long n)
{
	unsigned long left = n / 4;

	__asm__ __volatile__("1:	rep movsl\n"
			     "	movl %[tail], %%ecx\n"
			     "2:	rep movsb\n"
			     "	jmp 4f\n"
			     /* The bytes before the fault are copied too. */
			     "3:	leal (%[tail], %%ecx, 4), %%ecx\n"
			     "	jmp 2b\n"
			     "4:\n"
			     EX_TABLE(1b, 3b)
			     EX_TABLE(2b, 4b)
			     : "+&c"(left), "+&D"(to), "+&S"(from)
			     : [tail] "r"(n & 3)
			     : "memory");
	return left;
}

/* With 4g the user's addresses mean nothing in the kernel's directory. */
static inline int read_by_pages(void)
{
	return paging_has(PAGING_4G) && get_fs().seg == TASK_SIZE;
}

/* Without WP a store by its address would not fault where it must: COW. */
static inline int store_by_pages(const void *to)
{
	if (paging_has(PAGING_4G))
		return read_by_pages();
	return !paging_has(PAGING_WP) && (unsigned long)to < TASK_SIZE;
}

unsigned long copy_to_user(void *to, const void *from, unsigned long n)
{
	if (!access_ok(VERIFY_WRITE, to, n))
		return n;
	if (store_by_pages(to))
		return copy_to_user_pages(to, from, n);
	return copy_words_then_bytes(to, from, n);
}

/* What could not be read is zeroed: no stale kernel memory gets used. */
unsigned long copy_from_user(void *to, const void *from, unsigned long n)
{
	unsigned long left = n;

	if (access_ok(VERIFY_READ, from, n))
		left = read_by_pages() ? copy_from_user_pages(to, from, n) :
					 copy_words_then_bytes(to, from, n);
	if (left)
		memset((char *)to + (n - left), 0, left);
	return left;
}

unsigned long clear_user(void *to, unsigned long n)
{
	if (!access_ok(VERIFY_WRITE, to, n))
		return n;
	if (store_by_pages(to))
		return clear_user_pages(to, n);
	__asm__ __volatile__("1:	rep stosb\n"
			     "2:\n"
			     EX_TABLE(1b, 2b)
			     : "+c"(n), "+D"(to)
			     : "a"(0)
			     : "memory");
	return n;
}

/* How many bytes from ptr the thread may reach, at most n. */
static long reachable(const char *ptr, long n)
{
	unsigned long limit = get_fs().seg, start = (unsigned long)ptr;

	if (start >= limit || n <= 0)
		return 0;
	return min((unsigned long)n, limit - start);
}

long strncpy_from_user(char *dst, const char *src, long count)
{
	long room = reachable(src, count), left = room;
	char c = 1;

	if (!room)
		return count ? -EFAULT : 0;
	if (read_by_pages())
		return strncpy_from_user_pages(dst, src, room, count);
	__asm__ __volatile__("1:	movb (%[src]), %b[c]\n"
			     "	movb %b[c], (%[dst])\n"
			     "	testb %b[c], %b[c]\n"
			     "	jz 3f\n"
			     "	incl %[src]\n"
			     "	incl %[dst]\n"
			     "	decl %[left]\n"
			     "	jnz 1b\n"
			     "	jmp 3f\n"
			     "2:	movl $-1, %[left]\n"
			     "3:\n"
			     EX_TABLE(1b, 2b)
			     : [left] "+r"(left), [src] "+r"(src),
			       [dst] "+r"(dst), [c] "+q"(c)
			     :
			     : "memory", "cc");
	/* Ran into the end of what it may reach, and not into a NUL? */
	if (left < 0 || (!left && room < count))
		return -EFAULT;
	return room - left;
}

long strnlen_user(const char *s, long n)
{
	long room = reachable(s, n), left = room;
	unsigned long found = 0;

	if (!room)
		return 0;
	if (read_by_pages())
		return strnlen_user_pages(s, room, n);
	__asm__ __volatile__("1:	repne scasb\n"
			     "	sete %b[found]\n"
			     "	jmp 3f\n"
			     "2:	movl $-1, %%ecx\n"
			     "3:\n"
			     EX_TABLE(1b, 2b)
			     : "+c"(left), "+D"(s), [found] "+q"(found)
			     : "a"(0)
			     : "memory", "cc");
	if (left < 0)
		return 0;
	if (found)
		return room - left;
	return room < n ? 0 : n + 1;
}
