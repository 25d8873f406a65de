/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What ring 3 may not do ends the process with the right signal, and the
 * kernel refuses the same addresses with EFAULT. With an
 * argument the program itself reads the first kernel word and dies of it.
 */
#include <check.h>
#include <errno.h>
#include <signal.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

static void do_read(unsigned long at)
{
	(void)*(volatile int *)at;
}

static void do_write(unsigned long at)
{
	*(volatile int *)at = 0;
}

static void do_call(unsigned long at)
{
	((void (*)(void))at)();
}

static void do_hlt(unsigned long unused)
{
	(void)unused;
	__asm__ volatile("hlt");
}

static void do_ud2(unsigned long unused)
{
	(void)unused;
	__asm__ volatile("ud2");
}

static void do_divide(unsigned long divisor)
{
	__asm__ volatile("divl %0" : : "r"(divisor), "a"(1), "d"(0));
}

static void do_int3(unsigned long unused)
{
	(void)unused;
	__asm__ volatile("int3");
}

static void expect(int sig, const char *deed, void (*fn)(unsigned long),
		   unsigned long arg)
{
	int status = status_of(fn, arg);

	check(WIFSIGNALED(status) && WTERMSIG(status) == sig,
	      "%s: signal %d", deed, WTERMSIG(status));
}

static void kernel_refuses(unsigned long kernel)
{
	int fd[2];

	pipe(fd);
	check(write(fd[1], (void *)kernel, 4) == -EFAULT,
	      "write() from a kernel address: EFAULT");
	write(fd[1], "word", 4);
	check(read(fd[0], (void *)kernel, 4) == -EFAULT,
	      "read() to a kernel address: EFAULT");
	check(open((char *)8, O_RDONLY, 0) == -EFAULT,
	      "open() of a name nobody mapped: EFAULT");
}

int main(int argc, char **argv)
{
	unsigned long kernel = user_top();

	(void)argv;
	if (argc > 1)
		do_read(kernel);
	check_begin("segv");
	expect(SIGSEGV, "read of a kernel word", do_read, kernel);
	expect(SIGSEGV, "read of kernel text", do_read, kernel + 0x100000);
	expect(SIGSEGV, "write to kernel text", do_write, kernel + 0x100000);
	expect(SIGSEGV, "jump to kernel text", do_call, kernel + 0x100000);
	expect(SIGSEGV, "read through NULL", do_read, 0);
	expect(SIGSEGV, "write to own text", do_write, (unsigned long)main);
	expect(SIGSEGV, "hlt", do_hlt, 0);
	expect(SIGILL, "ud2", do_ud2, 0);
	expect(SIGFPE, "divide by zero", do_divide, 0);
	expect(SIGTRAP, "int3", do_int3, 0);
	kernel_refuses(kernel);
	return check_end();
}
