/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef _ASM_SYSTEM_H
#define _ASM_SYSTEM_H

#include <linux/types.h>

#define X86_EFLAGS_TF	0x00000100
#define X86_EFLAGS_IF	0x00000200
#define X86_EFLAGS_DF	0x00000400
#define X86_EFLAGS_NT	0x00004000
#define X86_EFLAGS_VM	0x00020000

#define X86_CR0_MP	0x00000002
#define X86_CR0_TS	0x00000008
#define X86_CR0_NE	0x00000020
#define X86_CR0_WP	0x00010000
#define X86_CR0_PG	0x80000000
#define X86_CR4_PSE	0x00000010
#define X86_CR4_PAE	0x00000020
#define X86_CR4_PGE	0x00000080

#define local_irq_disable()	__asm__ __volatile__("cli" : : : "memory")
#define local_irq_enable()	__asm__ __volatile__("sti" : : : "memory")
/* sti holds interrupts off for one more instruction: no wakeup gets lost. */
#define safe_halt()		__asm__ __volatile__("sti; hlt" : : : "memory")
#define halt()			__asm__ __volatile__("hlt" : : : "memory")

#define local_save_flags(x) \
	__asm__ __volatile__("pushfl; popl %0" : "=g"(x) : : "memory")
#define local_irq_restore(x) \
	__asm__ __volatile__("pushl %0; popfl" : : "g"(x) : "memory", "cc")
#define local_irq_save(x) do { \
	local_save_flags(x); \
	local_irq_disable(); \
} while (0)

#define irqs_disabled() ({			\
	unsigned long __flags;			\
	local_save_flags(__flags);		\
	!(__flags & X86_EFLAGS_IF); })

#define READ_CR(n) ({							\
	unsigned long __val;						\
	__asm__ __volatile__("movl %%cr" #n ", %0" : "=r"(__val));	\
	__val; })
#define WRITE_CR(n, x) \
	__asm__ __volatile__("movl %0, %%cr" #n : : "r"(x) : "memory")

#define read_cr0()	READ_CR(0)
#define write_cr0(x)	WRITE_CR(0, x)
#define read_cr2()	READ_CR(2)
#define read_cr3()	READ_CR(3)
#define write_cr3(x)	WRITE_CR(3, x)
#define read_cr4()	READ_CR(4)
#define write_cr4(x)	WRITE_CR(4, x)

#define MSR_SYSENTER_CS	0x174
#define MSR_SYSENTER_ESP 0x175
#define MSR_SYSENTER_EIP 0x176
#define MSR_EFER	0xc0000080
#define EFER_NX		0x00000800

#define rdmsr(msr) ({							\
	u64 __val;							\
	__asm__ __volatile__("rdmsr" : "=A"(__val) : "c"(msr));		\
	__val; })
#define wrmsr(msr, x) \
	__asm__ __volatile__("wrmsr" : : "c"(msr), "A"((u64)(x)))

#define rdtscll(val) __asm__ __volatile__("rdtsc" : "=A"(val))

#define __set_current_state(s)	do { current->state = (s); } while (0)
/* Before the test of what is waited for, so that no wake-up gets lost. */
#define set_current_state(s) do { \
	current->state = (s); \
	barrier(); \
} while (0)

#endif
