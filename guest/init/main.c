/* SPDX-License-Identifier: GPL-2.0-or-later */
/* From the boot loader to process 1's program. */
#include <linux/fs.h>
#include <linux/futex.h>
#include <linux/init.h>
#include <linux/interrupt.h>
#include <linux/kernel.h>
#include <linux/kmod.h>
#include <linux/mm.h>
#include <linux/printk.h>
#include <linux/radix-tree.h>
#include <linux/sched.h>
#include <linux/slab.h>
#include <linux/string.h>
#include <linux/syscalls.h>
#include <linux/time.h>
#include <linux/unistd.h>
#include <linux/wait_bit.h>
#include <linux/workqueue.h>
#include <linux/writeback.h>
#include <asm/desc.h>
#include <asm/setup.h>
#include <asm/uaccess.h>

void free_initmem(void);

const char linux_banner[] = "Linux version 2.6.11-guest (i386, one processor, "
			    "preemptive)\n";

static char *argv_init[] = { "/init", NULL };
static char *envp_init[] = { "HOME=/", "TERM=linux",
			     "PATH=/sbin:/bin:/usr/sbin:/usr/bin", NULL };

static void __init do_initcalls(void)
{
	extern initcall_t __initcall_start[], __initcall_end[];
	initcall_t *call;

	for (call = __initcall_start; call < __initcall_end; call++) {
		int error = (*call)();

		if (error)
			printk(KERN_WARNING "initcall %p: error %d\n",
			       *call, error);
	}
}

/* The order makes the pids: events/0, khelper, then what initcalls make. */
static void __init do_basic_setup(void)
{
	init_workqueues();
	usermodehelper_init();
	do_initcalls();
}

/* The program's standard input, output and error. */
static void __init open_console(void)
{
	if (sys_open("/dev/console", O_RDWR, 0) < 0)
		printk(KERN_WARNING "Warning: unable to open an initial "
				    "console.\n");
	sys_dup(0);
	sys_dup(0);
}

static void run_init_process(const char *path)
{
	argv_init[0] = (char *)path;
	kernel_execve(path, argv_init, envp_init);
}

static void __init finish_boot(void)
{
	/* Every later orphan is ours. */
	child_reaper = current;
	spawn_ksoftirqd();
	populate_rootfs();
	do_basic_setup();
	open_console();
}

/*
 * Process 1.  It starts as a kernel thread, ends the initialisation, and by
 * execve() becomes the first process that has a user half.
 */
int noinline init(void *unused)
{
	(void)unused;
	finish_boot();
	free_initmem();
	run_init_process(command_line_init_path());
	run_init_process("/sbin/init");
	panic("No init found.  Try passing init= option to kernel.");
}

/*
 * Not __init: process 0 goes on from here while process 1 gives the
 * initialisation's memory back.
 */
void noinline rest_init(void)
{
	kernel_thread(init, NULL, CLONE_FS | CLONE_SIGHAND);
	/* Until now nothing else could run; from now on this is the idle. */
	preempt_enable_no_resched();
	cpu_idle();
}

asmlinkage void __init start_kernel(void)
{
	char *command_line;

	early_serial_init();
	printk("%s", linux_banner);
	trap_init();
	setup_arch(&command_line);
	parse_command_line(command_line);
	switch_gate_init();
	sched_init();
	wait_bit_init();
	pidhash_init();
	init_IRQ();
	softirq_init();
	init_timers();
	time_init();
	mem_init();
	kmem_cache_init();
	radix_tree_init();
	printk_serial_works();
	local_irq_enable();
	calibrate_tsc();
	fork_init(totalram_pages);
	signal_caches_init();
	mm_caches_init();
	pgtable_cache_init();
	vfs_caches_init();
	page_writeback_init();
	futex_init();
	rest_init();
}
