/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The page of code by which the kernel lets programs make system calls: what
 * it is, and that a call by it does all that int $0x80 does. Linux must say
 * the same. `vsyscall raw' has a SYSENTER of its own, with bad stacks; not
 * every processor that runs Linux has that.
 */
#include <check.h>
#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/auxv.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <syscall.h>
#include <unistd.h>

#define TF		0x100
#define IF		0x200
#define DF		0x400
#define NT		0x4000
#define E_ENTRY		24
#define PAGE		4096

/* What page_call() loads, and what it found afterwards. */
struct regs {
	long eax, ebx, ecx, edx, esi, edi, ebp, eflags;
};

void page_call(struct regs *regs);
__asm__("page_call:\n"
	"	pushal\n"
	"	movl 36(%esp), %eax\n"
	"	pushl %eax\n"
	"	movl 4(%eax), %ebx\n"
	"	movl 8(%eax), %ecx\n"
	"	movl 12(%eax), %edx\n"
	"	movl 16(%eax), %esi\n"
	"	movl 20(%eax), %edi\n"
	"	movl 24(%eax), %ebp\n"
	"	pushl 28(%eax)\n"
	"	movl (%eax), %eax\n"
	"	popfl\n"
	"	call *page_entry\n"
	"	pushfl\n"
	"	pushl $2\n"
	"	popfl\n"
	"	xchgl %eax, 4(%esp)\n"
	"	popl 28(%eax)\n"
	"	movl %ebx, 4(%eax)\n"
	"	movl %ecx, 8(%eax)\n"
	"	movl %edx, 12(%eax)\n"
	"	movl %esi, 16(%eax)\n"
	"	movl %edi, 20(%eax)\n"
	"	movl %ebp, 24(%eax)\n"
	"	popl %ecx\n"
	"	movl %ecx, (%eax)\n"
	"	popal\n"
	"	ret\n");

unsigned long page_entry __attribute__((used));
static volatile int handled, steps;

static long call(long nr, long a, long b, long c, long eflags)
{
	struct regs r = { nr, a, b, c, 0, 0, 0, eflags | 2 };

	page_call(&r);
	return r.eax;
}

/* Its second page, mapped: the sixth argument says which. */
static void all_registers(const char *file)
{
	static char text[2 * PAGE];
	int fd = open(file, O_RDONLY, 0);
	struct regs r = { NR_mmap2, 0, PAGE, PROT_READ, MAP_PRIVATE, fd, 1, 2 };
	struct regs before = r;

	read(fd, text, sizeof(text));
	page_call(&r);
	check(!MMAP_FAILED(r.eax) && !memcmp((char *)r.eax, text + PAGE, PAGE),
	      "six arguments arrive");
	check(r.eflags & IF, "interrupts are on afterwards");
	before.eax = r.eax;
	before.eflags = r.eflags;
	check(!memcmp(&r, &before, sizeof(r)), "no register but eax is lost");
	close(fd);
}

static void on_usr1(int sig)
{
	handled += sig == SIGUSR1;
}

/* No restorer: the handler returns by way of the page, if there is one. */
static void handle_usr1(int flags)
{
	struct sigaction act = { .sa_handler = on_usr1, .sa_flags = flags };

	syscall4(NR_rt_sigaction, SIGUSR1, &act, 0, sizeof(sigset_t));
	handled = 0;
}

/* A byte through a pipe while a signal comes; what read() says of it. */
static long interrupted_read(int flags)
{
	int fd[2], child, status;
	char byte = 0;
	long ret;

	pipe(fd);
	handle_usr1(flags);
	child = fork();
	if (!child) {
		sleep_ms(50);
		kill(getppid(), SIGUSR1);
		sleep_ms(50);
		write(fd[1], "x", 1);
		_exit(0);
	}
	ret = call(NR_read, fd[0], (long)&byte, 1, 0);
	waitpid(child, &status, 0);
	close(fd[0]);
	close(fd[1]);
	return ret == 1 ? byte : ret;
}

static void signals(void)
{
	check(interrupted_read(0) == -EINTR && handled == 1,
	      "a signal interrupts a call");
	check(interrupted_read(SA_RESTART) == 'x' && handled == 1,
	      "with SA_RESTART it is made again, with its arguments");
}

static void on_trap(int sig)
{
	steps += sig == SIGTRAP;
}

static void flags(void)
{
	struct sigaction act = { .sa_handler = on_trap };
	int ppid = getppid();

	sigaction(SIGTRAP, &act, 0);
	check(call(NR_getppid, 0, 0, 0, TF) == ppid && steps > 10,
	      "single steps lead through a call");
	check(call(NR_getppid, 0, 0, 0, DF) == ppid,
	      "the kernel does not mind DF");
	/* A signal, so that the way back is an iret. */
	handle_usr1(0);
	check(!call(NR_kill, getpid(), SIGUSR1, 0, NT) && handled == 1,
	      "nor NT");
}

static void processes(char *self)
{
	char *argv[] = { self, "child", 0 };
	int status = -1, child = call(NR_fork, 0, 0, 0, 0);

	if (!child)
		call(NR_execve, (long)self, (long)argv, (long)environ, 0);
	waitpid(child, &status, 0);
	check(WIFEXITED(status) && WEXITSTATUS(status) == 7,
	      "fork and execve by the page");
}

static void write_page(unsigned long at)
{
	*(volatile char *)at = 0;
}

/* Nothing but the stack pointer in ebp tells the kernel where to go back. */
static void enter_with_ebp(unsigned long ebp)
{
	__asm__ volatile("movl %0, %%ebp; sysenter"
			 : : "r"(ebp), "a"(NR_getppid) : "memory");
}

static int raw(void)
{
	static const unsigned long bad[] = { 0, 0x1000, 0xbfffffff, 0xc0000000,
		0xc0100000, 0xffbfffff, 0xffffe000, 0xfffffffc, 0xffffffff };
	unsigned int i;

	check_begin("sysenter");
	for (i = 0; i < ARRAY_SIZE(bad); i++) {
		int status = status_of(enter_with_ebp, bad[i]);

		check(WIFSIGNALED(status) && WTERMSIG(status) == SIGSEGV,
		      "a stack at %08lx: signal %d", bad[i],
		      WTERMSIG(status));
	}
	return check_end();
}

int main(int argc, char **argv)
{
	unsigned long page = getauxval(AT_SYSINFO_EHDR);
	int status;

	if (argc > 1 && !strcmp(argv[1], "child"))
		return 7;
	if (argc > 1 && !strcmp(argv[1], "raw"))
		return raw();
	check_begin("vsyscall");
	page_entry = getauxval(AT_SYSINFO);
	if (!check(page && !memcmp((void *)page, "\177ELF", 4),
		   "there is a page, an ELF object"))
		return check_end();
	check((*(unsigned long *)(page + E_ENTRY) & (PAGE - 1)) ==
	      (page_entry & (PAGE - 1)), "its entry is AT_SYSINFO");
	all_registers(argv[0]);
	signals();
	flags();
	processes(argv[0]);
	status = status_of(write_page, page);
	check(WIFSIGNALED(status) && WTERMSIG(status) == SIGSEGV,
	      "nobody writes to the page");
	return check_end();
}
