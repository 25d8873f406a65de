/* SPDX-License-Identifier: GPL-2.0-or-later */
/* N_TTY from the programs' side: reading, writing, waiting. */
#include <linux/kernel.h>
#include <linux/sched.h>
#include <linux/signal.h>
#include <linux/tty.h>
#include <asm/uaccess.h>

#define CHUNK	64

unsigned int n_tty_available(struct tty_struct *tty)
{
	return tty->canon_head - tty->read_tail;
}

/* Whether the next byte ends a line, or is the end of file that does. */
static int ends_line(struct tty_struct *tty)
{
	return n_tty_available(tty) && L_FLAG(tty, ICANON) &&
	       test_bit(tty->read_tail % N_TTY_BUF_SIZE, tty->read_ends);
}

static int ends_file(struct tty_struct *tty)
{
	return ends_line(tty) && !*read_cell(tty, tty->read_tail);
}

/*
 * Up to n bytes to out, and their number; *end when a line or the input ends
 * with them.  An end of file behind the line's last byte goes with that, or
 * it would be one of its own for the next to read.
 */
static int take(struct tty_struct *tty, char *out, int n, int *end)
{
	int done = 0;

	spin_lock(&tty->lock);
	*end = 0;
	while (done < n && !*end && n_tty_available(tty)) {
		*end = ends_line(tty);
		if (!ends_file(tty))
			out[done++] = *read_cell(tty, tty->read_tail);
		tty->read_tail++;
	}
	if (!*end && ends_file(tty)) {
		*end = 1;
		tty->read_tail++;
	}
	if (!n_tty_available(tty))
		*end = 1;
	tty->driver->unthrottle(tty);
	spin_unlock(&tty->lock);
	return done;
}

/* One line, or all that is there, as far as the buffer holds it. */
static ssize_t copy_input(struct tty_struct *tty, char *buf, size_t count)
{
	char chunk[CHUNK];
	size_t done = 0;
	int n, end = 0;

	while (done < count && !end) {
		n = take(tty, chunk, min_t(size_t, count - done, CHUNK), &end);
		if (copy_to_user(buf + done, chunk, n))
			return -EFAULT;
		done += n;
	}
	return done;
}

/* *timeout ticks at most; 0 without input: time is up or the line is gone. */
static int wait_for_input(struct tty_struct *tty, struct file *file,
			  long *timeout)
{
	DEFINE_WAIT(wait);
	int error = 0;

	for (;;) {
		prepare_to_wait(&tty->read_wait, &wait, TASK_INTERRUPTIBLE);
		if (n_tty_available(tty) || (tty->packet && tty->ctrl_status))
			break;
		if (test_bit(TTY_OTHER_CLOSED, &tty->flags))
			error = -EIO;
		if (error || tty_hung_up_p(file) || !*timeout)
			break;
		if (file->f_flags & O_NONBLOCK)
			error = -EAGAIN;
		else if (signal_pending(current))
			error = -ERESTARTSYS;
		if (error)
			break;
		*timeout = schedule_timeout(*timeout);
	}
	finish_wait(&tty->read_wait, &wait);
	return error;
}

/* VMIN and VTIME: how many bytes are enough, and how long to wait. */
static size_t enough(struct tty_struct *tty, long *first, long *between)
{
	long time = tty->termios.c_cc[VTIME] * (HZ / 10);
	size_t least = tty->termios.c_cc[VMIN];

	*first = *between = MAX_SCHEDULE_TIMEOUT;
	if (L_FLAG(tty, ICANON))
		return 1;
	if (!least)
		*first = time;
	else if (time)
		*between = time;
	return max_t(size_t, least, 1);
}

/* What a master in packet mode has to know before the next data, or -1. */
static int take_status(struct tty_struct *tty)
{
	int status = -1;

	spin_lock(&tty->lock);
	if (tty->packet) {
		status = tty->ctrl_status;
		tty->ctrl_status = 0;
	}
	spin_unlock(&tty->lock);
	return status;
}

