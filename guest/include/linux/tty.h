/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A terminal: a driver that moves bytes, and the line discipline N_TTY that
 * makes lines, echoes and signals of them.
 */
#ifndef _LINUX_TTY_H
#define _LINUX_TTY_H

#include <linux/fs.h>
#include <linux/poll.h>
#include <linux/termios.h>
#include <linux/types.h>
#include <linux/wait.h>
#include <linux/workqueue.h>

#define MEM_MAJOR	1
#define TTY_MAJOR	4
#define TTYAUX_MAJOR	5
#define PTS_MAJOR	136
#define TTYS_MINOR	64
#define TTY_MINOR	0
#define CONSOLE_MINOR	1
#define PTMX_MINOR	2

#define TTY_FLIPBUF_SIZE	256	/* powers of two */
#define N_TTY_BUF_SIZE		4096
#define ECHO_BUF_SIZE		512
/* No character becomes more bytes than a tabulator's blanks. */
#define MOST_OUTPUT		8

struct tty_struct;

struct tty_driver {
	const char *name;
	/* Takes at most write_room() bytes.  Both: with the tty's lock. */
	void (*write)(struct tty_struct *tty, const unsigned char *buf, int n);
	int (*write_room)(struct tty_struct *tty);
	/* Somebody has read: there is room for more. */
	void (*unthrottle)(struct tty_struct *tty);
	/* The last file has been closed. */
	void (*close)(struct tty_struct *tty);
	struct termios init_termios;
};

/* How a byte came: whole, damaged, or as the line's silence. */
#define TTY_NORMAL	0
#define TTY_BREAK	1
#define TTY_PARITY	3

/* Bytes as they came, between an interrupt and the line discipline. */
struct tty_flip_buffer {
	struct work_struct work;
	unsigned int head, tail;
	unsigned char buf[TTY_FLIPBUF_SIZE];
	unsigned char flag[TTY_FLIPBUF_SIZE];	/* TTY_NORMAL and so on */
};

/*
 * read_buf is a ring; read_tail <= canon_head <= read_head count up for ever.
 * In canonical mode readers get what lies below canon_head. A bit in read_ends
 * marks a line's last character; a marked NUL is an end of file and not read.
 */
struct tty_struct {
	struct tty_driver *driver;
	struct tty_struct *link;	/* the other end of a pty */
	int index;
	dev_t device;
	int count;			/* open files */
	struct list_head files;		/* struct tty_file */
	unsigned long flags;		/* TTY_ */
	pid_t pgrp, session;		/* the foreground; 0: nobody's */
	struct termios termios;
	struct winsize winsize;
	wait_queue_head_t read_wait, write_wait;

	spinlock_t lock;		/* for all that follows */
	unsigned char stopped, flow_stopped;	/* by ^S; by tcflow() */
	unsigned char packet, ctrl_status;	/* a pty master's */
	unsigned char lnext, erasing;
	unsigned int column, canon_column;
	unsigned int read_head, read_tail, canon_head;
	unsigned int echo_head, echo_tail;	/* what found no room */
	unsigned long read_ends[N_TTY_BUF_SIZE / 32];
	unsigned char read_buf[N_TTY_BUF_SIZE];
	unsigned char echo_buf[ECHO_BUF_SIZE];
};

#define TTY_OTHER_CLOSED	1	/* nobody has the slave open any more */
#define TTY_PTY_LOCK		2	/* the slave may not be opened yet */
#define TTY_EXCLUSIVE		3
#define TTY_PTY_MASTER		4

#define I_FLAG(tty, flag)	((tty)->termios.c_iflag & (flag))
#define O_FLAG(tty, flag)	((tty)->termios.c_oflag & (flag))
#define L_FLAG(tty, flag)	((tty)->termios.c_lflag & (flag))

/* What an open file of a terminal points to. */
struct tty_file {
	struct list_head list;
	struct tty_struct *tty;
	struct file *file;
};

static inline struct tty_struct *file_tty(struct file *file)
{
	return ((struct tty_file *)file->private_data)->tty;
}

