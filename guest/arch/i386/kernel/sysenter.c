/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The faster way into the kernel, if the processor has it, and the page from
 * which programs use it. Two words of the command line:
 *
 *	nosep	the page is there, but has `int $0x80` in it
 *	vdso=0	no page: programs have to bring an `int $0x80`
 */
#include <linux/elf.h>
#include <linux/init.h>
#include <linux/kernel.h>
#include <linux/mm.h>
#include <linux/sched.h>
#include <linux/string.h>
#include <asm/entry_area.h>
#include <asm/fixmap.h>
#include <asm/paging_options.h>
#include <asm/uaccess.h>
#include <asm/vsyscall.h>

#define CPUID_SEP	(1 << 11)

extern char sysenter_entry[], vsyscall_sysenter[], vsyscall_sysenter_end[],
	vsyscall_int80[], vsyscall_int80_end[];

unsigned long vsyscall_entry;
int sysenter_enabled;

static int no_sep, no_page;

static int __init nosep_setup(char *rest)
{
	no_sep = !*rest;
	return no_sep;
}
__setup("nosep", nosep_setup);

static int __init vdso_setup(char *value)
{
	no_page = !strcmp(value, "0");
	return 1;
}
__setup("vdso=", vdso_setup);

static int __init cpu_has_sep(void)
{
	u32 eax, ebx, ecx, edx;

	cpuid(1, &eax, &ebx, &ecx, &edx);
	return (edx & CPUID_SEP) != 0;
}

/* The stack is the task's own, so that a trap there finds `current`. */
static void __init enable_sep_cpu(void)
{
	unsigned long flags;

	local_irq_save(flags);
	wrmsr(MSR_SYSENTER_CS, __KERNEL_CS);
	if (paging_has(PAGING_4G)) {
		wrmsr(MSR_SYSENTER_ESP, ENTRY_STACK_TOP);
		wrmsr(MSR_SYSENTER_EIP, entry_area_sysenter());
	} else {
		wrmsr(MSR_SYSENTER_ESP, kernel_esp0);
		wrmsr(MSR_SYSENTER_EIP, (unsigned long)sysenter_entry);
		sysenter_enabled = 1;
	}
	local_irq_restore(flags);
}

/* Ring 3 has this one page of the kernel's half. */
static void __init map_page_for_users(const void *page)
{
	pmd_t *pmd = pmd_offset(swapper_pg_dir, FIXADDR_TOP);

	_Static_assert(__fix_to_virt(FIX_VSYSCALL) == VSYSCALL_BASE,
		       "vsyscall.lds.S links for this address");
	if (paging_has(PAGING_4G)) {
		entry_area_map_user(VSYSCALL_BASE, page);
		return;
	}
	set_kernel_pmd(FIXADDR_TOP, __pte(pmd->val | _PAGE_USER));
	set_fixmap(FIX_VSYSCALL, __pa(page), PAGE_READONLY);
}

static int __init sysenter_setup(void)
{
	void *page;

	if (no_page)
		return 0;
	page = (void *)get_zeroed_page(GFP_KERNEL);
	if (!page)
		return -ENOMEM;
	if (cpu_has_sep() && !no_sep) {
		enable_sep_cpu();
		memcpy(page, vsyscall_sysenter,
		       vsyscall_sysenter_end - vsyscall_sysenter);
	} else {
		memcpy(page, vsyscall_int80,
		       vsyscall_int80_end - vsyscall_int80);
	}
	map_page_for_users(page);
	vsyscall_entry = ((Elf32_Ehdr *)page)->e_entry;
	return 0;
}
core_initcall(sysenter_setup);

/*
 * What SYSENTER's caller had in ebp is where its stack is; its own ebp, the
 * sixth argument, is on top of it.
 */
fastcall long sysenter_arguments(struct pt_regs *regs)
{
	return get_user(regs->ebp, (long *)regs->esp);
}
