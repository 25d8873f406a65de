/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Terminals as files: /dev/ttyS0, /dev/console (the same, but for its rules),
 * /dev/tty (whichever controls the process) and both ends of ptys.
 */
#include <linux/fs.h>
#include <linux/init.h>
#include <linux/kernel.h>
#include <linux/sched.h>
#include <linux/slab.h>
#include <linux/string.h>
#include <linux/tty.h>
#include <asm/semaphore.h>

DECLARE_MUTEX(tty_sem);

void tty_init_struct(struct tty_struct *tty, struct tty_driver *driver,
		     dev_t device)
{
	tty->driver = driver;
	tty->device = device;
	tty->termios = driver->init_termios;
	INIT_LIST_HEAD(&tty->files);
	init_waitqueue_head(&tty->read_wait);
	init_waitqueue_head(&tty->write_wait);
}

int is_console_file(struct file *file)
{
	return file->f_dentry->d_inode->i_rdev ==
	       MKDEV(TTYAUX_MAJOR, CONSOLE_MINOR);
}

/* There may be room for what waits to be written. */
void tty_wakeup(struct tty_struct *tty)
{
	spin_lock(&tty->lock);
	process_echoes(tty);
	spin_unlock(&tty->lock);
	wake_up_interruptible(&tty->write_wait);
}

/* A pty's master in packet mode hears of it. */
static void tell_master(struct tty_struct *tty, int what, int instead_of)
{
	struct tty_struct *master = tty->link;

	if (!master || !master->packet)
		return;
	master->ctrl_status = (master->ctrl_status & ~instead_of) | what;
	wake_up_interruptible(&master->read_wait);
}

void stop_tty(struct tty_struct *tty)
{
	if (tty->stopped)
		return;
	tty->stopped = 1;
	tell_master(tty, TIOCPKT_STOP, TIOCPKT_START);
}

void start_tty(struct tty_struct *tty)
{
	if (!tty->stopped || tty->flow_stopped)
		return;
	tty->stopped = 0;
	tell_master(tty, TIOCPKT_START, TIOCPKT_STOP);
	process_echoes(tty);
	wake_up_interruptible(&tty->write_wait);
}

/* Finds what a device number stands for; holds tty_sem. */
static int find_tty(struct file *file, dev_t device, struct tty_struct **ttyp)
{
	*ttyp = NULL;
	switch (device) {
	case MKDEV(TTYAUX_MAJOR, TTY_MINOR):
		*ttyp = current->signal->tty;
		break;
	case MKDEV(TTYAUX_MAJOR, PTMX_MINOR):
		return ptmx_open(file, ttyp);
	case MKDEV(TTYAUX_MAJOR, CONSOLE_MINOR):
	case MKDEV(TTY_MAJOR, TTYS_MINOR):
		*ttyp = &serial_tty;
		break;
	default:
		if (MAJOR(device) == PTS_MAJOR)
			*ttyp = pts_lookup(MINOR(device));
	}
	if (!*ttyp)
		return MAJOR(device) == PTS_MAJOR ? -EIO : -ENXIO;
	if (test_bit(TTY_EXCLUSIVE, &(*ttyp)->flags) && current->euid)
		return -EBUSY;
	return 0;
}

static int tty_open(struct inode *inode, struct file *file)
{
	struct tty_file *tf = kmalloc(sizeof(*tf), GFP_KERNEL);
	struct tty_struct *tty;
	int error;

	if (!tf)
		return -ENOMEM;
	down(&tty_sem);
	error = find_tty(file, inode->i_rdev, &tty);
	if (error) {
		up(&tty_sem);
		kfree(tf);
		return error;
	}
	*tf = (struct tty_file){ .tty = tty, .file = file };
	list_add(&tf->list, &tty->files);
	file->private_data = tf;
	tty->count++;
	if (tty->link)
		clear_bit(TTY_OTHER_CLOSED, &tty->link->flags);
	tty_open_proc_set_tty(file, tty);
	up(&tty_sem);
	return 0;
}

static int tty_release(struct inode *inode, struct file *file)
{
	struct tty_file *tf = file->private_data;

	down(&tty_sem);
	list_del(&tf->list);
	if (!--tf->tty->count)
		tf->tty->driver->close(tf->tty);
	up(&tty_sem);
	kfree(tf);
	return 0;
}

