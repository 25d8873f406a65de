/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef _ASM_LDT_H
#define _ASM_LDT_H

#include <linux/types.h>

/* A segment as set_thread_area() and clone() are told of it. */
struct user_desc {
	u32 entry_number;	/* in the GDT; -1: any that is free */
	u32 base_addr;
	u32 limit;
	u32 seg_32bit : 1;
	u32 contents : 2;	/* 0 data, 1 stack, 2 and 3 code */
	u32 read_exec_only : 1;
	u32 limit_in_pages : 1;
	u32 seg_not_present : 1;
	u32 useable : 1;
};

struct task_struct;

/* Segments of the user half: thread-local storage and what selects it. */
void save_user_segments(struct task_struct *prev);
void load_user_segments(struct task_struct *next);
void load_user_segment_registers(unsigned int fs, unsigned int gs);
/* Of tsk's own and its saved registers: what they cannot select goes. */
void check_saved_segments(struct task_struct *tsk);
void drop_user_segments(struct task_struct *tsk);
int set_tls_of_child(struct task_struct *p, const struct user_desc *user);

#endif
