/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <linux/kernel.h>

/* The largest number whose square is not more than x. */
unsigned long int_sqrt(unsigned long x)
{
	unsigned long root = 0, bit = 1UL << 15;

	for (; bit; bit >>= 1)
		if ((root + bit) * (root + bit) <= x)
			root += bit;
	return root;
}