static ssize_t read_packet(struct tty_struct *tty, struct file *file,
			   char *buf, size_t count)
{
	long forever = MAX_SCHEDULE_TIMEOUT;
	int error = wait_for_input(tty, file, &forever);
	char status = error ? 0 : take_status(tty);
	ssize_t n = 0;

	if (error)
		return error;
	if (put_user(status, buf))
		return -EFAULT;
	if (status == TIOCPKT_DATA)
		n = copy_input(tty, buf + 1, count - 1);
	return n < 0 ? n : n + 1;
}

ssize_t n_tty_read(struct tty_struct *tty, struct file *file, char *buf,
		   size_t count)
{
	int error = is_console_file(file) ? 0 : tty_check_change(tty, SIGTTIN);
	size_t done = 0, least;
	long timeout, between;
	ssize_t n;

	if (error || !count)
		return error;
	if (tty->packet)
		return read_packet(tty, file, buf, count);
	least = enough(tty, &timeout, &between);
	do {
		error = wait_for_input(tty, file, &timeout);
		if (error || !n_tty_available(tty))
			break;
		n = copy_input(tty, buf + done, count - done);
		if (n < 0)
			return n;
		done += n;
		timeout = between;
	} while (done < min(least, count) && !L_FLAG(tty, ICANON));
	return done ? (ssize_t)done : error;
}

/* As much as there is room for. */
static int write_some(struct tty_struct *tty, const char *buf, int n)
{
	int done = 0;

	spin_lock(&tty->lock);
	process_echoes(tty);
	while (done < n && tty->echo_head == tty->echo_tail &&
	       tty_write_room(tty) >= MOST_OUTPUT)
		opost(tty, buf[done++]);
	spin_unlock(&tty->lock);
	return done;
}

static int wait_for_room(struct tty_struct *tty, struct file *file)
{
	if (tty_write_room(tty) >= MOST_OUTPUT || tty_hung_up_p(file))
		return 0;
	if (file->f_flags & O_NONBLOCK)
		return -EAGAIN;
	return wait_event_interruptible(tty->write_wait,
					tty_write_room(tty) >= MOST_OUTPUT ||
					tty_hung_up_p(file));
}

static int write_chunk(struct tty_struct *tty, struct file *file,
		       const char *chunk, int n, size_t *done)
{
	int sent = 0, error;

	while (sent < n) {
		error = wait_for_room(tty, file);
		if (error)
			return error;
		if (tty_hung_up_p(file))
			return -EIO;
		error = write_some(tty, chunk + sent, n - sent);
		sent += error;
		*done += error;
	}
	return 0;
}

ssize_t n_tty_write(struct tty_struct *tty, struct file *file,
		    const char *buf, size_t count)
{
	size_t done = 0;
	char chunk[CHUNK];
	int error = 0;

	if (L_FLAG(tty, TOSTOP) && !is_console_file(file))
		error = tty_check_change(tty, SIGTTOU);
	while (done < count && !error) {
		int n = min_t(size_t, count - done, CHUNK);

		if (copy_from_user(chunk, buf + done, n))
			error = -EFAULT;
		else
			error = write_chunk(tty, file, chunk, n, &done);
	}
	return done ? (ssize_t)done : error;
}

/* VMIN bytes are wanted unless a time limit lets one be enough. */
static int readable(struct tty_struct *tty)
{
	unsigned int least = tty->termios.c_cc[VMIN];

	if (L_FLAG(tty, ICANON) || tty->termios.c_cc[VTIME] || !least)
		least = 1;
	return n_tty_available(tty) >= least;
}

unsigned int n_tty_poll(struct tty_struct *tty, struct file *file,
			poll_table *table)
{
	unsigned int mask = 0;

	poll_wait(file, &tty->read_wait, table);
	poll_wait(file, &tty->write_wait, table);
	if (readable(tty))
		mask |= POLLIN | POLLRDNORM;
	if (tty->packet && tty->ctrl_status)
		mask |= POLLPRI | POLLIN | POLLRDNORM;
	if (test_bit(TTY_OTHER_CLOSED, &tty->flags) || tty_hung_up_p(file))
		mask |= POLLHUP;
	if (tty_write_room(tty) >= MOST_OUTPUT)
		mask |= POLLOUT | POLLWRNORM;
	return mask;
}
