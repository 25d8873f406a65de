/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Tasks as the processor sees them: stacks, registers, system calls. */
#include <linux/err.h>
#include <linux/kernel.h>
#include <linux/fs.h>
#include <linux/mm.h>
#include <linux/sched.h>
#include <linux/string.h>
#include <asm/desc.h>
#include <asm/entry_area.h>
#include <asm/i387.h>
#include <asm/ldt.h>
#include <asm/mmu_context.h>
#include <asm/paging_options.h>
#include <asm/uaccess.h>
#include <asm/vsyscall.h>

extern char ret_from_fork[], kernel_thread_helper[];

/*
 * Make fn(arg) a task of its own: entry.S's helper finds both in the
 * registers that the child starts with.  The child borrows the caller's
 * mm until it gives it up (daemonize()), if the caller has one.
 */
int noinline kernel_thread(int (*fn)(void *), void *arg, unsigned long flags)
{
	struct pt_regs regs;

	memset(&regs, 0, sizeof(regs));
	regs.ebx = (long)fn;
	regs.edx = (long)arg;
	regs.xds = __USER_DS;
	regs.xes = __USER_DS;
	regs.orig_eax = -1;
	regs.eip = (long)kernel_thread_helper;
	regs.xcs = __KERNEL_CS;
	regs.eflags = X86_EFLAGS_IF | 2;
	return do_fork(flags | CLONE_VM | CLONE_UNTRACED, 0, &regs, 0, NULL,
		       NULL);
}

/* The child's stack: its registers, then ret_from_fork pops them. */
int copy_thread(unsigned long esp, struct task_struct *p, struct pt_regs *regs)
{
	struct pt_regs *childregs = task_pt_regs(p);

	*childregs = *regs;
	childregs->eax = 0;
	childregs->esp = esp;
	p->thread.esp = (unsigned long)childregs;
	p->thread.esp0 = (unsigned long)(childregs + 1);
	p->thread.eip = (unsigned long)ret_from_fork;
	if (user_mode(regs)) {
		save_user_segments(p);
		/* Its own may be others, by CLONE_SETTLS. */
		check_saved_segments(p);
	}
	return 0;
}

/* Where ring 3 will find the kernel's stack, by either way in. */
static inline void load_esp0(void)
{
	init_tss.esp0 = kernel_esp0;
	if (sysenter_enabled)
		wrmsr(MSR_SYSENTER_ESP, kernel_esp0);
}

/*
 * The stack has been switched already (asm/switch_to.h), and CR3 before
 * it; what is left is where ring 3 will find the new task's stack.
 */
fastcall struct task_struct *noinline __switch_to(struct task_struct *prev_p,
						  struct task_struct *next_p)
{
	kernel_esp0 = next_p->thread.esp0;
	if (paging_has(PAGING_4G))
		entry_stack_set_task(next_p);
	else
		load_esp0();
	/* Kernel threads leave them as they are: nobody looks. */
	if (prev_p->mm)
		save_user_segments(prev_p);
	if (next_p->mm)
		load_user_segments(next_p);
	switch_fpu(next_p);
	return prev_p;
}

void start_thread(struct pt_regs *regs, unsigned long new_eip,
		  unsigned long new_esp)
{
	set_fs(USER_DS);
	set_bit(TIF_IRET, &current_thread_info()->flags);
	memset(regs, 0, offsetof(struct pt_regs, orig_eax));
	regs->xds = __USER_DS;
	regs->xes = __USER_DS;
	regs->xss = __USER_DS;
	regs->xcs = __USER_CS;
	regs->eflags = X86_EFLAGS_IF | 2;
	regs->eip = new_eip;
	regs->esp = new_esp;
}

/* A new program has no pending fault of the old one's. */
void flush_thread(void)
{
	current->thread.cr2 = 0;
	current->thread.trap_no = 0;
	current->thread.error_code = 0;
	drop_fpu(current);
	drop_user_segments(current);
}

void exit_thread(void)
{
	drop_fpu(current);
}

asmlinkage long sys_fork(long ebx, long ecx, long edx, long esi, long edi,
			 long ebp, struct pt_regs *regs)
{
	(void)ebx, (void)ecx, (void)edx, (void)esi, (void)edi, (void)ebp;
	return do_fork(SIGCHLD, regs->esp, regs, 0, NULL, NULL);
}

asmlinkage long sys_vfork(long ebx, long ecx, long edx, long esi, long edi,
			  long ebp, struct pt_regs *regs)
{
	(void)ebx, (void)ecx, (void)edx, (void)esi, (void)edi, (void)ebp;
	return do_fork(CLONE_VFORK | CLONE_VM | SIGCHLD, regs->esp, regs, 0,
		       NULL, NULL);
}

asmlinkage long sys_clone(unsigned long flags, unsigned long newsp,
			  int *parent_tid, long esi, int *child_tid, long ebp,
			  struct pt_regs *regs)
{
	(void)esi, (void)ebp;
	if (!newsp)
		newsp = regs->esp;
	return do_fork(flags & ~CLONE_UNTRACED, newsp, regs, 0, parent_tid,
		       child_tid);
}

asmlinkage long sys_execve(const char *name, char **argv, char **envp,
			   long esi, long edi, long ebp, struct pt_regs *regs)
{
	char *filename = getname(name);
	long error;

	(void)esi, (void)edi, (void)ebp;
	if (IS_ERR(filename))
		return PTR_ERR(filename);
	error = do_execve(filename, argv, envp, regs);
	putname(filename);
	return error;
}

/* Halts until an interrupt; the test and the halt must not be separable. */
void noinline default_idle(void)
{
	local_irq_disable();
	if (need_resched())
		local_irq_enable();
	else
		safe_halt();
}

/*
 * Process 0 from rest_init() on: it runs when nothing else can, and halts
 * until an interrupt makes something runnable.
 */
void noinline cpu_idle(void)
{
	for (;;) {
		while (!need_resched())
			default_idle();
		schedule();
	}
}
