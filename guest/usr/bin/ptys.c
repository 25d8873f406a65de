/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What a line discipline makes of keys: for each case what the terminal shows
 * and what the programs read. Printed, not judged: Linux is the judge.
 */
#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <termios.h>
#include <unistd.h>

#define NR_poll	168
#define I	(ICRNL | IXON)
#define O	(OPOST | ONLCR)
#define L	(ISIG | ICANON | ECHO | ECHOE | ECHOK | ECHOCTL | ECHOKE | \
		 IEXTEN)
#define DUMB	(ICANON | ECHO | IEXTEN)

static const struct input {
	const char *name;
	unsigned int iflag, oflag, lflag;
	const char *keys;
} inputs[] = {
	{ "a line", I, O, L, "hello\r" },
	{ "two lines", I, O, L, "one\rtwo\nthree" },
	{ "erase", I, O, L, "abcd\177\177e\r" },
	{ "erase nothing", I, O, L, "\177\177x\177\177\177y\r" },
	{ "erase a control character", I, O, L, "a\001\177b\r" },
	{ "kill", I, O, L, "some words\025left\r" },
	{ "kill without ECHOKE", I, O, L & ~ECHOKE, "some\025left\r" },
	{ "kill without ECHOK", I, O, L & ~ECHOK, "some\025left\r" },
	{ "kill on a dumb terminal", I, O, DUMB, "some\025left\r" },
	{ "erase on a dumb terminal", I, O, DUMB, "som\177ething\r" },
	{ "no echo", I, O, L & ~ECHO, "se\177cret\025again\r" },
	{ "only newlines", I, O, (L & ~ECHO) | ECHONL, "secret\r" },
	{ "word erase", I, O, L, "two  words_1, \027\027three\r" },
	{ "word erase, all", I, O, L, "one\027\027two\r" },
	{ "no extensions", I, O, L & ~IEXTEN, "a b\027c\026\003d\022\r" },
	{ "reprint", I, O, L, "abc\022def\r" },
	{ "literal", I, O, L, "a\026\177\026\003\026\004b\r" },
	{ "literal newline", I, O, L, "a\026\nb\r" },
	{ "end of file", I, O, L, "half\004line\r\004\004" },
	{ "end of file alone", I, O, L, "\004" },
	{ "tabulators", I, O, L, "a\tb\177\177\177c\r" },
	{ "tabulator over controls", I, O, L, "ab\001c\t\177d\r" },
	{ "two tabulators", I, O, L, "\t\t\177\177x\r" },
	{ "hard copy", I, O, L | ECHOPRT, "abcd\177\177x\177\r" },
	{ "hard copy kill", I, O, L | ECHOPRT, "abc\025x\r" },
	{ "hard copy to the end", I, O, L | ECHOPRT, "ab\177\177\177\r" },
	{ "controls as they are", I, O, L & ~ECHOCTL, "a\001b\033\177\r" },
	{ "a return ignored", IGNCR, O, L, "a\rb\n" },
	{ "a return kept", 0, O, L, "a\rb\n" },
	{ "newline to return", INLCR, O, L, "a\nb\004" },
	{ "seven bits", I | ISTRIP, O, L, "\301\302\r" },
	{ "lower case", I | IUCLC, O | OLCUC, L, "HeLLo\r" },
	{ "eight bits", I, O, L, "\303\244\177\r" },
	{ "two bytes, one letter", I | IUTF8, O, L, "x\303\244\177y\r" },
	{ "raw", 0, 0, 0, "a\r\n\003\004\177" },
	{ "raw with echo", 0, O, ECHO | ECHOCTL, "a\r\n\003\004\177" },
	{ "raw with signals", I, O, ISIG | ECHO | ECHOCTL, "ab\003cd\034e" },
	{ "interrupt", I, O, L, "lost\003kept\r" },
	{ "quit and suspend", I, O, L, "lost\034lost\032kept\r" },
	{ "interrupt, no flush", I, O, L | NOFLSH, "ab\003cd\r" },
	{ "stopped", I, O, L, "ab\023cd\r" },
	{ "stopped and started", I, O, L, "ab\023cd\021ef\r" },
	{ "started by any", I | IXANY, O, L, "ab\023cd\r" },
	{ "stopped, interrupted", I, O, L, "ab\023cd\003e\r" },
	{ "no flow control", ICRNL, O, L, "ab\023cd\021\r" },
};

