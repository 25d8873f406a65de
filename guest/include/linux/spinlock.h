/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef _LINUX_SPINLOCK_H
#define _LINUX_SPINLOCK_H

#include <linux/preempt.h>
#include <asm/system.h>

/*
 * One processor: a spinlock is only a promise not to be preempted (and, in
 * the _irq forms, not to be interrupted).  The type stays, to name what it
 * guards.  It has a member because ISO C has no empty structures.
 */
typedef struct {
	u8 unused;
} spinlock_t;

typedef spinlock_t rwlock_t;

#define DEFINE_SPINLOCK(x)	spinlock_t x = { 0 }
#define DEFINE_RWLOCK(x)	rwlock_t x = { 0 }

#define spin_lock(lock) do { \
	preempt_disable(); \
	(void)(lock); \
} while (0)

#define spin_unlock(lock) do { \
	(void)(lock); \
	preempt_enable(); \
} while (0)

#define spin_lock_irq(lock) do { \
	local_irq_disable(); \
	spin_lock(lock); \
} while (0)

/* Interrupts first: a preemption with them off would leave them off. */
#define spin_unlock_irq(lock) do { \
	(void)(lock); \
	local_irq_enable(); \
	preempt_enable(); \
} while (0)

#define spin_lock_irqsave(lock, flags) do { \
	local_irq_save(flags); \
	spin_lock(lock); \
} while (0)

#define spin_unlock_irqrestore(lock, flags) do { \
	(void)(lock); \
	local_irq_restore(flags); \
	preempt_enable(); \
} while (0)

#define read_lock(lock)			spin_lock(lock)
#define read_unlock(lock)		spin_unlock(lock)
#define write_lock_irq(lock)		spin_lock_irq(lock)
#define write_unlock_irq(lock)		spin_unlock_irq(lock)

void local_bh_disable(void);
void local_bh_enable(void);

#endif
