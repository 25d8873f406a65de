/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef _LINUX_WAIT_BIT_H
#define _LINUX_WAIT_BIT_H

#include <linux/wait.h>

void wait_bit_init(void);
wait_queue_head_t *bit_waitqueue(void *word, int bit);

/*
 * action does what makes the waiting shorter, and schedule()s; the state is
 * set already.
 */
void wait_on_bit(void *word, int bit, void (*action)(void *word));
void wait_on_bit_lock(void *word, int bit, void (*action)(void *word));
void wake_up_bit(void *word, int bit);

#endif
