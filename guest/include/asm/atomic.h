/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef _ASM_ATOMIC_H
#define _ASM_ATOMIC_H

/* One processor: one read-modify-write instruction is atomic by itself. */
typedef struct {
	volatile int counter;
} atomic_t;

#define ATOMIC_INIT(i)		{ (i) }
#define atomic_read(v)		((v)->counter)
#define atomic_set(v, i)	((v)->counter = (i))

static inline void atomic_inc(atomic_t *v)
{
	__asm__ __volatile__("incl %0" : "+m"(v->counter) : : "cc");
}

static inline void atomic_dec(atomic_t *v)
{
	__asm__ __volatile__("decl %0" : "+m"(v->counter) : : "cc");
}

/* True when the counter became zero. */
static inline int atomic_dec_and_test(atomic_t *v)
{
	unsigned char zero;

	__asm__ __volatile__("decl %0; sete %1"
			     : "+m"(v->counter), "=qm"(zero)
			     : : "memory", "cc");
	return zero;
}

#endif
