/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * /dev/ttyS0, /dev/console and /dev/tty: three names of one terminal. Bytes
 * that arrive wait in the flip buffer until flush_to_ldisc() takes them, in
 * events/0, out of the interrupt's way.
 */
#include <linux/fs.h>
#include <linux/init.h>
#include <linux/kernel.h>
#include <linux/poll.h>
#include <linux/sched.h>
#include <linux/tty.h>
#include <asm/uaccess.h>

static void flush_to_ldisc(void *data)
{
	struct tty_struct *tty = data;
	struct tty_flip_buffer *flip = &tty->flip;

	while (flip->tail != flip->head) {
		unsigned char c = flip->buf[flip->tail % TTY_FLIPBUF_SIZE];

		/* The interrupt may reuse the place from here on. */
		flip->tail++;
		n_tty_receive_char(tty, c);
	}
}

void tty_insert_flip_char(struct tty_struct *tty, unsigned char c)
{
	struct tty_flip_buffer *flip = &tty->flip;

	if (flip->head - flip->tail < TTY_FLIPBUF_SIZE)
		flip->buf[flip->head++ % TTY_FLIPBUF_SIZE] = c;
}

void tty_flip_buffer_push(struct tty_struct *tty)
{
	schedule_work(&tty->flip.work);
}

static int tty_open(struct inode *inode, struct file *file)
{
	(void)inode;
	file->private_data = &serial_tty;
	return 0;
}

static ssize_t tty_read(struct file *file, char *buf, size_t count,
			loff_t *ppos)
{
	(void)ppos;
	return n_tty_read(file->private_data, buf, count,
			  file->f_flags & O_NONBLOCK);
}

static ssize_t tty_write(struct file *file, const char *buf, size_t count,
			 loff_t *ppos)
{
	(void)ppos;
	return n_tty_write(file->private_data, buf, count);
}

static int tty_set_termios(struct tty_struct *tty, void *arg)
{
	struct termios termios;

	if (copy_from_user(&termios, arg, sizeof(termios)))
		return -EFAULT;
	tty->termios = termios;
	/* Half a line, if canonical mode ends in the middle of one. */
	if (!(termios.c_lflag & ICANON))
		tty->canon_head = tty->read_head;
	return 0;
}

static int tty_ioctl(struct inode *inode, struct file *file, unsigned int cmd,
		     unsigned long arg)
{
	struct tty_struct *tty = file->private_data;
	static const struct winsize size = { .ws_row = 24, .ws_col = 80 };

	(void)inode;
	switch (cmd) {
	case TCGETS:
		return copy_to_user((void *)arg, &tty->termios,
				    sizeof(tty->termios)) ? -EFAULT : 0;
	case TCSETS:
	case TCSETSW:
	case TCSETSF:
		return tty_set_termios(tty, (void *)arg);
	case TIOCGWINSZ:
		return copy_to_user((void *)arg, &size, sizeof(size)) ?
		       -EFAULT : 0;
	case TIOCSCTTY:
		tty->pgrp = process_group(current);
		return 0;
	case TIOCGPGRP:
		return put_user(tty->pgrp, (pid_t *)arg);
	case TIOCSPGRP:
		return get_user(tty->pgrp, (pid_t *)arg);
	case FIONREAD:
		return put_user((int)n_tty_available(tty), (int *)arg);
	default:
		return -ENOTTY;
	}
}

static unsigned int tty_poll(struct file *file, poll_table *table)
{
	struct tty_struct *tty = file->private_data;

	poll_wait(file, &tty->read_wait, table);
	return POLLOUT | POLLWRNORM |
	       (n_tty_available(tty) ? POLLIN | POLLRDNORM : 0);
}

static struct file_operations tty_fops = {
	.poll = tty_poll,
	.open = tty_open,
	.read = tty_read,
	.write = tty_write,
	.ioctl = tty_ioctl,
};

static int __init tty_init(void)
{
	struct tty_struct *tty = &serial_tty;

	init_waitqueue_head(&tty->read_wait);
	INIT_WORK(&tty->flip.work, flush_to_ldisc, tty);
	register_chrdev(TTY_MAJOR, "tty", &tty_fops);
	register_chrdev(TTYAUX_MAJOR, "console", &tty_fops);
	device_create("ttyS0", MKDEV(TTY_MAJOR, TTYS_MINOR));
	device_create("tty", MKDEV(TTYAUX_MAJOR, 0));
	return device_create("console", MKDEV(TTYAUX_MAJOR, 1));
}
subsys_initcall(tty_init);
