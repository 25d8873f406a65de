/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * printf's formats as the kernel knows them: d i u o x X c s p %, with the
 * flags - + space # 0, width, precision, * and the sizes hh h l ll z t.
 */
#include <linux/kernel.h>
#include <linux/ctype.h>
#include <linux/string.h>
#include <asm/div64.h>
#include <stdarg.h>

#define LEFT	1
#define PLUS	2
#define SPACE	4
#define ALT	8
#define ZERO	16
#define SIGNED	32
#define UPPER	64

/* Counts everything, stores what fits. */
struct sink {
	char *buf;
	size_t size, len;
};

struct spec {
	int flags, width, precision;
	int size;	/* of the argument: -2 char, -1 short, 2 long long */
	unsigned int base;
};

static void put(struct sink *s, char c)
{
	if (s->len < s->size)
		s->buf[s->len] = c;
	s->len++;
}

static void pad(struct sink *s, char c, int n)
{
	while (n-- > 0)
		put(s, c);
}

static void put_string(struct sink *s, const char *str, struct spec *spec)
{
	int len;

	if (!str)
		str = "<NULL>";
	len = strnlen(str, spec->precision < 0 ? ~0U :
		      (unsigned int)spec->precision);
	if (!(spec->flags & LEFT))
		pad(s, ' ', spec->width - len);
	for (int i = 0; i < len; i++)
		put(s, str[i]);
	if (spec->flags & LEFT)
		pad(s, ' ', spec->width - len);
}

/* The digits backwards into tmp; how many. */
static int digits(char *tmp, u64 value, struct spec *spec)
{
	const char *set = spec->flags & UPPER ? "0123456789ABCDEF" :
						"0123456789abcdef";
	int n = 0;

	while (value)
		tmp[n++] = set[do_div(value, spec->base)];
	return n;
}

static void put_number(struct sink *s, u64 value, struct spec *spec)
{
	char tmp[24], sign = 0;
	int n, prefix, zeros, width = spec->width;

	if (spec->flags & SIGNED && (s64)value < 0) {
		value = -value;
		sign = '-';
	} else if (spec->flags & SIGNED && spec->flags & (PLUS | SPACE)) {
		sign = spec->flags & PLUS ? '+' : ' ';
	}
	prefix = spec->flags & ALT && spec->base == 16 && value ? 2 : 0;
	n = digits(tmp, value, spec);
	zeros = (spec->precision < 0 ? 1 : spec->precision) - n;
	width -= n + prefix + (sign != 0);
	if (spec->flags & ZERO && !(spec->flags & LEFT) &&
	    spec->precision < 0 && width > zeros)
		zeros = width;
	if (zeros > 0)
		width -= zeros;

	if (!(spec->flags & LEFT))
		pad(s, ' ', width);
	if (sign)
		put(s, sign);
	if (prefix) {
		put(s, '0');
		put(s, spec->flags & UPPER ? 'X' : 'x');
	}
	pad(s, '0', zeros);
	while (n)
		put(s, tmp[--n]);
	if (spec->flags & LEFT)
		pad(s, ' ', width);
}

static int parse_flags(const char **fmt)
{
	static const char chars[] = "-+ #0";
	const char *hit;
	int flags = 0;

	while (**fmt && (hit = strchr(chars, **fmt)) != NULL) {
		flags |= 1 << (hit - chars);
		(*fmt)++;
	}
	return flags;
}

static int parse_int(const char **fmt, va_list *args)
{
	int n = 0;

	if (**fmt == '*') {
		(*fmt)++;
		return va_arg(*args, int);
	}
	while (isdigit(**fmt))
		n = n * 10 + *(*fmt)++ - '0';
	return n;
}

static void parse_spec(const char **fmt, va_list *args, struct spec *spec)
{
	spec->flags = parse_flags(fmt);
	spec->width = parse_int(fmt, args);
	if (spec->width < 0) {
		spec->width = -spec->width;
		spec->flags |= LEFT;
	}
	spec->precision = -1;
	if (**fmt == '.') {
		(*fmt)++;
		spec->precision = parse_int(fmt, args);
	}
	spec->size = 0;
	for (; **fmt && strchr("hlzt", **fmt); (*fmt)++)
		spec->size += **fmt == 'h' ? -1 : **fmt == 'l' ? 1 : 0;
	spec->base = 10;
}

static u64 number_arg(va_list *args, struct spec *spec)
{
	if (spec->size >= 2)
		return va_arg(*args, u64);
	if (spec->flags & SIGNED) {
		int value = va_arg(*args, int);

		return spec->size == -1 ? (short)value :
		       spec->size < -1 ? (signed char)value : (s64)value;
	}
	{
		unsigned int value = va_arg(*args, unsigned int);

		return spec->size == -1 ? (unsigned short)value :
		       spec->size < -1 ? (unsigned char)value : value;
	}
}

/* Returns 0 for a conversion it does not know. */
static int put_conversion(struct sink *s, char c, va_list *args,
			  struct spec *spec)
{
	char one[2];

	switch (c) {
	case 'c':
		one[0] = va_arg(*args, int);
		spec->precision = 1;
		put_string(s, one, spec);
		return 1;
	case 's':
		put_string(s, va_arg(*args, char *), spec);
		return 1;
	case 'p':
		spec->precision = 8;
		spec->base = 16;
		break;
	case 'X':
		spec->flags |= UPPER;
		spec->base = 16;
		break;
	case 'x':
		spec->base = 16;
		break;
	case 'o':
		spec->base = 8;
		break;
	case 'd':
	case 'i':
		spec->flags |= SIGNED;
		break;
	case 'u':
		break;
	default:
		return 0;
	}
	put_number(s, number_arg(args, spec), spec);
	return 1;
}

/* Returns the length that the whole text has, like C99. */
int vsnprintf(char *buf, size_t size, const char *fmt, va_list ap)
{
	struct sink s = { buf, size, 0 };
	struct spec spec;
	va_list args;

	va_copy(args, ap);
	for (; *fmt; fmt++) {
		if (*fmt != '%') {
			put(&s, *fmt);
			continue;
		}
		fmt++;
		parse_spec(&fmt, &args, &spec);
		if (put_conversion(&s, *fmt, &args, &spec))
			continue;
		put(&s, '%');
		if (!*fmt)
			break;
		if (*fmt != '%')
			put(&s, *fmt);
	}
	va_end(args);
	if (size)
		buf[s.len < size ? s.len : size - 1] = '\0';
	return s.len;
}
