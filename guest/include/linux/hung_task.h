/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef _LINUX_HUNG_TASK_H
#define _LINUX_HUNG_TASK_H

/*
 * The sysctl: seconds after which a task that did not run although it is
 * ready, or that sleeps uninterruptibly, is reported; 0 for never.  The
 * first positive value starts khungtaskd out of the calling process.
 */
extern int sysctl_hung_task_timeout_secs;
void check_hung_tasks(unsigned long timeout);
int hung_task_timeout_changed(void);

#endif
