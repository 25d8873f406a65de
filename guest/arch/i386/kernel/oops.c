/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What the kernel says of itself when it has failed. */
#include <linux/kallsyms.h>
#include <linux/kernel.h>
#include <linux/sched.h>
#include <asm/page.h>
#include <asm/uaccess.h>

#define CODE_BYTES	20
#define CODE_PROLOGUE	8
#define UD2		0x0b0f

static int valid_frame(const struct thread_info *ti, unsigned long frame)
{
	unsigned long base = (unsigned long)ti;

	return frame > base + sizeof(*ti) && !(frame & 3) &&
	       frame < base + THREAD_SIZE - 2 * sizeof(long);
}

/* Each frame: the caller's ebp, and above it the return address. */
static void print_trace(const struct thread_info *ti, unsigned long frame)
{
	printk(KERN_EMERG "Call Trace:\n");
	while (valid_frame(ti, frame)) {
		unsigned long *words = (unsigned long *)frame;

		if (!kernel_text_address(words[1]))
			break;
		printk(KERN_EMERG " [<%08lx>] ", words[1]);
		print_symbol("%s\n", words[1]);
		/* Callers lie above: anything else would go round. */
		if (words[0] <= frame)
			break;
		frame = words[0];
	}
}

/* Without a task: the current one, from the caller on. */
void show_stack(struct task_struct *task, unsigned long *esp)
{
	unsigned long frame;

	if (!task || task == current)
		frame = (unsigned long)__builtin_frame_address(0);
	else
		frame = *(unsigned long *)task->thread.esp;
	if (esp)
		frame = (unsigned long)esp;
	print_trace((task ? task : current)->thread_info, frame);
}

void show_regs(struct pt_regs *regs)
{
	unsigned long esp = user_mode(regs) ? (unsigned long)regs->esp :
					      (unsigned long)&regs->esp;

	printk(KERN_EMERG "EIP:    %04x:[<%08lx>]    EFLAGS: %08lx\n",
	       regs->xcs & 0xffff, regs->eip, regs->eflags);
	print_symbol(KERN_EMERG "EIP is at %s\n", regs->eip);
	printk(KERN_EMERG "eax: %08lx   ebx: %08lx   ecx: %08lx   edx: %08lx\n",
	       regs->eax, regs->ebx, regs->ecx, regs->edx);
	printk(KERN_EMERG "esi: %08lx   edi: %08lx   ebp: %08lx   esp: %08lx\n",
	       regs->esi, regs->edi, regs->ebp, esp);
	printk(KERN_EMERG "cr0: %08lx   cr2: %08lx   cr3: %08lx   cr4: %08lx\n",
	       read_cr0(), read_cr2(), read_cr3(), read_cr4());
	printk(KERN_EMERG "Process %s (pid: %d, threadinfo=%p task=%p)\n",
	       current->comm, current->pid, current_thread_info(), current);
}

/* eip may point anywhere; a read of it that faults is the end of the line. */
static int read_code(unsigned long addr, void *to, unsigned long size)
{
	mm_segment_t fs = get_fs();
	int error;

	set_fs(KERNEL_DS);
	error = copy_from_user(to, (void *)addr, size) != 0;
	set_fs(fs);
	return error;
}

static void show_code(unsigned long eip)
{
	unsigned char byte;
	int i;

	printk(KERN_EMERG "Code:");
	for (i = -CODE_PROLOGUE; i < CODE_BYTES; i++) {
		if (read_code(eip + i, &byte, 1)) {
			printk(" Bad EIP value.");
			break;
		}
		printk(i ? " %02x" : " <%02x>", byte);
	}
	printk("\n");
}

/* BUG() leaves its line and file behind the ud2. */
static void show_bug(struct pt_regs *regs)
{
	struct {
		u16 ud2, line;
		const char *file;
	} __packed bug;

	if (read_code(regs->eip, &bug, sizeof(bug)) || bug.ud2 != UD2)
		return;
	if (!kernel_text_address(regs->eip))
		return;
	printk(KERN_EMERG "------------[ cut here ]------------\n");
	printk(KERN_EMERG "kernel BUG at %s:%u!\n", bug.file, bug.line);
}

/*
 * The task that made the kernel fail ends; what it held stays held.  In an
 * interrupt there is no task to blame, and nothing to go on with.
 */
void noinline die(const char *str, struct pt_regs *regs, long err)
{
	static int die_counter;

	if (regs->xcs == __KERNEL_CS)
		show_bug(regs);
	printk(KERN_EMERG "%s: %04lx [#%d]\n", str, err & 0xffff,
	       ++die_counter);
	show_regs(regs);
	print_trace(current_thread_info(), regs->ebp);
	show_code(regs->eip);
	if (in_interrupt())
		panic("Fatal exception in interrupt");
	do_exit(SIGSEGV);
}
