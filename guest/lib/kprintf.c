/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The family of vsnprintf(), and numbers from text. */
#include <linux/kernel.h>
#include <linux/ctype.h>
#include <linux/string.h>
#include <stdarg.h>

/* Like vsnprintf(), but returns what is in the buffer. */
int vscnprintf(char *buf, size_t size, const char *fmt, va_list args)
{
	int len = vsnprintf(buf, size, fmt, args);

	if (!size)
		return 0;
	return (size_t)len < size ? len : (int)size - 1;
}

int snprintf(char *buf, size_t size, const char *fmt, ...)
{
	va_list args;
	int len;

	va_start(args, fmt);
	len = vsnprintf(buf, size, fmt, args);
	va_end(args);
	return len;
}

int scnprintf(char *buf, size_t size, const char *fmt, ...)
{
	va_list args;
	int len;

	va_start(args, fmt);
	len = vscnprintf(buf, size, fmt, args);
	va_end(args);
	return len;
}

int sprintf(char *buf, const char *fmt, ...)
{
	va_list args;
	int len;

	va_start(args, fmt);
	len = vsnprintf(buf, 0x7fffffff, fmt, args);
	va_end(args);
	return len;
}

static int digit_value(char c)
{
	if (isdigit(c))
		return c - '0';
	return isxdigit(c) ? tolower(c) - 'a' + 10 : 99;
}

/* Base 0: 0x means 16, a leading 0 means 8, else 10. */
unsigned long simple_strtoul(const char *cp, char **endp, unsigned int base)
{
	unsigned long value = 0;

	if ((!base || base == 16) && cp[0] == '0' && tolower(cp[1]) == 'x' &&
	    isxdigit(cp[2])) {
		cp += 2;
		base = 16;
	}
	if (!base)
		base = *cp == '0' ? 8 : 10;
	for (; digit_value(*cp) < (int)base; cp++)
		value = value * base + digit_value(*cp);
	if (endp)
		*endp = (char *)cp;
	return value;
}

long simple_strtol(const char *cp, char **endp, unsigned int base)
{
	if (*cp == '-')
		return -simple_strtoul(cp + 1, endp, base);
	return simple_strtoul(cp, endp, base);
}
