/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef _ASM_PROCESSOR_H
#define _ASM_PROCESSOR_H

#include <linux/types.h>
#include <asm/desc.h>
#include <asm/ptrace.h>
#include <asm/segment.h>
#include <asm/system.h>
#include <asm/thread_info.h>

struct task_struct;
struct mm_struct;

/* As fnsave writes it. */
struct i387_fsave {
	u32 cwd, swd, twd, fip, fcs, foo, fos;
	u8 st[8][10];
};

/* As fxsave writes it: Intel SDM 1, table 10-2. */
struct i387_fxsave {
	u16 cwd, swd, twd, fop;
	u32 fip, fcs, foo, fos, mxcsr, mxcsr_mask;
	u8 st[8][16];
	u8 xmm[8][16];
	u8 rest[224];
};

_Static_assert(sizeof(struct i387_fsave) == 108, "Intel SDM 1, 8.1.10");
_Static_assert(sizeof(struct i387_fxsave) == 512, "Intel SDM 1, 10.5.1");

union i387_union {
	struct i387_fsave fsave;
	struct i387_fxsave fxsave;
} __aligned(16);

/* What __switch_to() and the fault handlers keep of a task. */
struct thread_struct {
	unsigned long esp0;	/* top of the kernel stack, for the TSS */
	unsigned long esp;	/* where the task left off, while it is off */
	unsigned long eip;	/* where it continues */
	unsigned long cr2, trap_no, error_code;	/* of the last user fault */
	unsigned int fs, gs;	/* while the task is off */
	struct desc_struct tls_array[GDT_ENTRY_TLS_ENTRIES];
	int used_math;		/* i387 or the unit itself holds something */
	union i387_union i387;
};

#define INIT_THREAD { \
	.esp0 = (unsigned long)&init_thread_union + THREAD_SIZE, \
}

/* The registers a system call or an interrupt from ring 3 has saved. */
#define task_pt_regs(tsk) \
	((struct pt_regs *)((char *)(tsk)->thread_info + THREAD_SIZE) - 1)

/* Enter a new program when the system call that called this returns. */
void start_thread(struct pt_regs *regs, unsigned long new_eip,
		  unsigned long new_esp);
void flush_thread(void);
void exit_thread(void);
int copy_thread(unsigned long esp, struct task_struct *p,
		struct pt_regs *regs);

extern unsigned long kernel_esp0;

int kernel_thread(int (*fn)(void *), void *arg, unsigned long flags);
void show_stack(struct task_struct *task, unsigned long *esp);
void die(const char *str, struct pt_regs *regs, long err);
void cpu_idle(void);
void default_idle(void);

static inline void cpu_relax(void)
{
	__asm__ __volatile__("rep; nop" : : : "memory");
}

static inline void cpuid(u32 op, u32 *eax, u32 *ebx, u32 *ecx, u32 *edx)
{
	__asm__ __volatile__("cpuid"
			     : "=a"(*eax), "=b"(*ebx), "=c"(*ecx), "=d"(*edx)
			     : "0"(op), "2"(0));
}

#endif
