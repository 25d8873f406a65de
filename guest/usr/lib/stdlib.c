/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* Nothing is buffered and nothing is registered: there is nothing to flush. */
void exit(int status)
{
	_exit(status);
}

int atoi(const char *s)
{
	int negative = *s == '-';
	unsigned int value = 0;

	for (s += negative; *s >= '0' && *s <= '9'; s++)
		value = value * 10 + (*s - '0');
	return negative ? -(int)value : (int)value;
}

char *getenv(const char *name)
{
	size_t len = strlen(name);
	char **at;

	for (at = environ; *at; at++)
		if (!strncmp(*at, name, len) && (*at)[len] == '=')
			return *at + len + 1;
	return NULL;
}
