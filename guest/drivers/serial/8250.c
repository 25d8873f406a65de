/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The first serial port: polled out, by interrupt in. Bytes that arrive wait
 * in the flip buffer until flush_to_ldisc() takes them, in events/0, out of
 * the interrupt's way; when neither has room, the chip keeps them.
 */
#include <linux/init.h>
#include <linux/interrupt.h>
#include <linux/kernel.h>
#include <linux/kmod.h>
#include <linux/tty.h>
#include <asm/io.h>
#include <asm/setup.h>

#define UART		0x3f8
#define UART_RX		(UART + 0)
#define UART_TX		(UART + 0)
#define UART_IER	(UART + 1)
#define UART_IIR	(UART + 2)
#define UART_LSR	(UART + 5)
#define UART_MSR	(UART + 6)
#define IER_RDI		0x01	/* interrupt when there is a byte */
#define IER_MSI		0x08	/* when a modem's line has changed */
#define LSR_DR		0x01
#define LSR_PE		0x04	/* the byte's parity is wrong */
#define LSR_FE		0x08	/* it did not end as bytes do */
#define LSR_BI		0x10	/* it is no byte but a break */
#define LSR_THRE	0x20
#define MSR_TERI	0x04	/* the bell has rung */
#define BUSY_POLLS	100000

/* With IXOFF the other side is asked to stop, and to go on, at these. */
#define THRESHOLD_THROTTLE	128	/* left free */
#define THRESHOLD_UNTHROTTLE	128	/* left to be read */

static struct tty_flip_buffer flip;
static int rx_stopped;
struct tty_struct serial_tty;
static int throttled;		/* under serial_tty's lock */
static struct work_struct resize_work;

/* A chip that stays busy is not there: the byte is lost, the task is not. */
static void serial8250_put_char(unsigned char c)
{
	int polls;

	for (polls = 0; polls < BUSY_POLLS; polls++)
		if (inb(UART_LSR) & LSR_THRE)
			break;
	outb(c, UART_TX);
}

static void serial8250_write(struct tty_struct *tty, const unsigned char *buf,
			     int n)
{
	while (n--)
		serial8250_put_char(*buf++);
}

static int serial8250_write_room(struct tty_struct *tty)
{
	return MOST_OUTPUT;
}

/* The driver's own characters do not wait for those of programs. */
static void serial8250_send_xchar(int which)
{
	if (I_FLAG(&serial_tty, IXOFF))
		serial8250_put_char(serial_tty.termios.c_cc[which]);
}

/* Who would wait for the end of a line must be sent it. */
static void serial8250_throttle(void)
{
	spin_lock(&serial_tty.lock);
	if (!throttled && n_tty_available(&serial_tty) &&
	    n_tty_receive_room(&serial_tty) < THRESHOLD_THROTTLE) {
		throttled = 1;
		serial8250_send_xchar(VSTOP);
	}
	spin_unlock(&serial_tty.lock);
}

static void serial8250_unthrottle(struct tty_struct *tty)
{
	if (throttled && n_tty_available(tty) <= THRESHOLD_UNTHROTTLE) {
		throttled = 0;
		serial8250_send_xchar(VSTART);
	}
	if (flip.head != flip.tail || rx_stopped)
		schedule_work(&flip.work);
}

/* The line outlives those who use it. */
static void serial8250_close(struct tty_struct *tty)
{
}

static struct tty_driver serial_driver = {
	.name = "ttyS",
	.write = serial8250_write,
	.write_room = serial8250_write_room,
	.unthrottle = serial8250_unthrottle,
	.close = serial8250_close,
	.init_termios = {
		.c_iflag = ICRNL | IXON,
		.c_oflag = OPOST | ONLCR,
		.c_cflag = B115200 | CS8 | CREAD | HUPCL | CLOCAL,
		.c_lflag = ISIG | ICANON | ECHO | ECHOE | ECHOK | ECHOCTL |
			   ECHOKE | IEXTEN,
		.c_cc = INIT_C_CC,
	},
};

