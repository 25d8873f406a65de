/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef _LINUX_FUTEX_H
#define _LINUX_FUTEX_H

#define FUTEX_WAIT		0
#define FUTEX_WAKE		1
#define FUTEX_REQUEUE		3
#define FUTEX_CMP_REQUEUE	4
#define FUTEX_WAIT_BITSET	9
#define FUTEX_WAKE_BITSET	10
#define FUTEX_PRIVATE_FLAG	128
#define FUTEX_CLOCK_REALTIME	256

/* Wake one of those who wait at an address of the current user half. */
void futex_wake_one(int *uaddr);
/* At a task's end, while its memory is still there: robust_list.c. */
struct task_struct;
void exit_robust_list(struct task_struct *tsk);
void futex_init(void);

#endif
