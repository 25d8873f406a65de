/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Process 1. It lives from the kernel's execve() to the end of the machine:
 * mounts, runs a script, minds all processes, and shuts down in order. The
 * kernel's command line chooses: rc=NAME for /etc/rc.NAME, kunit=SUITES for
 * the in-kernel tests.
 */
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <syscall.h>
#include <unistd.h>

#include "init.h"

#define GRACE_MS	200
#define POLL_MS		20

static void on_child(int sig)
{
	/* Having a handler is what makes SIGCHLD interrupt sleeps. */
	(void)sig;
}

static void open_console(void)
{
	int fd, console = open("/dev/console", O_RDWR, 0);

	if (console < 0)
		return;
	for (fd = 0; fd < 3; fd++)
		dup2(console, fd);
	if (console > 2)
		close(console);
}

static void mount_proc(void)
{
	int ret = mount("proc", "/proc", "proc");

	if (ret < 0 && ret != -EBUSY)
		printf("init: mount of /proc: error %d\n", -ret);
	else
		printf("init: mounted /proc\n");
}

/* The nodes of the disks that there are; without it those of the image. */
static void mount_dev(void)
{
	int ret = mount("devtmpfs", "/dev", "devtmpfs");

	if (ret < 0 && ret != -EBUSY)
		printf("init: mount of /dev: error %d\n", -ret);
	mkdir("/dev/pts", 0755);
	mount("devpts", "/dev/pts", "devpts");
}

void boot_option(const char *name, char *value, unsigned int size)
{
	static char cmdline[2048];
	char *line = cmdline, *word;
	size_t len = strlen(name);

	if (read_file("/proc/cmdline", cmdline, sizeof(cmdline)) < 0)
		return;
	word = strchr(cmdline, '\n');
	if (word)
		*word = '\0';
	while ((word = next_word(&line)))
		if (!strncmp(word, name, len) && word[len] == '=')
			strlcpy(value, word + len + 1, size);
}

/* Returns whether no process is left. */
static int wait_for_all(unsigned int ms)
{
	unsigned int waited = 0;
	int pid;

	for (;;) {
		while ((pid = reap(WNOHANG)) > 0)
			;
		if (pid == -ECHILD || waited >= ms)
			return pid == -ECHILD;
		sleep_and_reap(POLL_MS);
		waited += POLL_MS;
	}
}

static int shut_down(int failed)
{
	printf("init: SIGTERM to all\n");
	kill(-1, SIGTERM);
	if (!wait_for_all(GRACE_MS)) {
		printf("init: SIGKILL to the rest\n");
		kill(-1, SIGKILL);
		wait_for_all(GRACE_MS);
	}
	printf("init: power off, %d steps failed\n", failed);
	sync();
	return power_off(failed);
}

int main(void)
{
	char rc[32] = "boot", kunit[128] = "kthread,softirq,workqueue";
	char path[48];

	if (getpid() != 1) {
		printf("init: this is process 1's program\n");
		return 2;
	}
	open_console();
	printf("init: process 1 in user mode\n");
	/* A page that a dying disk took along would end everything. */
	syscall1(NR_mlockall, MCL_CURRENT | MCL_FUTURE);
	signal(SIGCHLD, on_child);
	mount_proc();
	mount_dev();
	boot_option("rc", rc, sizeof(rc));
	boot_option("kunit", kunit, sizeof(kunit));
	snprintf(path, sizeof(path), "/etc/rc.%s", rc);
	return shut_down(run_script(path, kunit));
}
