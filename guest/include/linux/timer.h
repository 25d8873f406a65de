/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef _LINUX_TIMER_H
#define _LINUX_TIMER_H

#include <linux/list.h>
#include <linux/jiffies.h>

/* function(data) runs in the timer softirq once jiffies reach expires. */
struct timer_list {
	struct list_head entry;		/* next is NULL while not pending */
	unsigned long expires;
	void (*function)(unsigned long);
	unsigned long data;
};

#define TIMER_INITIALIZER(_function, _expires, _data) { \
	.function = (_function), .expires = (_expires), .data = (_data) }

static inline void init_timer(struct timer_list *timer)
{
	timer->entry.next = NULL;
}

static inline int timer_pending(const struct timer_list *timer)
{
	return timer->entry.next != NULL;
}

void add_timer(struct timer_list *timer);
int mod_timer(struct timer_list *timer, unsigned long expires);
int del_timer(struct timer_list *timer);
#define del_timer_sync(timer)	del_timer(timer)

struct pt_regs;
void do_timer(struct pt_regs *regs);
void init_timers(void);

#endif
