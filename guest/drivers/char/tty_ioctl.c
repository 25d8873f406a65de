/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A terminal's settings, sizes and queues. */
#include <linux/kernel.h>
#include <linux/sched.h>
#include <linux/signal.h>
#include <linux/string.h>
#include <linux/tty.h>
#include <asm/uaccess.h>

#define LOW_HALF	0xffffU

static void change_termios(struct tty_struct *tty, const struct termios *new)
{
	struct termios old;

	spin_lock(&tty->lock);
	old = tty->termios;
	tty->termios = *new;
	n_tty_set_termios(tty, &old);
	spin_unlock(&tty->lock);
}

static void from_termio(struct termios *to, const struct termio *from)
{
	to->c_iflag = (to->c_iflag & ~LOW_HALF) | from->c_iflag;
	to->c_oflag = (to->c_oflag & ~LOW_HALF) | from->c_oflag;
	to->c_cflag = (to->c_cflag & ~LOW_HALF) | from->c_cflag;
	to->c_lflag = (to->c_lflag & ~LOW_HALF) | from->c_lflag;
	to->c_line = from->c_line;
	memcpy(to->c_cc, from->c_cc, NCC);
}

/* Output leaves at once, so TCSETSW has nothing to wait for. */
static int set_termios(struct tty_struct *tty, void *arg, int old_form,
		       int flush)
{
	struct termios new = tty->termios;
	struct termio termio;
	int error = tty_check_change(tty, SIGTTOU);

	if (error)
		return error;
	if (old_form ? copy_from_user(&termio, arg, sizeof(termio)) :
		       copy_from_user(&new, arg, sizeof(new)))
		return -EFAULT;
	if (old_form)
		from_termio(&new, &termio);
	if (flush) {
		spin_lock(&tty->lock);
		n_tty_flush_input(tty);
		spin_unlock(&tty->lock);
	}
	change_termios(tty, &new);
	return 0;
}

static int get_termio(struct tty_struct *tty, void *arg)
{
	struct termios *from = &tty->termios;
	struct termio termio = {
		from->c_iflag, from->c_oflag, from->c_cflag, from->c_lflag,
		from->c_line, { 0 },
	};

	memcpy(termio.c_cc, from->c_cc, NCC);
	return copy_to_user(arg, &termio, sizeof(termio)) ? -EFAULT : 0;
}

static int termios_ioctl(struct tty_struct *tty, unsigned int cmd, void *arg)
{
	switch (cmd) {
	case TCGETS:
		return copy_to_user(arg, &tty->termios,
				    sizeof(tty->termios)) ? -EFAULT : 0;
	case TCGETA:
		return get_termio(tty, arg);
	case TCSETS:
	case TCSETSW:
	case TCSETSF:
		return set_termios(tty, arg, 0, cmd == TCSETSF);
	default:
		return set_termios(tty, arg, 1, cmd == TCSETAF);
	}
}

/* Whoever draws on it should do so again. */
void tty_do_resize(struct tty_struct *tty, const struct winsize *size)
{
	struct tty_struct *real = real_tty(tty);

	if (!memcmp(&real->winsize, size, sizeof(*size)))
		return;
	real->winsize = *size;
	if (real->pgrp)
		kill_pg(real->pgrp, SIGWINCH, 1);
}

static int set_winsize(struct tty_struct *tty, void *arg)
{
	struct winsize size;

	if (copy_from_user(&size, arg, sizeof(size)))
		return -EFAULT;
	tty_do_resize(tty, &size);
	return 0;
}

/* tcflow(): from this side, or a character that asks the other side. */
static int flow(struct tty_struct *tty, unsigned long what)
{
	unsigned char c = tty->termios.c_cc[what == TCIOFF ? VSTOP : VSTART];
	int error = tty_check_change(tty, SIGTTOU);

	if (error || what > TCION)
		return error ? error : -EINVAL;
	spin_lock(&tty->lock);
	if (what == TCOOFF) {
		stop_tty(tty);
		tty->flow_stopped = 1;
	} else if (what == TCOON) {
		tty->flow_stopped = 0;
		start_tty(tty);
	} else if (c) {
		tty->driver->write(tty, &c, 1);
	}
	spin_unlock(&tty->lock);
	return 0;
}