static ssize_t tty_read(struct file *file, char *buf, size_t count,
			loff_t *ppos)
{
	return n_tty_read(file_tty(file), file, buf, count);
}

static ssize_t tty_write(struct file *file, const char *buf, size_t count,
			 loff_t *ppos)
{
	return n_tty_write(file_tty(file), file, buf, count);
}

static unsigned int tty_poll(struct file *file, poll_table *table)
{
	return n_tty_poll(file_tty(file), file, table);
}

static struct file_operations tty_fops = {
	.poll = tty_poll,
	.open = tty_open,
	.release = tty_release,
	.read = tty_read,
	.write = tty_write,
	.ioctl = tty_ioctl,
};

/* What an open file of a terminal can do after the line has gone. */
static ssize_t hung_up_tty_read(struct file *file, char *buf, size_t count,
				loff_t *ppos)
{
	return 0;
}

static ssize_t hung_up_tty_write(struct file *file, const char *buf,
				 size_t count, loff_t *ppos)
{
	return -EIO;
}

static unsigned int hung_up_tty_poll(struct file *file, poll_table *table)
{
	return DEFAULT_POLLMASK | POLLERR | POLLHUP;
}

static int hung_up_tty_ioctl(struct inode *inode, struct file *file,
			     unsigned int cmd, unsigned long arg)
{
	return cmd == TIOCSPGRP ? -ENOTTY : -EIO;
}

static struct file_operations hung_up_tty_fops = {
	.poll = hung_up_tty_poll,
	.release = tty_release,
	.read = hung_up_tty_read,
	.write = hung_up_tty_write,
	.ioctl = hung_up_tty_ioctl,
};

int tty_hung_up_p(struct file *file)
{
	return file->f_op == &hung_up_tty_fops;
}

/* The session loses its terminal, its leader is told why. */
static void hangup_session(struct tty_struct *tty)
{
	struct task_struct *p;

	read_lock(&tasklist_lock);
	for_each_process(p) {
		if (p->signal->tty != tty)
			continue;
		if (p->signal->leader) {
			send_sig(SIGHUP, p, 1);
			send_sig(SIGCONT, p, 1);
			p->signal->tty_old_pgrp = tty->pgrp;
		}
		p->signal->tty = NULL;
	}
	read_unlock(&tasklist_lock);
	tty->session = tty->pgrp = 0;
}

/* The console stays: messages go there whoever has gone. */
void __tty_hangup(struct tty_struct *tty)
{
	struct tty_file *tf;

	list_for_each_entry(tf, &tty->files, list)
		if (!is_console_file(tf->file))
			tf->file->f_op = &hung_up_tty_fops;
	hangup_session(tty);
	spin_lock(&tty->lock);
	tty->stopped = tty->flow_stopped = 0;
	tty->echo_tail = tty->echo_head;
	n_tty_flush_input(tty);
	if (!tty->link)
		tty->termios = tty->driver->init_termios;
	spin_unlock(&tty->lock);
	wake_up_all(&tty->read_wait);
	wake_up_all(&tty->write_wait);
}

void tty_vhangup(struct tty_struct *tty)
{
	down(&tty_sem);
	__tty_hangup(tty);
	up(&tty_sem);
}

/* Whoever may: the terminal of the session is as if it had been unplugged. */
asmlinkage long sys_vhangup(void)
{
	if (current->euid)
		return -EPERM;
	if (current->signal->tty)
		tty_vhangup(current->signal->tty);
	return 0;
}

static int __init tty_init(void)
{
	register_chrdev(TTY_MAJOR, "tty", &tty_fops);
	register_chrdev(TTYAUX_MAJOR, "console", &tty_fops);
	register_chrdev(PTS_MAJOR, "pts", &tty_fops);
	device_create("ttyS0", MKDEV(TTY_MAJOR, TTYS_MINOR));
	device_create("tty", MKDEV(TTYAUX_MAJOR, TTY_MINOR));
	device_create("ptmx", MKDEV(TTYAUX_MAJOR, PTMX_MINOR));
	return device_create("console", MKDEV(TTYAUX_MAJOR, CONSOLE_MINOR));
}
subsys_initcall(tty_init);
