/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <string.h>

void *memset(void *dst, int byte, size_t len)
{
	void *at = dst;

	__asm__ volatile("rep stosb"
			 : "+D"(at), "+c"(len)
			 : "a"(byte)
			 : "memory");
	return dst;
}

void *memcpy(void *dst, const void *src, size_t len)
{
	void *at = dst;

	__asm__ volatile("rep movsb"
			 : "+D"(at), "+S"(src), "+c"(len)
			 :
			 : "memory");
	return dst;
}

void *memmove(void *dst, const void *src, size_t len)
{
	char *to = dst;
	const char *from = src;

	if (to <= from)
		return memcpy(dst, src, len);
	while (len--)
		to[len] = from[len];
	return dst;
}

int memcmp(const void *a, const void *b, size_t len)
{
	const unsigned char *x = a, *y = b;

	for (; len; len--, x++, y++)
		if (*x != *y)
			return *x - *y;
	return 0;
}

size_t strlen(const char *s)
{
	const char *end = s;

	while (*end)
		end++;
	return end - s;
}

int strcmp(const char *a, const char *b)
{
	return strncmp(a, b, -1);
}

int strncmp(const char *a, const char *b, size_t len)
{
	for (; len; len--, a++, b++)
		if (*a != *b || !*a)
			return (unsigned char)*a - (unsigned char)*b;
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
	const char *at = s + strlen(s);

	while (*at != (char)c)
		if (at-- == s)
			return NULL;
	return (char *)at;
}

char *strstr(const char *s, const char *part)
{
	size_t len = strlen(part);

	for (; *s; s++)
		if (!strncmp(s, part, len))
			return (char *)s;
	return len ? NULL : (char *)s;
}

size_t strlcpy(char *dst, const char *src, size_t size)
{
	size_t len = strlen(src);

	if (size) {
		size_t copied = len < size ? len : size - 1;

		memcpy(dst, src, copied);
		dst[copied] = '\0';
	}
	return len;
}

char *next_word(char **line)
{
	char *word = *line, *end;

	while (*word == ' ' || *word == '\t')
		word++;
	if (!*word)
		return NULL;
	for (end = word; *end && *end != ' ' && *end != '\t';)
		end++;
	*line = *end ? end + 1 : end;
	*end = '\0';
	return word;
}
