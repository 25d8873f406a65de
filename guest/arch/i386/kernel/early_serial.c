/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Polled output for printk(): needs no memory, no interrupts, no driver. */
#include <linux/init.h>
#include <asm/io.h>
#include <asm/setup.h>

#define UART		0x3f8
#define UART_IER	(UART + 1)
#define UART_FCR	(UART + 2)
#define UART_LCR	(UART + 3)
#define UART_MCR	(UART + 4)
#define UART_LSR	(UART + 5)
#define LSR_THRE	0x20
#define LCR_DLAB	0x80
#define LCR_8N1		0x03
/* A chip that stays busy is not there; printk() must not hang on it. */
#define BUSY_POLLS	100000

void __init early_serial_init(void)
{
	outb(0, UART_IER);
	outb(LCR_DLAB | LCR_8N1, UART_LCR);
	outb(1, UART);			/* 115200 baud */
	outb(0, UART_IER);
	outb(LCR_8N1, UART_LCR);
	outb(0x07, UART_FCR);
	outb(0x0b, UART_MCR);		/* DTR, RTS, interrupts to the PIC */
}

static void put(char c)
{
	int polls;

	for (polls = 0; polls < BUSY_POLLS; polls++)
		if (inb(UART_LSR) & LSR_THRE)
			break;
	outb(c, UART);
}

void early_write(const char *s, unsigned int n)
{
	while (n--) {
		if (*s == '\n')
			put('\r');
		put(*s++);
	}
}
