/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Exceptions: a signal for a process, an oops for the kernel. */
#include <linux/init.h>
#include <linux/kernel.h>
#include <linux/sched.h>
#include <linux/string.h>
#include <asm/desc.h>
#include <asm/i387.h>
#include <asm/uaccess.h>

#define SYSCALL_VECTOR	0x80

struct desc_struct idt_table[256] __in_entry_data __aligned(8);

static struct {
	u16 size;
	struct desc_struct *address;
} __packed idt_descr = { sizeof(idt_table) - 1, idt_table };

static void set_gate(unsigned int n, unsigned int type, unsigned int dpl,
		     void *addr)
{
	u32 entry = (u32)addr;

	idt_table[n].a = (__KERNEL_CS << 16) | (entry & 0xffff);
	idt_table[n].b = (entry & 0xffff0000) | 0x8000 | dpl << 13 | type << 8;
}

void set_intr_gate(unsigned int n, void *addr)
{
	set_gate(n, 14, 0, addr);
}

void set_trap_gate(unsigned int n, void *addr)
{
	set_gate(n, 15, 0, addr);
}

void set_system_gate(unsigned int n, void *addr)
{
	set_gate(n, 15, 3, addr);
}

void set_task_gate(unsigned int n, unsigned int gdt_entry)
{
	idt_table[n].a = (gdt_entry * 8) << 16;
	idt_table[n].b = 0x8500;
}

/* Handlers learn the place only of what has a code of its own. */
static void do_trap(int trapnr, int sig, int code, const char *str,
		    struct pt_regs *regs, long error_code)
{
	siginfo_t info;

	if (!user_mode(regs)) {
		if (!fixup_exception(regs))
			die(str, regs, error_code);
		return;
	}
	current->thread.trap_no = trapnr;
	current->thread.error_code = error_code;
	memset(&info, 0, sizeof(info));
	info.si_signo = sig;
	info.si_code = code;
	if (code != SI_KERNEL)
		info.si_addr = (void *)regs->eip;
	force_sig_info(sig, &info, current);
}

#define DO_ERROR(trapnr, sig, code, str, name)				\
fastcall void do_##name(struct pt_regs *regs, long error_code)		\
{									\
	do_trap(trapnr, sig, code, str, regs, error_code);		\
}

DO_ERROR(0, SIGFPE, FPE_INTDIV, "divide error", divide_error)
DO_ERROR(3, SIGTRAP, SI_KERNEL, "int3", int3)
DO_ERROR(4, SIGSEGV, SI_KERNEL, "overflow", overflow)
DO_ERROR(5, SIGSEGV, SI_KERNEL, "bounds", bounds)
DO_ERROR(6, SIGILL, ILL_ILLOPN, "invalid opcode", invalid_op)
DO_ERROR(9, SIGFPE, SI_KERNEL, "coprocessor segment overrun",
	 coprocessor_segment_overrun)
DO_ERROR(10, SIGSEGV, SI_KERNEL, "invalid TSS", invalid_TSS)
DO_ERROR(11, SIGBUS, SI_KERNEL, "segment not present", segment_not_present)
DO_ERROR(12, SIGBUS, SI_KERNEL, "stack segment", stack_segment)
DO_ERROR(13, SIGSEGV, SI_KERNEL, "general protection fault",
	 general_protection)
DO_ERROR(15, SIGILL, SI_KERNEL, "spurious interrupt", spurious_interrupt_bug)
DO_ERROR(17, SIGBUS, BUS_ADRALN, "alignment check", alignment_check)
DO_ERROR(18, SIGBUS, SI_KERNEL, "machine check", machine_check)

/* Of the unit, and of SSE. */
fastcall void do_coprocessor_error(struct pt_regs *regs, long error_code)
{
	do_trap(16, SIGFPE, user_mode(regs) ? fpu_error_code(0) : SI_KERNEL,
		"coprocessor error", regs, error_code);
}

fastcall void do_simd_coprocessor_error(struct pt_regs *regs, long error_code)
{
	do_trap(19, SIGFPE, user_mode(regs) ? fpu_error_code(1) : SI_KERNEL,
		"simd error", regs, error_code);
}

/*
 * Gates clear TF, SYSENTER does not: what was meant for ring 3 comes before
 * the kernel's first instruction, and has to wait for the way back.
 */
fastcall void do_debug(struct pt_regs *regs, long error_code)
{
	if (user_mode(regs) || !(regs->eflags & X86_EFLAGS_TF)) {
		do_trap(1, SIGTRAP, TRAP_TRACE, "debug", regs, error_code);
		return;
	}
	regs->eflags &= ~X86_EFLAGS_TF;
	set_bit(TIF_SINGLESTEP, &current->thread_info->flags);
}

/* The kernel has no use for the unit: only a process may be here. */
fastcall void do_device_not_available(struct pt_regs *regs, long error_code)
{
	if (user_mode(regs))
		math_state_restore();
	else
		die("device not available", regs, error_code);
}

fastcall void do_nmi(struct pt_regs *regs, long error_code)
{
	(void)error_code;
	printk(KERN_EMERG "NMI received at %08lx\n", regs->eip);
}

extern char divide_error[], debug[], nmi[], int3[], overflow[], bounds[],
	invalid_op[], device_not_available[],
	coprocessor_segment_overrun[], invalid_TSS[], segment_not_present[],
	stack_segment[], general_protection[], page_fault[],
	spurious_interrupt_bug[], coprocessor_error[], alignment_check[],
	machine_check[], simd_coprocessor_error[], system_call[], ignore_int[];

static void *const exception_entry[] __initdata = {
	divide_error, debug, nmi, int3, overflow, bounds, invalid_op,
	/* 8 is doublefault.c's task gate. */
	device_not_available, ignore_int, coprocessor_segment_overrun,
	invalid_TSS, segment_not_present, stack_segment, general_protection,
	page_fault, spurious_interrupt_bug, coprocessor_error,
	alignment_check, machine_check, simd_coprocessor_error,
};

void __init trap_init(void)
{
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(idt_table); i++)
		set_intr_gate(i, ignore_int);
	for (i = 0; i < ARRAY_SIZE(exception_entry); i++)
		set_trap_gate(i, exception_entry[i]);
	/* CR2 must be read, and an NMI or a trap ended, uninterrupted. */
	set_intr_gate(2, nmi);
	set_intr_gate(14, page_fault);
	set_system_gate(3, int3);
	set_system_gate(4, overflow);
	set_system_gate(5, bounds);
	set_system_gate(SYSCALL_VECTOR, system_call);
	__asm__ __volatile__("lidt %0" : : "m"(idt_descr));
}
