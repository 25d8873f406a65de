/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <linux/jiffies.h>
#include <linux/kernel.h>
#include <linux/loadavg.h>
#include <linux/sched.h>

#define LOAD_FREQ	(5 * HZ)

unsigned long avenrun[3];

/* What remains of a mean after LOAD_FREQ: 1/exp(5s/1min) and so on. */
static const unsigned long decay[3] = { 1884, 2014, 2037 };

static unsigned long count_active_tasks(void)
{
	struct task_struct *g, *t;
	unsigned long active = 0;

	do_each_thread(g, t) {
		if (t->state == TASK_RUNNING ||
		    t->state == TASK_UNINTERRUPTIBLE)
			active++;
	} while_each_thread(g, t);
	return active * FIXED_1;
}

/* Lists of tasks change with interrupts off only. */
void calc_load(void)
{
	unsigned long active;
	int i;

	if (jiffies % LOAD_FREQ)
		return;
	active = count_active_tasks();
	for (i = 0; i < 3; i++)
		avenrun[i] = (avenrun[i] * decay[i] +
			      active * (FIXED_1 - decay[i])) >> FSHIFT;
}
