/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef _ASM_IO_H
#define _ASM_IO_H

#include <linux/types.h>

static inline void outb(u8 value, u16 port)
{
	__asm__ __volatile__("outb %0, %1" : : "a"(value), "Nd"(port));
}

static inline u8 inb(u16 port)
{
	u8 value;

	__asm__ __volatile__("inb %1, %0" : "=a"(value) : "Nd"(port));
	return value;
}

static inline void outw(u16 value, u16 port)
{
	__asm__ __volatile__("outw %0, %1" : : "a"(value), "Nd"(port));
}

static inline u16 inw(u16 port)
{
	u16 value;

	__asm__ __volatile__("inw %1, %0" : "=a"(value) : "Nd"(port));
	return value;
}

static inline void outl(u32 value, u16 port)
{
	__asm__ __volatile__("outl %0, %1"
			     : : "a"(value), "Nd"(port) : "memory");
}

static inline u32 inl(u16 port)
{
	u32 value;

	__asm__ __volatile__("inl %1, %0" : "=a"(value) : "Nd"(port));
	return value;
}

/* So many words from a port to memory, and back: rep insw, rep outsw. */
static inline void insw(u16 port, void *to, unsigned int words)
{
	__asm__ __volatile__("rep insw"
			     : "+D"(to), "+c"(words) : "d"(port) : "memory");
}

static inline void outsw(u16 port, const void *from, unsigned int words)
{
	__asm__ __volatile__("rep outsw"
			     : "+S"(from), "+c"(words) : "d"(port) : "memory");
}

#endif
