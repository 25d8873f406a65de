/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * N_TTY, the line discipline of terminals, from the line's side: a byte that
 * was typed becomes a signal, a correction, or part of what readers get.
 */
#include <linux/ctype.h>
#include <linux/kernel.h>
#include <linux/sched.h>
#include <linux/signal.h>
#include <linux/string.h>
#include <linux/tty.h>

int n_tty_receive_room(struct tty_struct *tty)
{
	int left = N_TTY_BUF_SIZE - 1 - (tty->read_head - tty->read_tail);

	/* A line too long goes on: its end must be heard, whatever is lost. */
	if (left <= 0 && L_FLAG(tty, ICANON) &&
	    tty->canon_head == tty->read_tail)
		return 1;
	return max(left, 0);
}

static void store(struct tty_struct *tty, unsigned char c, int ends_line)
{
	unsigned int n;

	if (tty->read_head - tty->read_tail == N_TTY_BUF_SIZE)
		tty->read_head--;
	n = tty->read_head++ % N_TTY_BUF_SIZE;
	tty->read_buf[n] = c;
	clear_bit(n, tty->read_ends);
	if (ends_line)
		set_bit(n, tty->read_ends);
	if (ends_line || !L_FLAG(tty, ICANON)) {
		tty->canon_head = tty->read_head;
		wake_up_interruptible(&tty->read_wait);
	}
}

/* PARMRK's marks begin with this byte: one that was typed is doubled. */
#define MARK	0377

static void store_data(struct tty_struct *tty, unsigned char c, int ends_line)
{
	if (c == MARK && I_FLAG(tty, PARMRK))
		store(tty, c, 0);
	store(tty, c, ends_line);
}

void n_tty_flush_input(struct tty_struct *tty)
{
	tty->read_tail = tty->canon_head = tty->read_head;
	tty->lnext = tty->erasing = 0;
	tty->driver->unthrottle(tty);
}

static void isig(struct tty_struct *tty, int sig)
{
	if (tty->pgrp)
		kill_pg(tty->pgrp, sig, 1);
	if (L_FLAG(tty, NOFLSH))
		return;
	tty->echo_tail = tty->echo_head;
	n_tty_flush_input(tty);
}

/* True if the character was one of those that send a signal. */
static int signal_char(struct tty_struct *tty, unsigned char c)
{
	int sig = is_cc(tty, c, VINTR) ? SIGINT :
		  is_cc(tty, c, VQUIT) ? SIGQUIT :
		  is_cc(tty, c, VSUSP) ? SIGTSTP : 0;

	if (!sig || !L_FLAG(tty, ISIG))
		return 0;
	isig(tty, sig);
	if (I_FLAG(tty, IXON))
		start_tty(tty);
	if (L_FLAG(tty, ECHO))
		echo_char(tty, c);
	return 1;
}

/* True if it was ^S or ^Q, by whatever names. */
static int flow_char(struct tty_struct *tty, unsigned char c)
{
	if (!I_FLAG(tty, IXON))
		return 0;
	if (is_cc(tty, c, VSTART))
		start_tty(tty);
	else if (is_cc(tty, c, VSTOP))
		stop_tty(tty);
	else
		return 0;
	return 1;
}

/* A newline that was typed as a return is shown as one. */
static void data_char(struct tty_struct *tty, unsigned char c, int returned)
{
	if (L_FLAG(tty, ECHO)) {
		finish_erasing(tty);
		if (tty->canon_head == tty->read_head)
			tty->canon_column = tty->column;
		if (returned)
			echo_raw(tty, c);
		else
			echo_char(tty, c);
	}
	store_data(tty, c, 0);
}

static void reprint(struct tty_struct *tty, unsigned char c)
{
	unsigned int i;

	finish_erasing(tty);
	echo_char(tty, c);
	echo_raw(tty, '\n');
	for (i = tty->canon_head; i != tty->read_head; i++)
		echo_char(tty, *read_cell(tty, i));
}

/* True if it ended a line. */
static int line_end(struct tty_struct *tty, unsigned char c)
{
	if (c == '\n') {
		if (L_FLAG(tty, ECHO | ECHONL))
			echo_raw(tty, c);
		store(tty, c, 1);
	} else if (is_cc(tty, c, VEOF)) {
		store(tty, '\0', 1);
	} else if (is_cc(tty, c, VEOL) ||
		   (is_cc(tty, c, VEOL2) && L_FLAG(tty, IEXTEN))) {
		if (L_FLAG(tty, ECHO))
			echo_char(tty, c);
		store_data(tty, c, 1);
	} else {
		return 0;
	}
	return 1;
}

