/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <linux/kernel.h>
#include <linux/linkage.h>
#include <linux/mm.h>
#include <linux/sched.h>
#include <linux/signal.h>
#include <asm/fixmap.h>
#include <asm/paging_options.h>
#include <asm/system.h>
#include <asm/uaccess.h>

/* Bits of a page fault's error code. */
#define PF_PROT		1	/* the page was there, the access not allowed */
#define PF_WRITE	2
#define PF_USER		4	/* at CPL 3 */
#define PF_INSTR	16	/* a fetch, where NX is on */

/* How far below esp a push may reach: enter $65535, $31 and pusha. */
#define STACK_SLACK	(65536 + 32 * sizeof(long))

extern struct exception_table_entry __start___ex_table[];
extern struct exception_table_entry __stop___ex_table[];

/* If the instruction may fault, go on at its fixup. */
int fixup_exception(struct pt_regs *regs)
{
	struct exception_table_entry *entry;

	for (entry = __start___ex_table; entry < __stop___ex_table; entry++)
		if (entry->insn == (unsigned long)regs->eip) {
			regs->eip = entry->fixup;
			return 1;
		}
	return 0;
}

/* The entries that the processor met on its way to address. */
static void dump_pagetable(unsigned long address)
{
	int self = paging_has(PAGING_RECURSIVE);
	pgd_t *pgd = __va(read_cr3() & ~31UL);
	pmd_t *pmd = self ? self_pmd(address) : pmd_offset(pgd, address);

	printk(KERN_ALERT "*pde = %08lx\n", pmd ? pmd->val : 0);
	if (pmd && !pmd_none(*pmd) && !pmd_large(*pmd))
		printk(KERN_ALERT "*pte = %08lx\n",
		       (self ? self_pte(address) :
			       pte_offset(pmd, address))->val);
}

static void no_context(struct pt_regs *regs, unsigned long error_code,
		       unsigned long address)
{
	if (fixup_exception(regs))
		return;
	printk(KERN_ALERT "Unable to handle kernel %s at virtual address "
	       "%08lx\n", address < PAGE_SIZE ? "NULL pointer dereference" :
	       "paging request", address);
	dump_pagetable(address);
	die("Oops", regs, error_code);
	do_exit(SIGKILL);
}

static void bad_area(struct pt_regs *regs, unsigned long error_code,
		     unsigned long address, int sig, int si_code)
{
	struct task_struct *tsk = current;
	siginfo_t info;

	if (!(error_code & PF_USER)) {
		no_context(regs, error_code, address);
		return;
	}
	tsk->thread.cr2 = address;
	tsk->thread.error_code = error_code | (address >= TASK_SIZE);
	tsk->thread.trap_no = 14;
	memset(&info, 0, sizeof(info));
	info.si_signo = sig;
	info.si_code = si_code;
	info.si_addr = (void *)address;
	force_sig_info(sig, &info, tsk);
}

static void out_of_memory(struct pt_regs *regs, unsigned long error_code,
			  unsigned long address)
{
	if (!(error_code & PF_USER)) {
		no_context(regs, error_code, address);
		return;
	}
	if (current->pid == 1) {
		yield();
		return;
	}
	printk("VM: killing process %s\n", current->comm);
	do_group_exit(SIGKILL);
}

static int access_allowed(struct vm_area_struct *vma, unsigned long error_code)
{
	if (error_code & PF_WRITE)
		return (vma->vm_flags & VM_WRITE) != 0;
	/* A read of what is there and may be read would not have faulted. */
	if (error_code & PF_PROT)
		return 0;
	if (error_code & PF_INSTR)
		return (vma->vm_flags & VM_EXEC) != 0;
	return (vma->vm_flags & (VM_READ | VM_EXEC)) != 0;
}

/* The area for the access, a stack grown if need be; NULL if it is bad. */
static struct vm_area_struct *fault_vma(struct mm_struct *mm,
					struct pt_regs *regs,
					unsigned long error_code,
					unsigned long address)
{
	struct vm_area_struct *vma = find_vma(mm, address);

	if (!vma || vma->vm_start <= address)
		return vma;
	if (!(vma->vm_flags & VM_GROWSDOWN))
		return NULL;
	if (error_code & PF_USER &&
	    address + STACK_SLACK < (unsigned long)regs->esp)
		return NULL;
	return expand_stack(vma, address) ? NULL : vma;
}

/*
 * Make a page of the caller's ready for an access by the kernel, as a fault
 * would. Sleeps; -EFAULT where the access would be the caller's mistake.
 */
int fault_in_user(unsigned long address, int write)
{
	unsigned long error_code = write ? PF_WRITE : 0;
	struct mm_struct *mm = current->mm;
	struct vm_area_struct *vma;
	int fault = VM_FAULT_SIGBUS;

	if (!mm || preempt_count())
		return -EFAULT;
	down(&mm->mmap_sem);
	vma = fault_vma(mm, NULL, error_code, address);
	if (vma && access_allowed(vma, error_code))
		fault = handle_mm_fault(mm, vma, address, write);
	up(&mm->mmap_sem);
	return fault > VM_FAULT_SIGBUS ? 0 : -EFAULT;
}

static void user_fault(struct mm_struct *mm, struct pt_regs *regs,
		       unsigned long error_code, unsigned long address)
{
	struct vm_area_struct *vma;
	int si_code = SEGV_MAPERR, fault = VM_FAULT_MINOR;

	down(&mm->mmap_sem);
	vma = fault_vma(mm, regs, error_code, address);
	if (vma && !access_allowed(vma, error_code)) {
		vma = NULL;
		si_code = SEGV_ACCERR;
	}
	if (vma)
		fault = handle_mm_fault(mm, vma, address,
					(error_code & PF_WRITE) != 0);
	up(&mm->mmap_sem);
	current->min_flt += fault == VM_FAULT_MINOR;
	current->maj_flt += fault == VM_FAULT_MAJOR;

	if (!vma)
		bad_area(regs, error_code, address, SIGSEGV, si_code);
	else if (fault == VM_FAULT_SIGBUS)
		bad_area(regs, error_code, address, SIGBUS, BUS_ADRERR);
	else if (fault == VM_FAULT_OOM)
		out_of_memory(regs, error_code, address);
}

/*
 * Entered with interrupts off, so that no other fault can replace CR2
 * before it is read.
 */
fastcall void noinline do_page_fault(struct pt_regs *regs,
				     unsigned long error_code)
{
	unsigned long address = read_cr2();
	struct mm_struct *mm = current->mm;

	if (regs->eflags & X86_EFLAGS_IF)
		local_irq_enable();
	/* With 4g the kernel's addresses are not the user's. */
	if (paging_has(PAGING_4G) && !(error_code & PF_USER))
		no_context(regs, error_code, address);
	else if (address >= TASK_SIZE)
		bad_area(regs, error_code, address, SIGSEGV, SEGV_MAPERR);
	else if (!mm || preempt_count())
		no_context(regs, error_code, address);
	else
		user_fault(mm, regs, error_code, address);
}