/* The end that has the settings and the foreground group. */
static inline struct tty_struct *real_tty(struct tty_struct *tty)
{
	return test_bit(TTY_PTY_MASTER, &tty->flags) ? tty->link : tty;
}

/* tty_io.c */
extern struct semaphore tty_sem;	/* opening, closing, hanging up */
void tty_init_struct(struct tty_struct *tty, struct tty_driver *driver,
		     dev_t device);
int tty_hung_up_p(struct file *file);
int is_console_file(struct file *file);
void tty_vhangup(struct tty_struct *tty);
/* Holds tty_sem. */
void __tty_hangup(struct tty_struct *tty);
void tty_wakeup(struct tty_struct *tty);
/* ^S and ^Q; the caller holds the lock. */
void stop_tty(struct tty_struct *tty);
void start_tty(struct tty_struct *tty);

/* tty_jobctrl.c */
int tty_check_change(struct tty_struct *tty, int sig);
void tty_open_proc_set_tty(struct file *file, struct tty_struct *tty);
void disassociate_ctty(int on_exit);
void session_clear_tty(struct tty_struct *tty);
int tty_jobctrl_ioctl(struct tty_struct *tty, unsigned int cmd,
		      unsigned long arg);

/* tty_ioctl.c */
int tty_ioctl(struct inode *inode, struct file *file, unsigned int cmd,
	      unsigned long arg);
void tty_do_resize(struct tty_struct *tty, const struct winsize *size);

/* n_tty*.c */
int n_tty_receive_buf(struct tty_struct *tty, const unsigned char *buf, int n);
/* A byte with a flag of the line's; 0: readers must come first. */
int n_tty_receive_flagged(struct tty_struct *tty, unsigned char c, int flag);
int n_tty_receive_room(struct tty_struct *tty);
void n_tty_flush_input(struct tty_struct *tty);
void n_tty_set_termios(struct tty_struct *tty, const struct termios *old);
unsigned int n_tty_available(struct tty_struct *tty);
ssize_t n_tty_read(struct tty_struct *tty, struct file *file, char *buf,
		   size_t count);
ssize_t n_tty_write(struct tty_struct *tty, struct file *file,
		    const char *buf, size_t count);
unsigned int n_tty_poll(struct tty_struct *tty, struct file *file,
			poll_table *table);

/* With the lock held. */
int tty_write_room(struct tty_struct *tty);
/* A byte as the program wrote it; there are MOST_OUTPUT bytes of room. */
void opost(struct tty_struct *tty, unsigned char c);
void echo_raw(struct tty_struct *tty, unsigned char c);
void echo_char(struct tty_struct *tty, unsigned char c);
void finish_erasing(struct tty_struct *tty);
/* VERASE, VWERASE or VKILL, whichever c is. */
void erase(struct tty_struct *tty, unsigned char c);
void process_echoes(struct tty_struct *tty);

static inline int is_cc(struct tty_struct *tty, unsigned char c, int which)
{
	return c && c == tty->termios.c_cc[which];
}

/* Not the first byte of a character, in IUTF8 mode. */
static inline int is_continuation(struct tty_struct *tty, unsigned char c)
{
	return I_FLAG(tty, IUTF8) && (c & 0xc0) == 0x80;
}

static inline unsigned char *read_cell(struct tty_struct *tty, unsigned int n)
{
	return &tty->read_buf[n % N_TTY_BUF_SIZE];
}

/* From an interrupt: keep a byte for flush_to_ldisc(); 0: no room. */
int tty_insert_flip_char(struct tty_flip_buffer *flip, unsigned char c,
			 int flag);

/* pty.c, devpts */
int ptmx_open(struct file *file, struct tty_struct **ttyp);
struct tty_struct *pts_lookup(unsigned int index);
int pty_ioctl(struct tty_struct *tty, unsigned int cmd, unsigned long arg);
int devpts_pty_new(int index);
void devpts_pty_kill(int index);

extern struct tty_struct serial_tty;

#endif
