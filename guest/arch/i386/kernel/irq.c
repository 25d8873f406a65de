/* SPDX-License-Identifier: GPL-2.0-or-later */
/* From a vector to the drivers' handlers. */
#include <linux/init.h>
#include <linux/interrupt.h>
#include <linux/kernel.h>
#include <linux/sched.h>
#include <linux/slab.h>
#include <linux/spinlock.h>
#include <asm/desc.h>
#include <asm/ptrace.h>

#include "i8259.h"

static struct irq_desc {
	struct irqaction *action;
	unsigned int count;
} irq_desc[NR_IRQS];

extern void *interrupt[NR_IRQS];

unsigned int kstat_irqs(unsigned int irq)
{
	return irq_desc[irq].count;
}

const char *irq_name(unsigned int irq)
{
	return irq_desc[irq].action ? irq_desc[irq].action->name : NULL;
}

int __init setup_irq(unsigned int irq, struct irqaction *action)
{
	unsigned long flags;

	if (irq >= NR_IRQS)
		return -EINVAL;
	local_irq_save(flags);
	action->next = irq_desc[irq].action;
	irq_desc[irq].action = action;
	enable_8259A_irq(irq);
	local_irq_restore(flags);
	return 0;
}

int request_irq(unsigned int irq,
		irqreturn_t (*handler)(int, void *, struct pt_regs *),
		unsigned long flags, const char *name, void *dev_id)
{
	struct irqaction *action = kmalloc(sizeof(*action), GFP_KERNEL);

	if (!action)
		return -ENOMEM;
	*action = (struct irqaction){ handler, flags, name, dev_id, NULL };
	return setup_irq(irq, action);
}

void free_irq(unsigned int irq, void *dev_id)
{
	struct irqaction **p, *action;
	unsigned long flags;

	local_irq_save(flags);
	for (p = &irq_desc[irq].action; (action = *p); p = &action->next)
		if (action->dev_id == dev_id)
			break;
	if (action)
		*p = action->next;
	if (!irq_desc[irq].action)
		disable_8259A_irq(irq);
	local_irq_restore(flags);
	kfree(action);
}

/*
 * Handlers run with interrupts off; what takes long belongs into a softirq
 * or a work queue.  So the EOI may go first, and no line needs masking.
 */
asmlinkage unsigned int noinline do_IRQ(struct pt_regs *regs)
{
	unsigned int irq = regs->orig_eax & 0xff;
	struct irqaction *action;

	if (spurious_8259A(irq))
		return 0;
	irq_enter();
	ack_8259A(irq);
	irq_desc[irq].count++;
	for (action = irq_desc[irq].action; action; action = action->next)
		action->handler(irq, action->dev_id, regs);
	irq_exit();
	return 1;
}

void __init init_IRQ(void)
{
	int i;

	init_8259A();
	for (i = 0; i < NR_IRQS; i++)
		set_intr_gate(FIRST_IRQ_VECTOR + i, interrupt[i]);
}
