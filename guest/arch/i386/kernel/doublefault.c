/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A fault whose delivery faults. What most often cannot be delivered to is
 * a stack that has overflowed into its guard, so this is a task of its own,
 * entered through a task gate: its registers, with a stack, come from here,
 * and those of the task that failed are left in init_tss.
 */
#include <linux/init.h>
#include <linux/kallsyms.h>
#include <linux/kernel.h>
#include <linux/linkage.h>
#include <linux/sched.h>
#include <asm/desc.h>
#include <asm/pgtable.h>

/* Its thread_info makes the failed task current, as in an interrupt. */
static union thread_union doublefault_stack __aligned(THREAD_SIZE);

struct tss_struct doublefault_tss __in_entry_data;

/*
 * The task that ran: ring 3 would have entered the kernel on its stack. The
 * thread_info on that stack is the first thing that an overflow destroys.
 */
static struct task_struct *failed_task(void)
{
	struct task_struct *tsk;

	for_each_process(tsk)
		if (tsk->thread.esp0 == kernel_esp0)
			return tsk;
	return &init_task;
}

static int stack_overflowed(const struct task_struct *tsk)
{
	unsigned long stack = (unsigned long)tsk->thread_info;

	return init_tss.esp < stack + sizeof(struct thread_info) &&
	       init_tss.esp >= stack - PAGE_SIZE;
}

static void show_failed_state(void)
{
	const struct tss_struct *t = &init_tss;

	print_symbol(KERN_EMERG "EIP is at %s\n", t->eip);
	printk(KERN_EMERG "eip: %08x   esp: %08x   eflags: %08x   cr2: %08lx\n",
	       t->eip, t->esp, t->eflags, read_cr2());
	printk(KERN_EMERG "eax: %08x   ebx: %08x   ecx: %08x   edx: %08x\n",
	       t->eax, t->ebx, t->ecx, t->edx);
	printk(KERN_EMERG "esi: %08x   edi: %08x   ebp: %08x\n", t->esi,
	       t->edi, t->ebp);
}

/* Interrupts are off, and there is nothing to go back to. */
static asmlinkage void __noreturn noinline doublefault_fn(void)
{
	struct task_struct *tsk = failed_task();

	doublefault_stack.thread_info.task = tsk;
	doublefault_stack.thread_info.preempt_count = 1;
	printk(KERN_EMERG "double fault: %s of task %s (pid: %d)\n",
	       stack_overflowed(tsk) ? "kernel stack overflow" :
				       "a fault could not be delivered",
	       tsk->comm, tsk->pid);
	show_failed_state();
	show_stack(tsk, (unsigned long *)init_tss.ebp);
	panic("Double fault in task %s (pid: %d)", tsk->comm, tsk->pid);
}

/* After cpu_init(): descriptors of available 32-bit TSSs in the GDT. */
void __init doublefault_init(void)
{
	struct tss_struct *t = &doublefault_tss;

	t->esp = t->esp0 = (u32)&doublefault_stack + THREAD_SIZE;
	t->ss = t->ss0 = __KERNEL_DS;
	t->cs = __KERNEL_CS;
	t->ds = t->es = __USER_DS;
	t->eip = (u32)doublefault_fn;
	t->eflags = 2;
	t->cr3 = __pa(swapper_pg_dir);
	t->io_bitmap_base = sizeof(*t);
	set_tss_desc(GDT_ENTRY_DOUBLEFAULT_TSS, t);
	set_task_gate(8, GDT_ENTRY_DOUBLEFAULT_TSS);
}
