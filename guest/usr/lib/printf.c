/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <stdio.h>
#include <string.h>
#include <unistd.h>

struct out {
	char *at;
	char *end;		/* where the terminating NUL must fit */
	int wanted;		/* characters, whether or not they fit */
};

struct spec {
	int left, width;
	char pad;
};

static void put(struct out *out, char c)
{
	if (out->at < out->end)
		*out->at++ = c;
	out->wanted++;
}

static void put_padded(struct out *out, const struct spec *spec,
		       const char *text, int len)
{
	int fill = spec->width - len;

	for (; !spec->left && fill > 0; fill--)
		put(out, spec->pad);
	while (len--)
		put(out, *text++);
	for (; fill > 0 && spec->left; fill--)
		put(out, ' ');
}

static void put_number(struct out *out, const struct spec *spec,
		       unsigned long value, unsigned int base, int negative)
{
	char text[12], *at = text + sizeof(text);

	if (negative)
		value = -value;

	do {
		*--at = "0123456789abcdef"[value % base];
		value /= base;
	} while (value);
	if (negative)
		*--at = '-';
	put_padded(out, spec, at, text + sizeof(text) - at);
}

static const char *parse_spec(const char *fmt, struct spec *spec)
{
	spec->left = 0;
	spec->width = 0;
	spec->pad = ' ';
	for (; *fmt == '-' || *fmt == '0'; fmt++) {
		if (*fmt == '-')
			spec->left = 1;
		else
			spec->pad = '0';
	}
	for (; *fmt >= '0' && *fmt <= '9'; fmt++)
		spec->width = spec->width * 10 + (*fmt - '0');
	while (*fmt == 'l')
		fmt++;
	return fmt;
}

/* `args` by address, so that the caller's list moves on. */
static void put_argument(struct out *out, const struct spec *spec, char kind,
			 va_list *args)
{
	const char *text;
	long value;
	char c;

	switch (kind) {
	case 'c':
		c = va_arg(*args, int);
		put_padded(out, spec, &c, 1);
		break;
	case 's':
		text = va_arg(*args, const char *);
		text = text ? text : "(null)";
		put_padded(out, spec, text, strlen(text));
		break;
	case 'd':
		value = va_arg(*args, long);
		put_number(out, spec, value, 10, value < 0);
		break;
	case 'u':
		put_number(out, spec, va_arg(*args, unsigned long), 10, 0);
		break;
	case 'p':
		put(out, '0');
		put(out, 'x');
		__attribute__((fallthrough));
	case 'x':
		put_number(out, spec, va_arg(*args, unsigned long), 16, 0);
		break;
	default:
		put(out, kind);
	}
}

int vsnprintf(char *buf, size_t size, const char *fmt, va_list args)
{
	struct out out = { buf, buf + size - 1, 0 };
	struct spec spec;
	va_list list;

	va_copy(list, args);
	for (; *fmt; fmt++) {
		if (*fmt != '%') {
			put(&out, *fmt);
			continue;
		}
		fmt = parse_spec(fmt + 1, &spec);
		if (!*fmt)
			break;
		put_argument(&out, &spec, *fmt, &list);
	}
	va_end(list);
	*out.at = '\0';
	return out.wanted;
}

int snprintf(char *buf, size_t size, const char *fmt, ...)
{
	va_list args;
	int wanted;

	va_start(args, fmt);
	wanted = vsnprintf(buf, size, fmt, args);
	va_end(args);
	return wanted;
}

static int vdprintf(int fd, const char *fmt, va_list args)
{
	char buf[256];

	vsnprintf(buf, sizeof(buf), fmt, args);
	return write(fd, buf, strlen(buf));
}

int dprintf(int fd, const char *fmt, ...)
{
	va_list args;
	int done;

	va_start(args, fmt);
	done = vdprintf(fd, fmt, args);
	va_end(args);
	return done;
}

int printf(const char *fmt, ...)
{
	va_list args;
	int done;

	va_start(args, fmt);
	done = vdprintf(1, fmt, args);
	va_end(args);
	return done;
}
