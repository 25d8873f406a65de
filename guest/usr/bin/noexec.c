/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Calls a `ret` that it has written to a page of data, to its stack, or to a
 * page that may execute: `noexec data|stack|exec`. Where pages can be made
 * not executable, the first two are its end.
 */
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>

#define RET	0xc3

static void call(volatile unsigned char *code)
{
	*code = RET;
	((void (*)(void))code)();
}

int main(int argc, char **argv)
{
	const char *where = argc > 1 ? argv[1] : "data";
	int prot = PROT_READ | PROT_WRITE;
	unsigned char on_stack[16];
	void *page;

	if (!strcmp(where, "stack")) {
		call(on_stack);
	} else {
		if (!strcmp(where, "exec"))
			prot |= PROT_EXEC;
		page = mmap(NULL, PAGE_SIZE, prot,
			    MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
		call(page);
	}
	printf("noexec: %s: it ran\n", where);
	return 0;
}
