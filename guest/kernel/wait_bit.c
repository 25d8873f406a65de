/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Waiting for one bit of a word: pages, buffers and inodes are too many to
 * have a wait queue each, so they share some by their address. Who is woken
 * for another's bit looks at its own and sleeps on.
 */
#include <linux/bitops.h>
#include <linux/init.h>
#include <linux/kernel.h>
#include <linux/sched.h>
#include <linux/wait.h>
#include <linux/wait_bit.h>

#define WAIT_TABLE_BITS	6
#define HASH_PRIME	0x9e370001UL

static wait_queue_head_t wait_table[1 << WAIT_TABLE_BITS];

void __init wait_bit_init(void)
{
	int i;

	for (i = 0; i < ARRAY_SIZE(wait_table); i++)
		init_waitqueue_head(&wait_table[i]);
}

wait_queue_head_t *bit_waitqueue(void *word, int bit)
{
	unsigned long key = (unsigned long)word + bit;

	return &wait_table[(key * HASH_PRIME) >> (32 - WAIT_TABLE_BITS)];
}

/* Sleeps in action(word) until the bit is clear. */
void wait_on_bit(void *word, int bit, void (*action)(void *word))
{
	wait_queue_head_t *q = bit_waitqueue(word, bit);
	DEFINE_WAIT(wait);

	while (test_bit(bit, word)) {
		prepare_to_wait(q, &wait, TASK_UNINTERRUPTIBLE);
		if (test_bit(bit, word))
			action(word);
	}
	finish_wait(q, &wait);
}

/* The same, and sets it: the bit is the caller's lock afterwards. */
void wait_on_bit_lock(void *word, int bit, void (*action)(void *word))
{
	wait_queue_head_t *q = bit_waitqueue(word, bit);
	DEFINE_WAIT(wait);

	while (test_and_set_bit(bit, word)) {
		prepare_to_wait(q, &wait, TASK_UNINTERRUPTIBLE);
		if (test_bit(bit, word))
			action(word);
	}
	finish_wait(q, &wait);
}

/* After the bit was cleared; may be called from interrupts. */
void wake_up_bit(void *word, int bit)
{
	wait_queue_head_t *q = bit_waitqueue(word, bit);

	if (waitqueue_active(q))
		wake_up_all(q);
}