static const struct output {
	const char *name;
	unsigned int oflag;
	const char *text;
} outputs[] = {
	{ "as it is", 0, "a\nb\tc\r\n" },
	{ "newlines", O, "a\nb\r\n" },
	{ "blanks for tabulators", O | XTABS, "\ta\tbcdefghi\tj\b\b\tk\n\tl" },
	{ "capitals", OPOST | OLCUC, "Hello\n" },
	{ "returns to newlines", OPOST | OCRNL, "a\rb\r" },
	{ "no return at the margin", OPOST | ONOCR, "\ra\r\rb" },
	{ "newlines return", OPOST | ONLRET | XTABS, "ab\n\tc" },
};

static void show_bytes(const char *label, const char *bytes, int n)
{
	char text[200];
	int i, len = 0;

	for (i = 0; i < n; i++) {
		unsigned char c = bytes[i];

		len += snprintf(text + len, sizeof(text) - len,
				c < ' ' || c >= 127 ? "\\%x" : "%c", c);
	}
	text[len] = '\0';
	printf("ptys:   %s \"%s\"\n", label, text);
}

/* One read's bytes, if there was something to read. */
static int show(const char *label, int fd)
{
	char bytes[48];
	int n = read(fd, bytes, sizeof(bytes));

	if (n >= 0)
		show_bytes(label, bytes, n);
	return n;
}

static void show_all(const char *label, int fd)
{
	char bytes[48];
	int n, len = 0;

	while ((n = read(fd, bytes + len, sizeof(bytes) - len)) > 0)
		len += n;
	show_bytes(label, bytes, len);
}

/*
 * Linux looks at keys when it has time to, or when somebody asks for input
 * that is not there yet: a line, or more keys than any case has.
 */
static void settle(int fd)
{
	struct {
		int fd;
		short events, revents;
	} p = { fd, 1, 0 };

	syscall3(NR_poll, &p, 1, 10);
}

static int open_pair(int fd[2], unsigned int i, unsigned int o, unsigned int l)
{
	struct termios t;

	if (openpty(fd, O_NOCTTY | O_NONBLOCK) < 0) {
		check(0, "no pair of terminals");
		return 0;
	}
	syscall3(55, fd[0], 4, O_RDWR | O_NONBLOCK);
	ioctl(fd[1], TCGETS, &t);
	t.c_iflag = i;
	t.c_oflag = o;
	t.c_lflag = l;
	t.c_cc[VMIN] = 255;
	ioctl(fd[1], TCSETS, &t);
	return 1;
}

static void type(const struct input *in)
{
	int fd[2], lines = 0;
	const char *key;

	if (!open_pair(fd, in->iflag, in->oflag, in->lflag))
		return;
	printf("ptys: %s\n", in->name);
	for (key = in->keys; *key; key++) {
		if (*key < ' ')
			settle(fd[1]);
		/* A signal takes the echo away that nobody has read. */
		if (strchr("\003\034\032", *key))
			show_all("shown", fd[0]);
		write(fd[0], key, 1);
		if (*key < ' ' || !key[1])
			settle(fd[1]);
	}
	/* An end of file is a read of nothing; the case may have two. */
	while (lines++ < 6 && show("read", fd[1]) >= 0)
		;
	show_all("shown", fd[0]);
	close(fd[1]);
	close(fd[0]);
}

static void print(const struct output *out)
{
	int fd[2];

	if (!open_pair(fd, I, out->oflag, L))
		return;
	printf("ptys: output: %s\n", out->name);
	write(fd[1], out->text, strlen(out->text));
	show_all("shown", fd[0]);
	close(fd[1]);
	close(fd[0]);
}

int main(void)
{
	unsigned int i;

	check_begin("ptys");
	for (i = 0; i < ARRAY_SIZE(inputs); i++)
		type(&inputs[i]);
	for (i = 0; i < ARRAY_SIZE(outputs); i++)
		print(&outputs[i]);
	return check_end();
}
