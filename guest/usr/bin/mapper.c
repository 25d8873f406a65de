/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A process can use every linear address below PAGE_OFFSET: it maps pages at
 * the bottom, in the middle and at the top of the user half, and grows its
 * stack by touching it.
 */
#include <check.h>
#include <sys/mman.h>

#define LOW		0x10000ul	/* vm.mmap_min_addr of usual kernels */
#define STACK_DEPTH	(64 * PAGE_SIZE)

static void *map_at(unsigned long start, unsigned long len)
{
	return mmap((void *)start, len, PROT_READ | PROT_WRITE,
		    MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED, -1, 0);
}

static void map_and_use(const char *where, unsigned long start)
{
	volatile unsigned long *first, *last;
	void *got = map_at(start, 4 * PAGE_SIZE);

	if (got != (void *)start) {
		check(0, "%s map of 0x%08lx gave %p", where, start, got);
		return;
	}
	first = got;
	last = first + 4 * PAGE_SIZE / sizeof(*last) - 1;
	if (!check(!*first && !*last, "%s page 0x%08lx starts as zeros", where,
		   start))
		return;
	*first = start;
	*last = ~start;
	check(*first == start && *last == ~start,
	      "%s page 0x%08lx keeps its words", where, start);
	munmap(got, 4 * PAGE_SIZE);
}

static void use_last_word(unsigned long top)
{
	volatile unsigned long *last = (unsigned long *)top - 1;
	unsigned long old;

	/* It is the stack's, unless the kernel leaves a gap above that. */
	if (stack_top() < top)
		map_at(stack_top(), top - stack_top());
	old = *last;
	*last = 0x600df00d;
	check(*last == 0x600df00d, "last word below 0x%08lx keeps its value",
	      top);
	*last = old;
}

static void refuse_kernel_half(unsigned long top)
{
	check(MMAP_FAILED(map_at(top, PAGE_SIZE)),
	      "no map at 0x%08lx and above", top);
}

static void grow_stack(void)
{
	volatile char deep[STACK_DEPTH];
	unsigned long at;
	int sum = 0;

	/* Downwards, a page at a time, as calls would. */
	for (at = STACK_DEPTH; at; at -= PAGE_SIZE)
		deep[at - 1] = 1;
	for (at = STACK_DEPTH; at; at -= PAGE_SIZE)
		sum += deep[at - 1];
	check(sum == STACK_DEPTH / PAGE_SIZE, "stack grew by %lu KiB",
	      STACK_DEPTH / 1024);
}

int main(void)
{
	unsigned long top = user_top();

	check_begin("mapper");
	map_and_use("low", LOW);
	map_and_use("middle", top / 2);
	map_and_use("high", top - 32 * 1024 * 1024);
	use_last_word(top);
	refuse_kernel_half(top);
	grow_stack();
	return check_end();
}
