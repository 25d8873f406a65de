/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef USR_STDIO_H
#define USR_STDIO_H

#include <stdarg.h>
#include <stddef.h>

/*
 * %c %s %d %u %x %p %%, with `-`, `0`, a width and `l`. A call formats at most
 * 255 characters and writes them at once, so that lines of several processes
 * do not mix.
 */
int printf(const char *fmt, ...) __attribute__((format(printf, 1, 2)));
int dprintf(int fd, const char *fmt, ...)
	__attribute__((format(printf, 2, 3)));
int snprintf(char *buf, size_t size, const char *fmt, ...)
	__attribute__((format(printf, 3, 4)));
int vsnprintf(char *buf, size_t size, const char *fmt, va_list args);

/* Reads a whole small file and ends it with NUL; its length or -errno. */
int read_file(const char *path, char *buf, size_t size);

/* Writes the text to an existing file in one write(); 0 or -errno. */
int write_file(const char *path, const char *text);

#endif
