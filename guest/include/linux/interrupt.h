/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef _LINUX_INTERRUPT_H
#define _LINUX_INTERRUPT_H

#include <linux/linkage.h>
#include <linux/list.h>
#include <linux/preempt.h>

struct pt_regs;

#define NR_IRQS		16
#define TIMER_IRQ	0
#define SERIAL_IRQ	4

typedef int irqreturn_t;
#define IRQ_NONE	0
#define IRQ_HANDLED	1

#define SA_INTERRUPT	0x20000000	/* handler runs with interrupts off */
#define SA_SHIRQ	0x04000000

struct irqaction {
	irqreturn_t (*handler)(int irq, void *dev_id, struct pt_regs *regs);
	unsigned long flags;
	const char *name;
	void *dev_id;
	struct irqaction *next;
};

int request_irq(unsigned int irq,
		irqreturn_t (*handler)(int, void *, struct pt_regs *),
		unsigned long flags, const char *name, void *dev_id);
int setup_irq(unsigned int irq, struct irqaction *action);
void free_irq(unsigned int irq, void *dev_id);
unsigned int kstat_irqs(unsigned int irq);
const char *irq_name(unsigned int irq);
asmlinkage unsigned int do_IRQ(struct pt_regs *regs);
void init_IRQ(void);

void irq_enter(void);
void irq_exit(void);

/* Deferred work, most urgent first. */
enum {
	HI_SOFTIRQ = 0,
	TIMER_SOFTIRQ,
	TASKLET_SOFTIRQ,
	NR_SOFTIRQS
};

struct softirq_action {
	void (*action)(struct softirq_action *);
	void *data;
};

asmlinkage void do_softirq(void);
void open_softirq(int nr, void (*action)(struct softirq_action *), void *data);
void raise_softirq(unsigned int nr);
/* The same with interrupts already off. */
void raise_softirq_irqoff(unsigned int nr);
void softirq_init(void);
int spawn_ksoftirqd(void);

/* A function that is run once in softirq context for each schedule. */
struct tasklet_struct {
	struct tasklet_struct *next;
	unsigned long state;
	void (*func)(unsigned long);
	unsigned long data;
};

#define TASKLET_STATE_SCHED	0

#define DECLARE_TASKLET(name, func, data) \
	struct tasklet_struct name = { NULL, 0, func, data }

void tasklet_schedule(struct tasklet_struct *t);
void tasklet_hi_schedule(struct tasklet_struct *t);
void tasklet_init(struct tasklet_struct *t, void (*func)(unsigned long),
		  unsigned long data);

#endif
