/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What goes to a terminal's line: bytes that programs write, and the echo of
 * what is typed. Both go through c_oflag's changes and move the column that
 * tabulators and their erasure need. The caller holds the tty's lock.
 */
#include <linux/ctype.h>
#include <linux/kernel.h>
#include <linux/string.h>
#include <linux/tty.h>

static int expand_newline(struct tty_struct *tty, unsigned char *out)
{
	int n = 0;

	if (O_FLAG(tty, ONLRET))
		tty->column = 0;
	if (O_FLAG(tty, ONLCR)) {
		tty->column = 0;
		out[n++] = '\r';
	}
	tty->canon_column = tty->column;
	out[n++] = '\n';
	return n;
}

static int expand_return(struct tty_struct *tty, unsigned char *out)
{
	if (O_FLAG(tty, ONOCR) && !tty->column)
		return 0;
	*out = O_FLAG(tty, OCRNL) ? '\n' : '\r';
	if (*out == '\r' || O_FLAG(tty, ONLRET))
		tty->canon_column = tty->column = 0;
	return 1;
}

static int expand_tab(struct tty_struct *tty, unsigned char *out)
{
	int spaces = 8 - (tty->column & 7);

	tty->column += spaces;
	if (O_FLAG(tty, TABDLY) != XTABS) {
		*out = '\t';
		return 1;
	}
	memset(out, ' ', spaces);
	return spaces;
}

/* Up to MOST_OUTPUT bytes that stand for c; how many. */
static int expand(struct tty_struct *tty, unsigned char c, unsigned char *out)
{
	*out = c;
	if (!O_FLAG(tty, OPOST))
		return 1;
	switch (c) {
	case '\n':
		return expand_newline(tty, out);
	case '\r':
		return expand_return(tty, out);
	case '\t':
		return expand_tab(tty, out);
	case '\b':
		tty->column -= tty->column > 0;
		return 1;
	}
	if (O_FLAG(tty, OLCUC))
		*out = toupper(c);
	if (!iscntrl(c) && !is_continuation(tty, c))
		tty->column++;
	return 1;
}

int tty_write_room(struct tty_struct *tty)
{
	return tty->stopped ? 0 : tty->driver->write_room(tty);
}

void opost(struct tty_struct *tty, unsigned char c)
{
	unsigned char out[MOST_OUTPUT];
	int n = expand(tty, c, out);

	tty->driver->write(tty, out, n);
}

/* An echo waits its turn when output is stopped; one too much is lost. */
void echo_raw(struct tty_struct *tty, unsigned char c)
{
	unsigned char out[MOST_OUTPUT];
	int i, n;

	n = expand(tty, c, out);
	process_echoes(tty);
	if (tty->echo_head == tty->echo_tail && tty_write_room(tty) >= n) {
		tty->driver->write(tty, out, n);
		return;
	}
	if (tty->echo_head - tty->echo_tail + n > ECHO_BUF_SIZE)
		return;
	for (i = 0; i < n; i++)
		tty->echo_buf[tty->echo_head++ % ECHO_BUF_SIZE] = out[i];
}

void process_echoes(struct tty_struct *tty)
{
	while (tty->echo_tail != tty->echo_head && tty_write_room(tty) > 0) {
		unsigned int at = tty->echo_tail++ % ECHO_BUF_SIZE;

		tty->driver->write(tty, &tty->echo_buf[at], 1);
	}
}

static void echo_string(struct tty_struct *tty, const char *s)
{
	while (*s)
		echo_raw(tty, *s++);
}

/* ^X for a control character, if that is wanted. */
void echo_char(struct tty_struct *tty, unsigned char c)
{
	if (L_FLAG(tty, ECHOCTL) && iscntrl(c) && c != '\t') {
		echo_raw(tty, '^');
		c ^= 0100;
	}
	echo_raw(tty, c);
}

/* A hard-copy terminal shows erased characters between \ and /. */
void finish_erasing(struct tty_struct *tty)
{
	if (tty->erasing)
		echo_raw(tty, '/');
	tty->erasing = 0;
}

/* Back to where the cursor was before the tabulator that has just gone. */
static void erase_tab(struct tty_struct *tty)
{
	unsigned int width = 0, i = tty->read_head, back;
	int after_tab = 0;

	while (i != tty->canon_head && !after_tab) {
		unsigned char c = *read_cell(tty, --i);

		after_tab = c == '\t';
		if (iscntrl(c))
			width += !after_tab && L_FLAG(tty, ECHOCTL) ? 2 : 0;
		else
			width += !is_continuation(tty, c);
	}
	if (!after_tab)
		width += tty->canon_column;
	for (back = 8 - (width & 7); back; back--)
		echo_raw(tty, '\b');
}

/* The last n cells, one character, have been taken back: c is its first. */
static void show_erasure(struct tty_struct *tty, unsigned char c, int n,
			 unsigned char key)
{
	if (L_FLAG(tty, ECHOPRT)) {
		if (!tty->erasing)
			echo_raw(tty, '\\');
		tty->erasing = 1;
		echo_char(tty, c);
		while (--n > 0)
			echo_raw(tty, *read_cell(tty, tty->read_head + n));
	} else if (is_cc(tty, key, VERASE) && !L_FLAG(tty, ECHOE)) {
		echo_char(tty, key);
	} else if (c == '\t') {
		erase_tab(tty);
	} else {
		if (iscntrl(c) && L_FLAG(tty, ECHOCTL))
			echo_string(tty, "\b \b");
		if (!iscntrl(c) || L_FLAG(tty, ECHOCTL))
			echo_string(tty, "\b \b");
	}
}

/* Takes the last character back, if a word's end is not what it would cross. */
static int erase_one(struct tty_struct *tty, unsigned char key, int *in_word)
{
	unsigned int head = tty->read_head, n;
	unsigned char c;

	do
		c = *read_cell(tty, --head);
	while (is_continuation(tty, c) && head != tty->canon_head);
	if (is_continuation(tty, c))
		return 0;
	if (is_cc(tty, key, VWERASE)) {
		if (isalnum(c) || c == '_')
			*in_word = 1;
		else if (*in_word)
			return 0;
	}
	n = tty->read_head - head;
	tty->read_head = head;
	if (L_FLAG(tty, ECHO))
		show_erasure(tty, c, n, key);
	return !is_cc(tty, key, VERASE);
}

void erase(struct tty_struct *tty, unsigned char c)
{
	unsigned int visual = ECHOK | ECHOKE | ECHOE;
	int in_word = 0;

	if (tty->read_head == tty->canon_head)
		return;
	if (is_cc(tty, c, VKILL) && L_FLAG(tty, ECHO) &&
	    L_FLAG(tty, visual) != visual) {
		tty->read_head = tty->canon_head;
		finish_erasing(tty);
		echo_char(tty, c);
		if (L_FLAG(tty, ECHOK))
			echo_raw(tty, '\n');
		return;
	}
	while (tty->read_head != tty->canon_head)
		if (!erase_one(tty, c, &in_word))
			break;
	if (tty->read_head == tty->canon_head && L_FLAG(tty, ECHO))
		finish_erasing(tty);
}
