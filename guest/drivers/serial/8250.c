/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The first serial port: polled out, by interrupt in. */
#include <linux/init.h>
#include <linux/interrupt.h>
#include <linux/kernel.h>
#include <linux/kmod.h>
#include <linux/kmod.h>
#include <linux/tty.h>
#include <asm/io.h>

#define UART		0x3f8
#define UART_RX		(UART + 0)
#define UART_TX		(UART + 0)
#define UART_IER	(UART + 1)
#define UART_IIR	(UART + 2)
#define UART_LSR	(UART + 5)
#define IER_RDI		0x01	/* interrupt when there is a byte */
#define LSR_DR		0x01
#define LSR_THRE	0x20
#define BUSY_POLLS	100000

/* No machine sends more between two looks at the line status. */
#define MAX_BURST	256

/* A chip that stays busy is not there: the byte is lost, the task is not. */
static void serial8250_put_char(unsigned char c)
{
	int polls;

	for (polls = 0; polls < BUSY_POLLS; polls++)
		if (inb(UART_LSR) & LSR_THRE)
			break;
	outb(c, UART_TX);
}

struct tty_struct serial_tty = {
	.termios = {
		.c_iflag = ICRNL,
		.c_oflag = OPOST | ONLCR,
		.c_cflag = 0002277,	/* 115200 baud, 8 bits, receiver on */
		.c_lflag = ISIG | ICANON | ECHO | ECHOE,
		.c_cc = { 3, 28, 127, 21, 4 },
	},
	.put_char = serial8250_put_char,
};

static irqreturn_t serial8250_interrupt(int irq, void *dev_id,
					struct pt_regs *regs)
{
	struct tty_struct *tty = dev_id;
	int n;

	(void)irq;
	(void)regs;
	inb(UART_IIR);
	for (n = 0; n < MAX_BURST && inb(UART_LSR) & LSR_DR; n++)
		tty_insert_flip_char(tty, inb(UART_RX));
	if (!n)
		return IRQ_NONE;
	tty_flip_buffer_push(tty);
	return IRQ_HANDLED;
}

static int __init serial8250_init(void)
{
	int error = request_irq(SERIAL_IRQ, serial8250_interrupt, 0, "serial",
				&serial_tty);

	if (error)
		return error;
	outb(IER_RDI, UART_IER);
	printk(KERN_INFO "ttyS0 at I/O 0x%x (irq = %d) is a 16550A\n", UART,
	       SERIAL_IRQ);
	kobject_uevent("add", "tty", "/class/tty/ttyS0");
	return 0;
}
device_initcall(serial8250_init);
