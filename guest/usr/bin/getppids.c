/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * getppids N [vsyscall]: makes the cheapest system call N times, for those
 * who take the time; by int $0x80, or as the kernel's own page makes it.
 */
#include <stdio.h>
#include <stdlib.h>
#include <sys/auxv.h>
#include <syscall.h>

static void by_page(unsigned long vsyscall, int n)
{
	long ret;

	while (n-- > 0)
		__asm__ __volatile__("call *%2"
				     : "=a"(ret)
				     : "0"(NR_getppid), "r"(vsyscall)
				     : "memory");
}

int main(int argc, char **argv)
{
	int n = argc > 1 ? atoi(argv[1]) : 1;
	unsigned long vsyscall = getauxval(AT_SYSINFO);

	if (argc > 2 && !vsyscall) {
		printf("getppids: the kernel has no such page\n");
		return 1;
	}
	if (argc > 2)
		by_page(vsyscall, n);
	else
		while (n-- > 0)
			syscall0(NR_getppid);
	return 0;
}
