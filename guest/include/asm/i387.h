/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef _ASM_I387_H
#define _ASM_I387_H

struct task_struct;

void math_state_restore(void);
void switch_fpu(struct task_struct *next);
void unlazy_fpu(struct task_struct *tsk);
void drop_fpu(struct task_struct *tsk);

#endif
