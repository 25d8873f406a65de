/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The line discipline: echo, erase, lines, signals. */
#include <linux/ctype.h>
#include <linux/kernel.h>
#include <linux/sched.h>
#include <linux/signal.h>
#include <linux/tty.h>
#include <asm/uaccess.h>

#define L_FLAG(tty, flag)	((tty)->termios.c_lflag & (flag))
#define RING(tty, n)		((tty)->read_buf[(n) & (N_TTY_BUF_SIZE - 1)])

static void put_char(struct tty_struct *tty, unsigned char c)
{
	if (c == '\n' && (tty->termios.c_oflag & (OPOST | ONLCR)) ==
	    (OPOST | ONLCR))
		tty->put_char('\r');
	tty->put_char(c);
}

static void echo_char(struct tty_struct *tty, unsigned char c)
{
	if (!L_FLAG(tty, ECHO))
		return;
	if (c < ' ' && c != '\n' && c != '\t') {
		put_char(tty, '^');
		c += '@';
	}
	put_char(tty, c);
}

static void store(struct tty_struct *tty, unsigned short c)
{
	if (tty->read_head - tty->read_tail < N_TTY_BUF_SIZE)
		RING(tty, tty->read_head++) = c;
}

/* What has been typed so far becomes readable. */
static void commit(struct tty_struct *tty)
{
	tty->canon_head = tty->read_head;
	wake_up_interruptible(&tty->read_wait);
}

static void erase(struct tty_struct *tty)
{
	if (tty->read_head == tty->canon_head)
		return;
	tty->read_head--;
	if (L_FLAG(tty, ECHO) && L_FLAG(tty, ECHOE)) {
		put_char(tty, '\b');
		put_char(tty, ' ');
		put_char(tty, '\b');
	}
}

/* True if the character was one of those that send a signal. */
static int signal_char(struct tty_struct *tty, unsigned char c)
{
	int sig = c == tty->termios.c_cc[VINTR] ? SIGINT :
		  c == tty->termios.c_cc[VQUIT] ? SIGQUIT : 0;

	if (!sig || !L_FLAG(tty, ISIG))
		return 0;
	echo_char(tty, c);
	tty->read_head = tty->canon_head;
	if (tty->pgrp)
		kill_pg(tty->pgrp, sig, 1);
	return 1;
}

static void canonical_char(struct tty_struct *tty, unsigned char c)
{
	if (c == tty->termios.c_cc[VERASE] || c == '\b') {
		erase(tty);
	} else if (c == tty->termios.c_cc[VKILL]) {
		while (tty->read_head != tty->canon_head)
			erase(tty);
	} else if (c == tty->termios.c_cc[VEOF]) {
		store(tty, TTY_EOF);
		commit(tty);
	} else {
		echo_char(tty, c);
		store(tty, c);
		if (c == '\n')
			commit(tty);
	}
}

void n_tty_receive_char(struct tty_struct *tty, unsigned char c)
{
	if (c == '\r' && tty->termios.c_iflag & ICRNL)
		c = '\n';
	if (signal_char(tty, c))
		return;
	if (L_FLAG(tty, ICANON)) {
		canonical_char(tty, c);
		return;
	}
	echo_char(tty, c);
	store(tty, c);
	commit(tty);
}

unsigned int n_tty_available(struct tty_struct *tty)
{
	return tty->canon_head - tty->read_tail;
}

/* At most one line, or what is there when there are no lines. */
ssize_t n_tty_read(struct tty_struct *tty, char *buf, size_t count,
		   int nonblock)
{
	size_t done = 0;
	int error;

	if (!n_tty_available(tty) && nonblock)
		return -EAGAIN;
	error = wait_event_interruptible(tty->read_wait,
					 n_tty_available(tty));
	if (error)
		return error;
	while (done < count && n_tty_available(tty)) {
		unsigned short c = RING(tty, tty->read_tail++);

		if (c == TTY_EOF)
			break;
		if (put_user((char)c, buf + done))
			return -EFAULT;
		done++;
		if (c == '\n' && L_FLAG(tty, ICANON))
			break;
	}
	return done;
}

ssize_t n_tty_write(struct tty_struct *tty, const char *buf, size_t count)
{
	char chunk[64];
	size_t done = 0;

	while (done < count) {
		size_t n = min_t(size_t, count - done, sizeof(chunk)), i;

		if (copy_from_user(chunk, buf + done, n))
			return done ? (ssize_t)done : -EFAULT;
		for (i = 0; i < n; i++)
			put_char(tty, chunk[i]);
		done += n;
	}
	return done;
}
