/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef USR_STRING_H
#define USR_STRING_H

#include <stddef.h>

void *memset(void *dst, int byte, size_t len);
void *memcpy(void *dst, const void *src, size_t len);
void *memmove(void *dst, const void *src, size_t len);
int memcmp(const void *a, const void *b, size_t len);
size_t strlen(const char *s);
int strcmp(const char *a, const char *b);
int strncmp(const char *a, const char *b, size_t len);
char *strchr(const char *s, int c);
char *strrchr(const char *s, int c);
char *strstr(const char *s, const char *part);
size_t strlcpy(char *dst, const char *src, size_t size);

/* Cuts the next word off *line (blanks separate); NULL when none is left. */
char *next_word(char **line);

#endif
