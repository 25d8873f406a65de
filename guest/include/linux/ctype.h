/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef _LINUX_CTYPE_H
#define _LINUX_CTYPE_H

static inline int isdigit(int c)
{
	return c >= '0' && c <= '9';
}

static inline int isupper(int c)
{
	return c >= 'A' && c <= 'Z';
}

static inline int isxdigit(int c)
{
	return isdigit(c) || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
}

static inline int tolower(int c)
{
	return isupper(c) ? c + 'a' - 'A' : c;
}

static inline int toupper(int c)
{
	return c >= 'a' && c <= 'z' ? c + 'A' - 'a' : c;
}

static inline int isalnum(int c)
{
	return isdigit(c) || isupper(toupper(c));
}

static inline int iscntrl(int c)
{
	return c < ' ' || c == 0x7f;
}

#endif
