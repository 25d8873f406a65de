/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Numbers that look random: xoshiro128++ of Blackman and Vigna, from a fixed
 * start.  Nothing in a deterministic machine could make them unpredictable.
 */
#include <linux/kernel.h>
#include <linux/random.h>
#include <linux/spinlock.h>
#include <linux/string.h>

static u32 state[4] = { 0x2545f491, 0x4f6cdd1d, 0x9e3779b9, 0x7f4a7c15 };

static u32 rotate_left(u32 x, int n)
{
	return x << n | x >> (32 - n);
}

static u32 next_random(void)
{
	u32 result = rotate_left(state[0] + state[3], 7) + state[0];
	u32 t = state[1] << 9;

	state[2] ^= state[0];
	state[3] ^= state[1];
	state[1] ^= state[2];
	state[0] ^= state[3];
	state[2] ^= t;
	state[3] = rotate_left(state[3], 11);
	return result;
}

void get_random_bytes(void *buf, int n)
{
	unsigned long flags;
	u8 *p = buf;
	u32 word;

	for (; n > 0; p += sizeof(word), n -= sizeof(word)) {
		local_irq_save(flags);
		word = next_random();
		local_irq_restore(flags);
		memcpy(p, &word, min_t(int, n, sizeof(word)));
	}
}
