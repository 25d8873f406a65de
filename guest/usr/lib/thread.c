/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <stdlib.h>
#include <syscall.h>
#include <thread.h>
#include <unistd.h>

#define NR_clone	120
#define NR_gettid	224
#define NR_futex	240
#define FUTEX_WAIT	0
#define STACK_BYTES	16384

static volatile int tid;
static void (*volatile body)(void);

/* A thread begins on an empty stack, so it must not return. */
static void __attribute__((noreturn, used)) thread(void)
{
	body();
	_exit(0);
}

int start_thread(void (*fn)(void), int flags)
{
	char *top = (char *)malloc(STACK_BYTES) + STACK_BYTES;
	int pid;

	body = fn;
	__asm__ volatile("int $0x80; testl %0, %0; jnz 1f; call thread; 1:"
			 : "=a"(pid)
			 : "0"(NR_clone), "b"(flags), "c"(top), "d"(&tid),
			   "D"(&tid)
			 : "memory");
	return pid;
}

void join_thread(void)
{
	int word;

	while ((word = tid))
		syscall4(NR_futex, &tid, FUTEX_WAIT, word, 0);
}

int gettid(void)
{
	return syscall0(NR_gettid);
}