/* True if the character meant something to a line under construction. */
static int canonical_char(struct tty_struct *tty, unsigned char c)
{
	int extended = L_FLAG(tty, IEXTEN);

	if (is_cc(tty, c, VERASE) || is_cc(tty, c, VKILL) ||
	    (is_cc(tty, c, VWERASE) && extended)) {
		erase(tty, c);
	} else if (is_cc(tty, c, VLNEXT) && extended) {
		tty->lnext = 1;
		if (L_FLAG(tty, ECHO)) {
			finish_erasing(tty);
			if (L_FLAG(tty, ECHOCTL)) {
				echo_raw(tty, '^');
				echo_raw(tty, '\b');
			}
		}
	} else if (is_cc(tty, c, VREPRINT) && extended && L_FLAG(tty, ECHO)) {
		reprint(tty, c);
	} else {
		return line_end(tty, c);
	}
	return 1;
}

static void receive_char(struct tty_struct *tty, unsigned char c)
{
	int returned = 0;

	if (I_FLAG(tty, ISTRIP))
		c &= 0x7f;
	if (I_FLAG(tty, IUCLC) && L_FLAG(tty, IEXTEN))
		c = tolower(c);
	if (tty->lnext) {
		tty->lnext = 0;
		data_char(tty, c, 0);
		return;
	}
	if (flow_char(tty, c))
		return;
	if (tty->stopped && !tty->flow_stopped && I_FLAG(tty, IXON) &&
	    I_FLAG(tty, IXANY))
		start_tty(tty);
	if (signal_char(tty, c))
		return;
	if (c == '\r') {
		if (I_FLAG(tty, IGNCR))
			return;
		returned = I_FLAG(tty, ICRNL) != 0;
		if (returned)
			c = '\n';
	} else if (c == '\n' && I_FLAG(tty, INLCR)) {
		c = '\r';
	}
	if (!L_FLAG(tty, ICANON) || !canonical_char(tty, c))
		data_char(tty, c, returned);
}

static void store_marked(struct tty_struct *tty, unsigned char c)
{
	store(tty, MARK, 0);
	store(tty, '\0', 0);
	store(tty, c, 0);
}

/* The line was silent for longer than a byte. */
static void receive_break(struct tty_struct *tty)
{
	if (I_FLAG(tty, IGNBRK))
		return;
	if (I_FLAG(tty, BRKINT))
		isig(tty, SIGINT);
	else if (I_FLAG(tty, PARMRK))
		store_marked(tty, '\0');
	else
		store(tty, '\0', 0);
}

/* A damaged byte is neither a key's nor echoed. */
static void receive_parity_error(struct tty_struct *tty, unsigned char c)
{
	if (I_FLAG(tty, IGNPAR))
		return;
	if (I_FLAG(tty, PARMRK))
		store_marked(tty, c);
	else
		store(tty, I_FLAG(tty, INPCK) ? '\0' : c, 0);
}

int n_tty_receive_flagged(struct tty_struct *tty, unsigned char c, int flag)
{
	int room;

	spin_lock(&tty->lock);
	room = n_tty_receive_room(tty);
	if (!room)
		goto out;
	if (flag == TTY_BREAK)
		receive_break(tty);
	else if (flag == TTY_PARITY)
		receive_parity_error(tty, c);
	else
		receive_char(tty, c);
out:
	spin_unlock(&tty->lock);
	return room;
}

/* How many bytes were taken: less than n when readers must come first. */
int n_tty_receive_buf(struct tty_struct *tty, const unsigned char *buf, int n)
{
	int done;

	spin_lock(&tty->lock);
	for (done = 0; done < n && n_tty_receive_room(tty); done++)
		receive_char(tty, buf[done]);
	spin_unlock(&tty->lock);
	return done;
}

/* Lines that were collected stay readable; half a line becomes one. */
static void change_mode(struct tty_struct *tty)
{
	memset(tty->read_ends, 0, sizeof(tty->read_ends));
	if (tty->read_head != tty->read_tail && L_FLAG(tty, ICANON))
		set_bit((tty->read_head - 1) % N_TTY_BUF_SIZE, tty->read_ends);
	tty->canon_head = tty->read_head;
	tty->erasing = tty->lnext = 0;
}

void n_tty_set_termios(struct tty_struct *tty, const struct termios *old)
{
	if ((old->c_lflag ^ tty->termios.c_lflag) & ICANON)
		change_mode(tty);
	if (!I_FLAG(tty, IXON) && old->c_iflag & IXON && !tty->flow_stopped)
		start_tty(tty);
	wake_up_interruptible(&tty->read_wait);
	wake_up_interruptible(&tty->write_wait);
}
