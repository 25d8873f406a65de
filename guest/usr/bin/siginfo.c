/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What a handler is told of a fault, in numbers, as Linux tells it; and what
 * it finds in the registers, and leaves there.
 */
#include <check.h>
#include <ldt.h>
#include <signal.h>
#include <sys/mman.h>
#include <syscall.h>
#include <unistd.h>

#define SA_SIGINFO	4
#define SIGBUS		7

struct siginfo {
	int signo, error, code;
	unsigned long address;
};

static volatile unsigned long culprit;
static const char *volatile deed;

static void on_fault(int sig, struct siginfo *info)
{
	check(1, "%s: signal %d, code %d, %s", deed, sig, info->code,
	      !info->address ? "nowhere" :
	      info->address == culprit ? "there" : "elsewhere");
	_exit(0);
}

/* The instruction's own address is where it happens. */
#define FAULT(name, what, text)						\
	static void name(unsigned long unused)				\
	{								\
		(void)unused;						\
		deed = what;						\
		__asm__ volatile("movl $1f, %0; 1: " text		\
				 : "=m"(culprit)			\
				 : "a"(0), "c"(0), "d"(0) : "memory");	\
	}

FAULT(divide, "a division by zero", "divl %%ecx")
FAULT(undefined, "no instruction", "ud2")
FAULT(breakpoint, "a breakpoint", "int3")
FAULT(privileged, "a privileged instruction", "hlt")
FAULT(no_gate, "a gate that is the kernel's", "int $0x20")
FAULT(overflow, "an overflow", "movb $0x7f, %%al; incb %%al; into")

static const unsigned short zero_divide_unmasked = 0x37b;

static void float_divide(unsigned long unused)
{
	(void)unused;
	deed = "a division of the unit's by zero";
	__asm__ volatile("movl $1f, %0; fldcw %1; fld1; fldz; fdivrp; 1: fwait"
			 : "=m"(culprit) : "m"(zero_divide_unmasked)
			 : "memory");
}

static void unmapped(unsigned long unused)
{
	(void)unused;
	deed = "a word that is not mapped";
	culprit = 0x30;
	(void)*(volatile int *)culprit;
}

static void read_only(unsigned long unused)
{
	(void)unused;
	deed = "a write to text";
	culprit = (unsigned long)on_fault;
	*(volatile int *)culprit = 0;
}

/* A mapping may be longer than its file. */
static void behind_the_file(unsigned long unused)
{
	int fd = open("/tmp/siginfo", O_RDWR | O_CREAT, 0600);
	char *at = mmap(0, PAGE_SIZE, PROT_READ, MAP_SHARED, fd, 0);

	(void)unused;
	unlink("/tmp/siginfo");
	deed = "a page behind a file's end";
	culprit = (unsigned long)at + 8;
	(void)*(volatile char *)culprit;
}

static void faults(void)
{
	static void (*const all[])(unsigned long) = {
		divide, undefined, breakpoint, privileged, no_gate, overflow,
		float_divide, unmapped, read_only, behind_the_file,
	};
	static const int signals[] = {
		SIGILL, SIGTRAP, SIGBUS, SIGFPE, SIGSEGV,
	};
	struct sigaction act = {
		.sa_handler = (void *)on_fault, .sa_flags = SA_SIGINFO,
	};
	unsigned int i;

	for (i = 0; i < sizeof(signals) / sizeof(*signals); i++)
		sigaction(signals[i], &act, 0);
	for (i = 0; i < sizeof(all) / sizeof(*all); i++)
		check(status_of(all[i], 0) == 0, "its handler ran");
}

static volatile unsigned int handlers_es, handlers_ds;

static void look_at_segments(int sig)
{
	(void)sig;
	__asm__ volatile("movl %%es, %0; movl %%ds, %1"
			 : "=r"(handlers_es), "=r"(handlers_ds));
}

/* With es a segment of its own, the program sends itself a signal. */
static void segments(void)
{
	struct user_desc flat = {
		.entry_number = -1, .limit = 0xfffff, .seg_32bit = 1,
		.limit_in_pages = 1, .useable = 1,
	};
	unsigned int own, after;

	syscall1(NR_set_thread_area, &flat);
	own = flat.entry_number * 8 + 3;
	signal(SIGUSR1, look_at_segments);
	__asm__ volatile("movw %w1, %%es; int $0x80; movl %%es, %0;"
			 "pushl %%ds; popl %%es"
			 : "=&r"(after)
			 : "r"(own), "a"(NR_kill), "b"(getpid()), "c"(SIGUSR1)
			 : "memory");
	check(handlers_es == handlers_ds, "a handler's es is the usual one");
	check(after == own, "and its return gives the program's back");
}

/* What programs set that shall compute fast: SDM 1, 10.2.3. */
static void control_of_sse(void)
{
	unsigned int before = 0x9fc0, after;

	__asm__ volatile("ldmxcsr %0" : : "m"(before));
	kill(getpid(), SIGUSR1);
	__asm__ volatile("stmxcsr %0" : "=m"(after));
	check(after == before, "so it does with MXCSR, denormals as zero too");
}

int main(void)
{
	check_begin("siginfo");
	faults();
	segments();
	control_of_sse();
	return check_end();
}
