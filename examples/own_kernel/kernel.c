/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A kernel that sells tickets over its serial line: `buy N` takes N of them,
 * `off` ends the machine.  With `ktap` on its command line it tests itself.
 */
#define COM1		0x3f8
#define LINE_STATUS	(COM1 + 5)
#define DATA_READY	1
#define DEBUG_EXIT	0xf4
#define HAS_CMDLINE	4

struct multiboot {
	unsigned int flags, mem_lower, mem_upper, boot_device, cmdline;
};

struct shop {
	int tickets;
	int customers;
};

struct shop shop = { .tickets = 10 };

static inline void outb(unsigned char value, unsigned short port)
{
	__asm__ volatile("outb %0, %1" : : "a"(value), "Nd"(port));
}

static inline unsigned char inb(unsigned short port)
{
	unsigned char value;

	__asm__ volatile("inb %1, %0" : "=a"(value) : "Nd"(port));
	return value;
}

void puts(const char *text)
{
	while (*text)
		outb(*text++, COM1);
}

void put_number(unsigned int number)
{
	if (number >= 10)
		put_number(number / 10);
	outb('0' + number % 10, COM1);
}

__attribute__((noreturn)) void power_off(int code)
{
	outb(code, DEBUG_EXIT);
	for (;;)
		__asm__ volatile("cli; hlt");
}

__attribute__((noreturn)) void panic(const char *why)
{
	puts("panic: ");
	puts(why);
	puts("\n");
	power_off(127);
}

/* Whether text begins with word; then *rest is what follows. */
int starts_with(const char *text, const char *word, const char **rest)
{
	while (*word)
		if (*text++ != *word++)
			return 0;
	*rest = text;
	return 1;
}

/* A decimal number, -1 if text is none. */
int parse_number(const char *text)
{
	int number = 0;

	if (!*text)
		return -1;
	for (; *text; text++) {
		if (*text < '0' || *text > '9')
			return -1;
		number = number * 10 + *text - '0';
	}
	return number;
}

/* Takes count tickets: how many are left, or -1 if there are not enough. */
int buy(struct shop *from, int count)
{
	if (count < 0)
		panic("a negative sale");
	if (count > from->tickets)
		return -1;
	from->customers++;
	from->tickets -= count;
	return from->tickets;
}

static void read_line(char *line, int size)
{
	int length = 0;
	char c;

	do {
		while (!(inb(LINE_STATUS) & DATA_READY))
			;
		c = inb(COM1);
		line[length] = c;
	} while (c != '\n' && ++length < size - 1);
	line[length] = '\0';
}

static void serve(const char *line)
{
	const char *rest;
	int left;

	if (starts_with(line, "off", &rest))
		power_off(0);
	if (!starts_with(line, "buy ", &rest)) {
		puts("what?\n");
		return;
	}
	left = buy(&shop, parse_number(rest));
	if (left < 0) {
		puts("sold out\n");
		return;
	}
	put_number(left);
	puts(" left\n");
}

static void report(int number, const char *name, int ok)
{
	puts(ok ? "ok " : "not ok ");
	put_number(number);
	puts(" ");
	puts(name);
	puts("\n");
}

static void test_itself(void)
{
	struct shop stall = { .tickets = 3 };

	puts("KTAP version 1\n1..2\n");
	report(1, "sale_is_taken_off", buy(&stall, 2) == 1);
	report(2, "short_sale_is_refused", buy(&stall, 2) == -1);
	power_off(0);
}

void kernel_main(unsigned int magic, const struct multiboot *info)
{
	const char *rest, *words;
	char line[32];

	if (magic != 0x2badb002)
		panic("not a Multiboot loader");
	words = info->flags & HAS_CMDLINE ? (const char *)info->cmdline : "";
	if (starts_with(words, "ktap", &rest))
		test_itself();
	puts("ticket office: open\n");
	for (;;) {
		read_line(line, sizeof(line));
		serve(line);
	}
}