static int flush(struct tty_struct *tty, unsigned long queue)
{
	int error = tty_check_change(tty, SIGTTOU);

	if (error || queue > TCIOFLUSH)
		return error ? error : -EINVAL;
	spin_lock(&tty->lock);
	if (queue != TCOFLUSH)
		n_tty_flush_input(tty);
	if (queue != TCIFLUSH)
		tty->echo_tail = tty->echo_head;
	spin_unlock(&tty->lock);
	return 0;
}

static int queue_ioctl(struct tty_struct *tty, unsigned int cmd,
		       unsigned long arg)
{
	unsigned char c;

	switch (cmd) {
	case TCXONC:
		return flow(tty, arg);
	case TCFLSH:
		return flush(tty, arg);
	case FIONREAD:
		return put_user((int)n_tty_available(tty), (int *)arg);
	case TIOCOUTQ:
		return put_user((int)(tty->echo_head - tty->echo_tail),
				(int *)arg);
	case TIOCSTI:
		if (current->signal->tty != tty && current->euid)
			return -EPERM;
		if (get_user(c, (unsigned char *)arg))
			return -EFAULT;
		n_tty_receive_buf(tty, &c, 1);
		return 0;
	default:		/* a break, or waiting for the last byte */
		return tty_check_change(tty, SIGTTOU);
	}
}

/* The only line discipline is number 0, N_TTY. */
static int set_line(unsigned long arg)
{
	int line;

	if (get_user(line, (int *)arg))
		return -EFAULT;
	return line ? -EINVAL : 0;
}

static int state_ioctl(struct tty_struct *tty, unsigned int cmd,
		       unsigned long arg)
{
	switch (cmd) {
	case TIOCGWINSZ:
		return copy_to_user((void *)arg, &real_tty(tty)->winsize,
				    sizeof(struct winsize)) ? -EFAULT : 0;
	case TIOCSWINSZ:
		return set_winsize(tty, (void *)arg);
	case TIOCEXCL:
		set_bit(TTY_EXCLUSIVE, &tty->flags);
		return 0;
	case TIOCNXCL:
		clear_bit(TTY_EXCLUSIVE, &tty->flags);
		return 0;
	case TIOCGETD:
		return put_user(0, (int *)arg);
	case TIOCSETD:
		return set_line(arg);
	case TIOCMGET:
		if (tty->link)
			return -ENOTTY;
		return put_user(TIOCM_DTR | TIOCM_RTS | TIOCM_CTS | TIOCM_CAR |
				TIOCM_DSR, (int *)arg);
	default:
		return pty_ioctl(tty, cmd, arg);
	}
}

int tty_ioctl(struct inode *inode, struct file *file, unsigned int cmd,
	      unsigned long arg)
{
	struct tty_struct *tty = file_tty(file);

	switch (cmd) {
	case TCGETS ... TCSETAF:
		return termios_ioctl(real_tty(tty), cmd, (void *)arg);
	case TCXONC:
	case TCFLSH:
	case FIONREAD:
	case TIOCOUTQ:
	case TIOCSTI:
	case TCSBRK:
	case TCSBRKP:
	case TIOCSBRK:
	case TIOCCBRK:
		return queue_ioctl(tty, cmd, arg);
	case TIOCSCTTY:
	case TIOCNOTTY:
	case TIOCGPGRP:
	case TIOCSPGRP:
	case TIOCGSID:
		return tty_jobctrl_ioctl(tty, cmd, arg);
	default:
		return state_ioctl(tty, cmd, arg);
	}
}
