/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Builds and maps what asm/entry_area.h describes. */
#include <linux/init.h>
#include <linux/kernel.h>
#include <linux/mm.h>
#include <linux/sched.h>
#include <asm/desc.h>
#include <asm/entry_area.h>
#include <asm/paging_options.h>

#define VECTORS		256
#define STUB_BYTES	10
#define PUSH_IMM32	0x68
#define JMP_REL32	0xe9
#define GATE_TYPES	0x0f00
#define GATE_TASK	0x0500
#define GATE_INTR	0x0e00
/* Vectors for which the processor pushes an error code. */
#define ERROR_CODES	(1 << 8 | 0x1f << 10 | 1 << 17)

extern char entry_code[], entry_code_end[], entry_trap[], entry_trap_error[],
	entry_intr[], entry_intr_error[], entry_leave[], entry_sysenter[],
	__entry_data[];

static union thread_union entry_stack __aligned(THREAD_SIZE);
static unsigned char *text;	/* ENTRY_TEXT's page in the direct map */
static pte_t *user_table;	/* what user directories have for the area */

unsigned long user_cr3;
/* Read by entry.S at each return: 0, or entry_leave's copy. */
unsigned long exit_to_user;

/* Behind the code and its stubs, both at the same offset in page and copy. */
static unsigned long __init copy_of(const char *code)
{
	return ENTRY_TEXT + (code - entry_code);
}

static void __init map_page(unsigned long address, const void *page,
			    unsigned long flags)
{
	pmd_t user = { __pa(user_table) | _KERNPG_TABLE };
	pte_t pte = __pte(__pa(page) | _PAGE_PRESENT | _PAGE_ACCESSED | flags);

	/* Ring 3 never runs on the kernel's directory. */
	set_pte(kernel_pte_alloc(address), __pte(pte.val & ~_PAGE_USER));
	set_pte(pte_offset(&user, address), pte);
}

static void __init map_area(void)
{
	const unsigned long data = _PAGE_RW | _PAGE_DIRTY | __PAGE_NX;

	map_page(ENTRY_STACK, &entry_stack, data);
	map_page(ENTRY_STACK + PAGE_SIZE, (char *)&entry_stack + PAGE_SIZE,
		 data);
	map_page(ENTRY_DATA, __entry_data, data);
	map_page(ENTRY_TEXT, text, 0);
}

static const char *__init way_in(unsigned int vector, int trap)
{
	int error = vector < 32 && ERROR_CODES >> vector & 1;

	if (trap)
		return error ? entry_trap_error : entry_trap;
	return error ? entry_intr_error : entry_intr;
}

/* The gate now leads to a stub that remembers where it led before. */
static unsigned char *__init make_stub(unsigned int vector,
				       unsigned char *stub)
{
	struct desc_struct *gate = &idt_table[vector];
	unsigned long at = ENTRY_TEXT + (stub - text);
	u32 entry = (gate->a & 0xffff) | (gate->b & 0xffff0000);
	int trap = (gate->b & GATE_TYPES) != GATE_INTR;

	if ((gate->b & GATE_TYPES) == GATE_TASK)
		return stub;
	stub[0] = PUSH_IMM32;
	memcpy(stub + 1, &entry, 4);
	entry = copy_of(way_in(vector, trap)) - (at + STUB_BYTES);
	stub[5] = JMP_REL32;
	memcpy(stub + 6, &entry, 4);
	gate->a = (gate->a & 0xffff0000) | (at & 0xffff);
	gate->b = (at & 0xffff0000) | (gate->b & 0xf0ff) | GATE_INTR;
	return stub + STUB_BYTES;
}

static void __init make_stubs(void)
{
	unsigned char *stub = text + (entry_code_end - entry_code);
	unsigned int vector;

	BUG_ON(entry_code_end - entry_code + VECTORS * STUB_BYTES > PAGE_SIZE);
	memcpy(text, entry_code, entry_code_end - entry_code);
	for (vector = 0; vector < VECTORS; vector++)
		stub = make_stub(vector, stub);
}

/* The processor's registers that name the tables, to the area's addresses. */
static void __init load_tables(void)
{
	struct desc_ptr idt = { sizeof(idt_table) - 1,
				entry_alias(idt_table) };
	struct desc_ptr gdt = { sizeof(cpu_gdt_table) - 1,
				entry_alias(cpu_gdt_table) };

	init_tss.esp0 = ENTRY_STACK_TOP;
	__asm__ __volatile__("lgdt %0" : : "m"(gdt));
	set_tss_desc(GDT_ENTRY_TSS, (void *)entry_alias(&init_tss));
	set_tss_desc(GDT_ENTRY_DOUBLEFAULT_TSS,
		     (void *)entry_alias(&doublefault_tss));
	__asm__ __volatile__("ltr %w0" : : "r"(GDT_ENTRY_TSS * 8));
	__asm__ __volatile__("lidt %0" : : "m"(idt));
}

/* Once all gates are set, and before the first user directory is made. */
void __init entry_area_init(void)
{
	unsigned long flags;

	if (!paging_has(PAGING_4G))
		return;
	text = (unsigned char *)get_zeroed_page(GFP_KERNEL);
	user_table = (pte_t *)get_zeroed_page(GFP_KERNEL);
	if (!text || !user_table)
		panic("entry_area_init: no memory for two pages");
	map_area();
	/* No preemption on it: it is nobody's. */
	entry_stack.thread_info.preempt_count = 1;
	entry_stack_set_task(current);
	local_irq_save(flags);
	make_stubs();
	load_tables();
	exit_to_user = copy_of(entry_leave);
	local_irq_restore(flags);
}

/* What SYSENTER may lead to: it loads no CR3. */
unsigned long __init entry_area_sysenter(void)
{
	return copy_of(entry_sysenter);
}

/* A page of code that ring 3 may read and run. */
void __init entry_area_map_user(unsigned long address, const void *page)
{
	map_page(address, page, _PAGE_USER);
}

void map_entry_area(pgd_t *pgd)
{
	set_pte((pte_t *)pmd_offset(pgd, ENTRY_TEXT),
		__pte(__pa(user_table) | _PAGE_TABLE));
}

void entry_stack_set_task(struct task_struct *tsk)
{
	entry_stack.thread_info.task = tsk;
}
