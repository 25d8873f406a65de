/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Makes the cheapest system call N times, for those who take the time. */
#include <stdlib.h>
#include <syscall.h>

#define NR_getppid	64

int main(int argc, char **argv)
{
	int n = argc > 1 ? atoi(argv[1]) : 1;

	while (n-- > 0)
		syscall0(NR_getppid);
	return 0;
}
