/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Pseudo-terminals: what is written to one end is received by the other. An
 * open of /dev/ptmx makes a pair and is its master; /dev/pts/N is the slave,
 * with all that a terminal has. The pair goes when both are closed.
 */
#include <linux/kernel.h>
#include <linux/sched.h>
#include <linux/slab.h>
#include <linux/tty.h>
#include <asm/uaccess.h>

#define MAX_PTYS	64

static struct tty_struct *slaves[MAX_PTYS];	/* under tty_sem */

static void pty_write(struct tty_struct *tty, const unsigned char *buf, int n)
{
	n_tty_receive_buf(tty->link, buf, n);
}

/* A slave that collects a line has room whatever its length. */
static int pty_write_room(struct tty_struct *tty)
{
	int room = n_tty_receive_room(tty->link);

	return room && L_FLAG(tty->link, ICANON) ? N_TTY_BUF_SIZE : room;
}

static void pty_unthrottle(struct tty_struct *tty)
{
	tty_wakeup(tty->link);
}

static void free_pair(struct tty_struct *tty)
{
	kfree(tty->link);
	kfree(tty);
}

static void slave_close(struct tty_struct *tty)
{
	set_bit(TTY_OTHER_CLOSED, &tty->link->flags);
	wake_up_interruptible(&tty->link->read_wait);
	if (!tty->link->count)
		free_pair(tty);
}

/* Without a master the slave's users have lost their line. */
static void master_close(struct tty_struct *tty)
{
	struct tty_struct *slave = tty->link;

	slaves[slave->index] = NULL;
	devpts_pty_kill(slave->index);
	__tty_hangup(slave);
	if (!slave->count)
		free_pair(slave);
}

static struct tty_driver slave_driver = {
	.name = "pts",
	.write = pty_write,
	.write_room = pty_write_room,
	.unthrottle = pty_unthrottle,
	.close = slave_close,
	.init_termios = {
		.c_iflag = ICRNL | IXON,
		.c_oflag = OPOST | ONLCR,
		.c_cflag = B38400 | CS8 | CREAD,
		.c_lflag = ISIG | ICANON | ECHO | ECHOE | ECHOK | ECHOCTL |
			   ECHOKE | IEXTEN,
		.c_cc = INIT_C_CC,
	},
};

/* Neither echo nor lines: what the slave's users write, as it comes. */
static struct tty_driver master_driver = {
	.name = "ptmx",
	.write = pty_write,
	.write_room = pty_write_room,
	.unthrottle = pty_unthrottle,
	.close = master_close,
	.init_termios = {
		.c_cflag = B38400 | CS8 | CREAD,
		.c_cc = INIT_C_CC,
	},
};

static int make_pair(int index, struct tty_struct **masterp)
{
	struct tty_struct *master, *slave;

	master = kmalloc(sizeof(*master), GFP_KERNEL | __GFP_ZERO);
	slave = kmalloc(sizeof(*slave), GFP_KERNEL | __GFP_ZERO);
	if (!master || !slave) {
		kfree(master);
		kfree(slave);
		return -ENOMEM;
	}
	tty_init_struct(master, &master_driver,
			MKDEV(TTYAUX_MAJOR, PTMX_MINOR));
	tty_init_struct(slave, &slave_driver, MKDEV(PTS_MAJOR, index));
	master->link = slave;
	slave->link = master;
	master->index = slave->index = index;
	set_bit(TTY_PTY_MASTER, &master->flags);
	set_bit(TTY_PTY_LOCK, &slave->flags);
	*masterp = master;
	return 0;
}

int ptmx_open(struct file *file, struct tty_struct **ttyp)
{
	int index, error;

	for (index = 0; index < MAX_PTYS; index++)
		if (!slaves[index])
			break;
	if (index == MAX_PTYS)
		return -ENOSPC;
	error = make_pair(index, ttyp);
	if (error)
		return error;
	error = devpts_pty_new(index);
	if (error) {
		free_pair(*ttyp);
		return error;
	}
	slaves[index] = (*ttyp)->link;
	return 0;
}

/* The slave of a number, if it may be opened. */
struct tty_struct *pts_lookup(unsigned int index)
{
	struct tty_struct *slave = index < MAX_PTYS ? slaves[index] : NULL;

	if (!slave || test_bit(TTY_PTY_LOCK, &slave->flags))
		return NULL;
	return slave;
}

static int set_lock(struct tty_struct *slave, int *user)
{
	int lock;

	if (get_user(lock, user))
		return -EFAULT;
	if (lock)
		set_bit(TTY_PTY_LOCK, &slave->flags);
	else
		clear_bit(TTY_PTY_LOCK, &slave->flags);
	return 0;
}

static int set_packet(struct tty_struct *master, int *user)
{
	int packet;

	if (get_user(packet, user))
		return -EFAULT;
	spin_lock(&master->lock);
	if (packet && !master->packet)
		master->ctrl_status = 0;
	master->packet = packet != 0;
	spin_unlock(&master->lock);
	return 0;
}

/* What only a master is asked. */
int pty_ioctl(struct tty_struct *tty, unsigned int cmd, unsigned long arg)
{
	if (!test_bit(TTY_PTY_MASTER, &tty->flags))
		return -ENOTTY;
	switch (cmd) {
	case TIOCGPTN:
		return put_user(tty->index, (int *)arg);
	case TIOCSPTLCK:
		return set_lock(tty->link, (int *)arg);
	case TIOCGPTLCK:
		return put_user(test_bit(TTY_PTY_LOCK, &tty->link->flags) != 0,
				(int *)arg);
	case TIOCPKT:
		return set_packet(tty, (int *)arg);
	default:
		return -ENOTTY;
	}
}
