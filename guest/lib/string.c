/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <linux/string.h>

/* gcc must not make a loop in here a call to the function itself. */
#pragma GCC optimize("no-tree-loop-distribute-patterns")

void *memcpy(void *dest, const void *src, size_t n)
{
	void *to = dest;
	size_t count = n / 4;

	__asm__ __volatile__("rep movsl" : "+c"(count), "+D"(to), "+S"(src)
			     : : "memory");
	count = n & 3;
	__asm__ __volatile__("rep movsb" : "+c"(count), "+D"(to), "+S"(src)
			     : : "memory");
	return dest;
}

void *memmove(void *dest, const void *src, size_t n)
{
	char *to = dest;
	const char *from = src;

	if (to <= from || to >= from + n)
		return memcpy(dest, src, n);
	while (n--)
		to[n] = from[n];
	return dest;
}

void *memset(void *s, int c, size_t n)
{
	void *to = s;
	size_t count = n / 4;
	unsigned int word = (unsigned char)c * 0x01010101U;

	__asm__ __volatile__("rep stosl" : "+c"(count), "+D"(to)
			     : "a"(word) : "memory");
	count = n & 3;
	__asm__ __volatile__("rep stosb" : "+c"(count), "+D"(to)
			     : "a"(word) : "memory");
	return s;
}

int memcmp(const void *a, const void *b, size_t n)
{
	const unsigned char *p = a, *q = b;

	for (; n; n--, p++, q++)
		if (*p != *q)
			return *p - *q;
	return 0;
}

void *memchr(const void *s, int c, size_t n)
{
	const unsigned char *p = s;

	for (; n; n--, p++)
		if (*p == (unsigned char)c)
			return (void *)p;
	return NULL;
}

size_t strlen(const char *s)
{
	return strnlen(s, ~(size_t)0);
}

size_t strnlen(const char *s, size_t n)
{
	size_t len = 0;

	while (len < n && s[len])
		len++;
	return len;
}

char *strcpy(char *dest, const char *src)
{
	memcpy(dest, src, strlen(src) + 1);
	return dest;
}

/* Always ends with a NUL; returns the length that it wanted to make. */
size_t strlcpy(char *dest, const char *src, size_t size)
{
	size_t len = strlen(src), n = len;

	if (size) {
		if (n >= size)
			n = size - 1;
		memcpy(dest, src, n);
		dest[n] = '\0';
	}
	return len;
}

int strcmp(const char *a, const char *b)
{
	return strncmp(a, b, ~(size_t)0);
}

int strncmp(const char *a, const char *b, size_t n)
{
	for (; n; n--, a++, b++) {
		if (*a != *b)
			return (unsigned char)*a - (unsigned char)*b;
		if (!*a)
			break;
	}
	return 0;
}

char *strchr(const char *s, int c)
{
	for (; *s != (char)c; s++)
		if (!*s)
			return NULL;
	return (char *)s;
}

char *strrchr(const char *s, int c)
{
	const char *last = NULL;

	do {
		if (*s == (char)c)
			last = s;
	} while (*s++);
	return (char *)last;
}

char *strstr(const char *s, const char *what)
{
	size_t len = strlen(what);

	for (; *s; s++)
		if (!strncmp(s, what, len))
			return (char *)s;
	return len ? NULL : (char *)s;
}
