/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Two threads of one address space: each with storage of its own behind %gs,
 * and a futex on which one waits for the other.
 */
#include <check.h>
#include <ldt.h>
#include <stdlib.h>
#include <syscall.h>
#include <unistd.h>

#define NR_clone		120
#define NR_futex		240
#define CLONE_VM		0x00000100
#define CLONE_FS		0x00000200
#define CLONE_FILES		0x00000400
#define CLONE_SIGHAND		0x00000800
#define CLONE_SETTLS		0x00080000
#define CLONE_PARENT_SETTID	0x00100000
#define CLONE_CHILD_CLEARTID	0x00200000
#define SIGCHLD			17
#define FUTEX_WAIT		0
#define FUTEX_WAKE		1
#define EAGAIN			11
#define ETIMEDOUT		110
#define STACK_BYTES		16384

static unsigned int storage[2] = { 0x1111, 0x2222 };
static volatile int go, seen, child_tid;

static void describe(struct user_desc *desc, unsigned int entry, int which)
{
	*desc = (struct user_desc){
		.entry_number = entry, .base_addr = (unsigned int)
		&storage[which], .limit = sizeof(storage[0]) - 1,
		.seg_32bit = 1, .useable = 1,
	};
}

static unsigned int own(void)
{
	unsigned int word;

	__asm__ volatile("movl %%gs:0, %0" : "=r"(word));
	return word;
}

static int futex(volatile int *word, int op, int value, struct timespec *t)
{
	return syscall4(NR_futex, word, op, value, t);
}

/* The child begins on an empty stack, so it must not return. */
static void __attribute__((noreturn, used)) child(void)
{
	while (!go)
		futex(&go, FUTEX_WAIT, 0, NULL);
	seen = own();
	_exit(0);
}

static int start(struct user_desc *tls)
{
	char *top = (char *)malloc(STACK_BYTES) + STACK_BYTES;
	int flags = CLONE_VM | CLONE_FS | CLONE_FILES | CLONE_SIGHAND |
		    CLONE_SETTLS | CLONE_PARENT_SETTID | CLONE_CHILD_CLEARTID |
		    SIGCHLD;
	int pid;

	__asm__ volatile("int $0x80; testl %0, %0; jnz 1f; call child; 1:"
			 : "=a"(pid)
			 : "0"(NR_clone), "b"(flags), "c"(top),
			   "d"(&child_tid), "S"(tls), "D"(&child_tid)
			 : "memory");
	return pid;
}

/* How many it woke, once there was one: the child goes to wait when it may. */
static int wake(void)
{
	int tries, woken = 0;

	for (tries = 0; tries < 1000 && !woken; tries++) {
		woken = futex(&go, FUTEX_WAKE, 10, NULL);
		if (!woken)
			sleep_ms(1);
	}
	return woken;
}

int main(void)
{
	struct timespec moment = { 0, 20000000 };
	struct user_desc tls;
	int pid;

	check_begin("threads");
	describe(&tls, -1, 0);
	check(syscall1(NR_set_thread_area, &tls) == 0 &&
	      tls.entry_number != -1U, "a free entry was found");
	__asm__ volatile("movl %0, %%gs" : : "r"(tls.entry_number * 8 + 3));
	describe(&tls, tls.entry_number, 1);
	pid = start(&tls);
	check(pid > 0, "a thread started");
	check(futex(&go, FUTEX_WAIT, 1, NULL) == -EAGAIN,
	      "a word of another value is not waited for");
	check(futex(&seen, FUTEX_WAIT, 0, &moment) == -ETIMEDOUT,
	      "a wait ends with its time");
	check(own() == 0x1111, "the storage behind gs is the parent's here");
	check(wake() == 1, "one was woken");
	go = 1;
	futex(&go, FUTEX_WAKE, 10, NULL);
	while (child_tid)
		futex(&child_tid, FUTEX_WAIT, child_tid, &moment);
	check(seen == 0x2222, "and the child's own there");
	check(child_tid == 0, "its end cleared and woke the tid");
	return check_end();
}
