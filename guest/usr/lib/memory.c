/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <errno.h>
#include <string.h>
#include <sys/mman.h>
#include <syscall.h>
#include <unistd.h>

void *mmap(void *hint, size_t len, int prot, int flags, int fd, long pgoff)
{
	long ret;

	/*
	 * The sixth argument travels in %ebp, which the compiler may be using
	 * as frame pointer: push it by hand around the trap. pgoff is loaded
	 * before that, since it may be addressed through %esp.
	 */
	__asm__ volatile("pushl %%ebp\n\t"
			 "movl %%eax, %%ebp\n\t"
			 "movl %[nr], %%eax\n\t"
			 "int $0x80\n\t"
			 "popl %%ebp"
			 : "=a"(ret)
			 : "0"(pgoff), [nr] "i"(NR_mmap2), "b"(hint), "c"(len),
			   "d"(prot), "S"(flags), "D"(fd)
			 : "memory");
	return (void *)ret;
}

int munmap(void *start, size_t len)
{
	return syscall2(NR_munmap, start, len);
}

int mprotect(void *start, size_t len, int prot)
{
	return syscall3(NR_mprotect, start, len, prot);
}

void *sbrk(long increment)
{
	unsigned long old = syscall1(NR_brk, 0);

	/* brk() reports a refusal by returning the old break. */
	if ((unsigned long)syscall1(NR_brk, old + increment) != old + increment)
		return (void *)-ENOMEM;
	return (void *)old;
}

unsigned long stack_top(void)
{
	char **last = environ;
	unsigned long end;

	/* The strings of the environment lie at the very top of the stack. */
	while (*last)
		last++;
	end = last == environ ? (unsigned long)last
			      : (unsigned long)last[-1] + strlen(last[-1]);
	return (end + PAGE_SIZE) & ~(PAGE_SIZE - 1);
}

unsigned long user_top(void)
{
	unsigned long top = stack_top();
	void *page;

	/* Kernels leave a page or two above the stack, which can be mapped. */
	for (;; top += PAGE_SIZE) {
		page = mmap((void *)top, PAGE_SIZE, PROT_READ,
			    MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED, -1, 0);
		if (MMAP_FAILED(page))
			return top;
		munmap(page, PAGE_SIZE);
	}
}
