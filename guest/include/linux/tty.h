/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef _LINUX_TTY_H
#define _LINUX_TTY_H

#include <linux/types.h>
#include <linux/wait.h>
#include <linux/workqueue.h>
#include <asm/semaphore.h>

#define NCCS		19
#define VINTR		0
#define VQUIT		1
#define VERASE		2
#define VKILL		3
#define VEOF		4

/* Bits of c_iflag, c_oflag and c_lflag, as termios(3) numbers them. */
#define ICRNL		0000400
#define OPOST		0000001
#define ONLCR		0000004
#define ISIG		0000001
#define ICANON		0000002
#define ECHO		0000010
#define ECHOE		0000020

#define TCGETS		0x5401
#define TCSETS		0x5402
#define TCSETSW		0x5403
#define TCSETSF		0x5404
#define TIOCSCTTY	0x540e
#define TIOCGPGRP	0x540f
#define TIOCSPGRP	0x5410
#define TIOCGWINSZ	0x5413
#define FIONREAD	0x541b

struct termios {
	unsigned int c_iflag, c_oflag, c_cflag, c_lflag;
	unsigned char c_line;
	unsigned char c_cc[NCCS];
};

struct winsize {
	unsigned short ws_row, ws_col, ws_xpixel, ws_ypixel;
};

#define TTY_FLIPBUF_SIZE	256
#define N_TTY_BUF_SIZE		1024
/* Stands in read_buf for the VEOF character. */
#define TTY_EOF			0x100

/* Bytes as they came, between the interrupt and the line discipline. */
struct tty_flip_buffer {
	struct work_struct work;
	unsigned int head, tail;
	unsigned char buf[TTY_FLIPBUF_SIZE];
};

/*
 * A terminal. read_buf is a ring: readers take from read_tail up to
 * canon_head, and lines under construction reach to read_head. All three
 * count up for ever.
 */
struct tty_struct {
	struct termios termios;
	pid_t pgrp;
	void (*put_char)(unsigned char c);
	struct tty_flip_buffer flip;
	wait_queue_head_t read_wait;
	unsigned int read_head, read_tail, canon_head;
	unsigned short read_buf[N_TTY_BUF_SIZE];
};

#define TTY_MAJOR	4
#define TTYAUX_MAJOR	5
#define MEM_MAJOR	1
#define TTYS_MINOR	64

extern struct tty_struct serial_tty;

/* From an interrupt: keep a byte for flush_to_ldisc(). */
void tty_insert_flip_char(struct tty_struct *tty, unsigned char c);
void tty_flip_buffer_push(struct tty_struct *tty);

void n_tty_receive_char(struct tty_struct *tty, unsigned char c);
ssize_t n_tty_read(struct tty_struct *tty, char *buf, size_t count,
		   int nonblock);
ssize_t n_tty_write(struct tty_struct *tty, const char *buf, size_t count);
unsigned int n_tty_available(struct tty_struct *tty);

#endif
