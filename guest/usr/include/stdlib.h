/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef USR_STDLIB_H
#define USR_STDLIB_H

#include <stddef.h>

#define ARRAY_SIZE(a)	(sizeof(a) / sizeof((a)[0]))

void exit(int status) __attribute__((noreturn));
int atoi(const char *s);
char *getenv(const char *name);
void *malloc(size_t size);
void free(void *ptr);

#endif
