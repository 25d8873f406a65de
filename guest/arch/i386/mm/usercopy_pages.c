/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * User memory reached through its pages instead of its addresses: where
 * ring 0 would write into pages that are read-only for good reason (CR0.WP
 * off, as on the 386), and where the kernel's directory does not map the
 * user's half at all (4G/4G).
 *
 * Each page is looked up, mapped and used with preemption off, so that it
 * cannot be taken away meanwhile; what is missing is faulted in before.
 */
#include <linux/highmem.h>
#include <linux/kernel.h>
#include <linux/mm.h>
#include <linux/sched.h>
#include <asm/paging_options.h>
#include <asm/uaccess.h>

/* What the processor would find at address, noting the use as it would. */
static struct page *page_now(unsigned long address, int write)
{
	const unsigned long need = _PAGE_PRESENT | _PAGE_USER;
	pte_t *pte = pte_lookup(current->mm->pgd, address);

	if (!pte || (pte->val & need) != need || (write && !pte_write(*pte)))
		return NULL;
	set_pte(pte, __pte(pte->val | _PAGE_ACCESSED |
			   (write ? _PAGE_DIRTY : 0)));
	return pte_page(*pte);
}

/* One page's part of the work; 1 when fn is done, or -EFAULT. */
static int do_page_part(unsigned long address, unsigned long part, int write,
			user_part_fn fn, void *arg)
{
	struct page *page;
	char *kaddr;
	int done;

	for (;;) {
		preempt_disable();
		page = page_now(address, write);
		if (page)
			break;
		preempt_enable();
		if (fault_in_user(address, write))
			return -EFAULT;
	}
	kaddr = kmap_atomic(page, KM_USERCOPY);
	done = fn(kaddr + (address & ~PAGE_MASK), part, arg);
	kunmap_atomic(kaddr, KM_USERCOPY);
	preempt_enable();
	return done;
}

/*
 * fn for each page's part of [address, address + n), until it returns 1;
 * it may not sleep. Returns the bytes of the parts that were not begun.
 */
unsigned long for_user_parts(unsigned long address, unsigned long n, int write,
			     user_part_fn fn, void *arg)
{
	if (!current->mm)
		return n;
	while (n) {
		unsigned long part = PAGE_SIZE - (address & ~PAGE_MASK);
		int done;

		part = min(part, n);
		done = do_page_part(address, part, write, fn, arg);
		if (done < 0)
			return n;
		n -= part;
		address += part;
		if (done)
			break;
	}
	return n;
}

static int to_user(char *at, unsigned long part, void *arg)
{
	const char **from = arg;

	memcpy(at, *from, part);
	*from += part;
	return 0;
}

static int from_user(char *at, unsigned long part, void *arg)
{
	char **to = arg;

	memcpy(*to, at, part);
	*to += part;
	return 0;
}

static int clear(char *at, unsigned long part, void *arg)
{
	(void)arg;
	memset(at, 0, part);
	return 0;
}

/* As the functions of asm/uaccess.h, limits checked already. */
unsigned long copy_to_user_pages(void *to, const void *from, unsigned long n)
{
	return for_user_parts((unsigned long)to, n, 1, to_user, &from);
}

unsigned long copy_from_user_pages(void *to, const void *from,
				   unsigned long n)
{
	return for_user_parts((unsigned long)from, n, 0, from_user, &to);
}

unsigned long clear_user_pages(void *to, unsigned long n)
{
	return for_user_parts((unsigned long)to, n, 1, clear, NULL);
}

/* A string on its way: to where (or nowhere), and how much of it was seen. */
struct string_walk {
	char *to;
	long length;	/* without the NUL */
	int ended;
};

static int string_part(char *at, unsigned long part, void *arg)
{
	struct string_walk *walk = arg;
	unsigned long i;

	for (i = 0; i < part; i++) {
		if (walk->to)
			*walk->to++ = at[i];
		if (!at[i]) {
			walk->ended = 1;
			return 1;
		}
		walk->length++;
	}
	return 0;
}

long strncpy_from_user_pages(char *dst, const char *src, long room,
			     long count)
{
	struct string_walk walk = { dst, 0, 0 };

	for_user_parts((unsigned long)src, room, 0, string_part, &walk);
	if (walk.ended)
		return walk.length;
	/* Not all of it could be read, or it goes on beyond the limit. */
	return walk.length < room || room < count ? -EFAULT : room;
}

long strnlen_user_pages(const char *s, long room, long n)
{
	struct string_walk walk = { NULL, 0, 0 };

	for_user_parts((unsigned long)s, room, 0, string_part, &walk);
	if (walk.ended)
		return walk.length + 1;
	return walk.length < room || room < n ? 0 : n + 1;
}
