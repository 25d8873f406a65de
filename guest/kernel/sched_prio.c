/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Priorities, time slices, and the two arrays. */
#include <linux/kernel.h>
#include "sched.h"

#define MIN_TIMESLICE	(5 * HZ / 1000 ? 5 * HZ / 1000 : 1)
#define DEF_TIMESLICE	(100 * HZ / 1000)
#define MAX_USER_PRIO	(MAX_PRIO - MAX_RT_PRIO)
/* Sleep that earns the whole bonus, and its size in levels, up and down. */
#define MAX_SLEEP_AVG	HZ
#define MAX_BONUS	10

/* 5 ms at nice 19, 100 ms at nice 0, 800 ms at nice -20. */
unsigned int task_timeslice(const struct task_struct *p)
{
	unsigned int base = DEF_TIMESLICE;

	if (p->static_prio < NICE_TO_PRIO(0))
		base *= 4;
	return max_t(unsigned int, MIN_TIMESLICE,
		     base * (MAX_PRIO - p->static_prio) / (MAX_USER_PRIO / 2));
}

static int current_bonus(const struct task_struct *p)
{
	return p->sleep_avg * MAX_BONUS / MAX_SLEEP_AVG;
}

/* Who slept much lately goes up to 5 levels up, who ran, as much down. */
int effective_prio(const struct task_struct *p)
{
	int prio = p->static_prio - (current_bonus(p) - MAX_BONUS / 2);

	if (prio < MAX_RT_PRIO)
		return MAX_RT_PRIO;
	return prio < MAX_PRIO ? prio : MAX_PRIO - 1;
}

void enqueue_task(struct task_struct *p, struct prio_array *array)
{
	list_add_tail(&p->run_list, array->queue + p->prio);
	__set_bit(p->prio, array->bitmap);
	array->nr_active++;
	p->array = array;
}

void dequeue_task(struct task_struct *p, struct prio_array *array)
{
	array->nr_active--;
	list_del(&p->run_list);
	if (list_empty(array->queue + p->prio))
		__clear_bit(p->prio, array->bitmap);
}

/*
 * A task comes back from sleep: how long it was away counts for it, and more
 * so the less it had, so that a sleeper soon gets ahead of who computes.
 */
void activate_task(struct runqueue *rq, struct task_struct *p)
{
	unsigned long slept = jiffies - p->last_switch;

	slept *= MAX_BONUS - current_bonus(p);
	p->sleep_avg = min_t(unsigned long, MAX_SLEEP_AVG,
			     p->sleep_avg + slept);
	p->prio = effective_prio(p);
	enqueue_task(p, rq->active);
	rq->nr_running++;
}

void deactivate_task(struct runqueue *rq, struct task_struct *p)
{
	rq->nr_running--;
	dequeue_task(p, p->array);
	p->array = NULL;
}

static int first_prio(const struct prio_array *array)
{
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(array->bitmap); i++)
		if (array->bitmap[i])
			return i * BITS_PER_LONG + __ffs(array->bitmap[i]);
	BUG();
}

struct task_struct *pick_next_task(struct runqueue *rq)
{
	struct prio_array *array = rq->active;

	if (!rq->nr_running)
		return rq->idle;
	if (!array->nr_active) {
		rq->active = rq->expired;
		rq->expired = array;
		rq->expired_timestamp = 0;
		array = rq->active;
	}
	return list_entry(array->queue[first_prio(array)].next,
			  struct task_struct, run_list);
}
