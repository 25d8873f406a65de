/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * After fork() parent and child write to the same addresses, and neither
 * sees the other's words: data, bss, heap and stack are copied on write.
 */
#include <check.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#define CHILDREN	20

static int in_data = 1;
static int in_bss;

static void overwrite(int *heap, int *stack, int value)
{
	in_data = in_bss = *heap = *stack = value;
}

static int all_are(const int *heap, const int *stack, int value)
{
	return in_data == value && in_bss == value && *heap == value &&
	       *stack == value;
}

static void see_own_copies(void)
{
	int *heap = malloc(sizeof(*heap));
	int stack, status, pid, child_first[2];
	char byte;

	overwrite(heap, &stack, 1);
	pipe(child_first);
	pid = fork();
	if (pid == 0) {
		int same = all_are(heap, &stack, 1);

		overwrite(heap, &stack, 2);
		write(child_first[1], "x", 1);
		_exit(!same || !all_are(heap, &stack, 2));
	}
	read(child_first[0], &byte, 1);
	check(all_are(heap, &stack, 1), "parent keeps its words");
	overwrite(heap, &stack, 3);
	waitpid(pid, &status, 0);
	check(status == 0, "child started with the parent's words");
	check(all_are(heap, &stack, 3), "parent writes again, alone");
	close(child_first[0]);
	close(child_first[1]);
	free(heap);
}

/* The kernel's own write into a shared page must copy it as well. */
static void kernel_writes_are_copied(void)
{
	char *page = sbrk(PAGE_SIZE);
	int fd[2], status, pid;

	strlcpy(page, "old", 4);
	pipe(fd);
	write(fd[1], "new", 4);
	pid = fork();
	if (pid == 0) {
		read(fd[0], page, 4);
		_exit(strcmp(page, "new") != 0);
	}
	waitpid(pid, &status, 0);
	check(status == 0 && !strcmp(page, "old"),
	      "read() into a shared page copies it first");
	close(fd[0]);
	close(fd[1]);
}

static void reap_many(void)
{
	int i, status, good = 0, pid[CHILDREN];

	for (i = 0; i < CHILDREN; i++) {
		pid[i] = fork();
		if (pid[i] == 0) {
			in_data = i;
			sched_yield();
			_exit(in_data);
		}
	}
	for (i = 0; i < CHILDREN; i++)
		if (waitpid(pid[i], &status, 0) == pid[i] &&
		    WIFEXITED(status) && WEXITSTATUS(status) == i)
			good++;
	check(good == CHILDREN, "%d of %d children gave their own status",
	      good, CHILDREN);
}

int main(void)
{
	check_begin("forktest");
	see_own_copies();
	kernel_writes_are_copied();
	reap_many();
	return check_end();
}