int tty_insert_flip_char(struct tty_flip_buffer *flip, unsigned char c,
			 int flag)
{
	unsigned int at = flip->head % TTY_FLIPBUF_SIZE;

	if (flip->head - flip->tail == TTY_FLIPBUF_SIZE)
		return 0;
	flip->buf[at] = c;
	flip->flag[at] = flag;
	flip->head++;
	return 1;
}

/* Under the harness the bell tells of another size of the window. */
static int interrupts(void)
{
	return running_on_harness ? IER_RDI | IER_MSI : IER_RDI;
}

static void flush_to_ldisc(void *unused)
{
	while (flip.tail != flip.head) {
		unsigned int at = flip.tail % TTY_FLIPBUF_SIZE;

		/* A reader will call unthrottle(). */
		if (!n_tty_receive_flagged(&serial_tty, flip.buf[at],
					   flip.flag[at]))
			return;
		serial8250_throttle();
		/* The interrupt may reuse the place from here on. */
		flip.tail++;
	}
	if (rx_stopped) {
		rx_stopped = 0;
		outb(interrupts(), UART_IER);
	}
}

/* Only the harness knows the size of the user's window. */
static void read_size(void *unused)
{
	u32 size = inl(SCREEN_SIZE);
	struct winsize winsize = {
		.ws_row = size & 0xffff, .ws_col = size >> 16,
	};

	tty_do_resize(&serial_tty, &winsize);
}

/* What nobody wants to know of is a byte like any other. */
static int receive_flag(u8 lsr)
{
	if (lsr & LSR_BI && I_FLAG(&serial_tty, IGNBRK | BRKINT | PARMRK))
		return TTY_BREAK;
	if (lsr & (LSR_PE | LSR_FE) && !(lsr & LSR_BI) &&
	    I_FLAG(&serial_tty, INPCK))
		return TTY_PARITY;
	return TTY_NORMAL;
}

static int receive_chars(void)
{
	int n = 0;

	while (flip.head - flip.tail < TTY_FLIPBUF_SIZE) {
		u8 lsr = inb(UART_LSR);

		if (!(lsr & LSR_DR))
			break;
		tty_insert_flip_char(&flip, inb(UART_RX), receive_flag(lsr));
		n++;
	}
	return n;
}

static irqreturn_t serial8250_interrupt(int irq, void *dev_id,
					struct pt_regs *regs)
{
	int n, rang;

	inb(UART_IIR);
	rang = running_on_harness && inb(UART_MSR) & MSR_TERI;
	if (rang)
		schedule_work(&resize_work);
	n = receive_chars();
	if (flip.head - flip.tail == TTY_FLIPBUF_SIZE) {
		rx_stopped = 1;
		outb(0, UART_IER);
	}
	if (n || rx_stopped)
		schedule_work(&flip.work);
	return n || rx_stopped || rang ? IRQ_HANDLED : IRQ_NONE;
}

static int __init serial8250_init(void)
{
	int error;

	tty_init_struct(&serial_tty, &serial_driver,
			MKDEV(TTY_MAJOR, TTYS_MINOR));
	INIT_WORK(&flip.work, flush_to_ldisc, NULL);
	INIT_WORK(&resize_work, read_size, NULL);
	error = request_irq(SERIAL_IRQ, serial8250_interrupt, 0, "serial",
			    &serial_tty);
	if (error)
		return error;
	outb(interrupts(), UART_IER);
	if (running_on_harness)
		read_size(NULL);
	printk(KERN_INFO "ttyS0 at I/O 0x%x (irq = %d) is a 16550A\n", UART,
	       SERIAL_IRQ);
	kobject_uevent("add", "tty", "/class/tty/ttyS0");
	return 0;
}
device_initcall(serial8250_init);
