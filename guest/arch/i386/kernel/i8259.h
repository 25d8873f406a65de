/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef I8259_H
#define I8259_H

/* Behind the processor's own 32 exceptions. */
#define FIRST_IRQ_VECTOR	0x20

void init_8259A(void);
void enable_8259A_irq(unsigned int irq);
void disable_8259A_irq(unsigned int irq);
void ack_8259A(unsigned int irq);
int spurious_8259A(unsigned int irq);

#endif
