/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The pair of interrupt controllers. */
#include <linux/init.h>
#include <asm/io.h>

#include "i8259.h"

#define PIC1_CMD	0x20
#define PIC1_DATA	0x21
#define PIC2_CMD	0xa0
#define PIC2_DATA	0xa1
#define ICW1_INIT	0x11	/* ICW4 follows, cascade, edge */
#define ICW4_8086	0x01
#define CASCADE_IRQ	2
#define READ_ISR	0x0b
#define EOI_SPECIFIC	0x60

static u16 irq_mask = 0xffff & ~(1 << CASCADE_IRQ);

static void write_mask(unsigned int irq)
{
	if (irq < 8)
		outb(irq_mask, PIC1_DATA);
	else
		outb(irq_mask >> 8, PIC2_DATA);
}

void enable_8259A_irq(unsigned int irq)
{
	irq_mask &= ~(1 << irq);
	write_mask(irq);
}

void disable_8259A_irq(unsigned int irq)
{
	irq_mask |= 1 << irq;
	write_mask(irq);
}

/* Specific: a plain EOI would end the wrong one if interrupts nested. */
void ack_8259A(unsigned int irq)
{
	if (irq >= 8) {
		outb(EOI_SPECIFIC | (irq & 7), PIC2_CMD);
		irq = CASCADE_IRQ;
	}
	outb(EOI_SPECIFIC | irq, PIC1_CMD);
}

/* The lowest line of a chip also stands for a request that went away. */
int spurious_8259A(unsigned int irq)
{
	u16 cmd = irq < 8 ? PIC1_CMD : PIC2_CMD;

	if ((irq & 7) != 7)
		return 0;
	outb(READ_ISR, cmd);
	if (inb(cmd) & 0x80)
		return 0;
	/* The first chip has seen a real request from the second. */
	if (irq >= 8)
		outb(EOI_SPECIFIC | CASCADE_IRQ, PIC1_CMD);
	return 1;
}

void __init init_8259A(void)
{
	outb(0xff, PIC1_DATA);
	outb(0xff, PIC2_DATA);
	outb(ICW1_INIT, PIC1_CMD);
	outb(FIRST_IRQ_VECTOR, PIC1_DATA);
	outb(1 << CASCADE_IRQ, PIC1_DATA);
	outb(ICW4_8086, PIC1_DATA);
	outb(ICW1_INIT, PIC2_CMD);
	outb(FIRST_IRQ_VECTOR + 8, PIC2_DATA);
	outb(CASCADE_IRQ, PIC2_DATA);
	outb(ICW4_8086, PIC2_DATA);
	write_mask(0);
	write_mask(8);
}
