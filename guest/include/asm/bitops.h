/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef _ASM_BITOPS_H
#define _ASM_BITOPS_H

/*
 * Bit nr of the array of words at addr.  One instruction each, so that they
 * are atomic against interrupts on the one processor without a lock prefix.
 */
#define BITOP_MEM(addr) (*(volatile long *)(addr))

static inline void set_bit(int nr, volatile void *addr)
{
	__asm__ __volatile__("btsl %1, %0"
			     : "+m"(BITOP_MEM(addr))
			     : "Ir"(nr) : "memory", "cc");
}

static inline void clear_bit(int nr, volatile void *addr)
{
	__asm__ __volatile__("btrl %1, %0"
			     : "+m"(BITOP_MEM(addr))
			     : "Ir"(nr) : "memory", "cc");
}

static inline int test_and_set_bit(int nr, volatile void *addr)
{
	int old;

	__asm__ __volatile__("btsl %2, %1; sbbl %0, %0"
			     : "=r"(old), "+m"(BITOP_MEM(addr))
			     : "Ir"(nr) : "memory", "cc");
	return old;
}

static inline int test_and_clear_bit(int nr, volatile void *addr)
{
	int old;

	__asm__ __volatile__("btrl %2, %1; sbbl %0, %0"
			     : "=r"(old), "+m"(BITOP_MEM(addr))
			     : "Ir"(nr) : "memory", "cc");
	return old;
}

static inline int test_bit(int nr, const volatile void *addr)
{
	return (((const volatile unsigned long *)addr)[nr >> 5] >>
		(nr & 31)) & 1;
}

#define __set_bit(nr, addr)		set_bit(nr, addr)
#define __clear_bit(nr, addr)		clear_bit(nr, addr)

/* Number of the lowest one bit; word must not be zero. */
static inline unsigned long __ffs(unsigned long word)
{
	return __builtin_ctzl(word);
}

/* The first zero bit below size, or size when there is none. */
static inline int find_next_zero_bit(const unsigned long *addr, int size,
				     int offset)
{
	unsigned long word;

	while (offset < size) {
		word = ~addr[offset >> 5] >> (offset & 31);
		if (word) {
			offset += __ffs(word);
			break;
		}
		offset = (offset | 31) + 1;
	}
	return offset < size ? offset : size;
}

#endif
