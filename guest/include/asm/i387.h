/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef _ASM_I387_H
#define _ASM_I387_H

#include <asm/processor.h>

struct task_struct;

extern int cpu_has_fxsr;

/* The bits of MXCSR that there are: to load others would fault. */
extern u32 mxcsr_mask;

void fpu_init(void);
void math_state_restore(void);
void switch_fpu(struct task_struct *next);
void unlazy_fpu(struct task_struct *tsk);
void drop_fpu(struct task_struct *tsk);
/* Which of its errors the unit, or SSE, reports to current: SIGFPE's code. */
int fpu_error_code(int simd);
void fxsave_to_fsave(const struct i387_fxsave *from, struct i387_fsave *to);

#endif
