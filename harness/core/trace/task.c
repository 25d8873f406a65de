/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Which task_struct has which pid and name: read as each is switched to. */
#include "trace/trace.h"

/* No side effects: the guest's tables keep their accessed bits. */
bool core_peek(struct core *c, uint32_t vaddr, void *to, uint32_t bytes)
{
	struct paging p = paging_now(c);
	uint8_t *out = to;

	while (bytes) {
		uint32_t part = PAGE_SIZE - (vaddr & PAGE_MASK);
		struct walk w = walk_page(c, &p, vaddr, false);

		if (part > bytes)
			part = bytes;
		if (w.status != WALK_OK || w.page >= c->ram_bytes)
			return false;
		memcpy(out, c->ram + w.page + (vaddr & PAGE_MASK), part);
		vaddr += part;
		out += part;
		bytes -= part;
	}
	return true;
}

static void name_task(struct core *c, const struct trace_task *task)
{
	struct event e = {
	    .instruction = core_now(c),
	    .kind = EV_TASK,
	    .eip = task->pid,
	    .current = task->task,
	};

	memcpy(&e.a, task->comm, COMM_BYTES);
	trace_event(c, &e);
}

static bool read_task(struct core *c, uint32_t task, struct trace_task *now)
{
	const struct trace *t = c->trace;

	*now = (struct trace_task){.task = task};
	return t->comm_at && task &&
	       core_peek(c, task + t->pid_at, &now->pid, 4) &&
	       core_peek(c, task + t->comm_at, now->comm, COMM_BYTES);
}

/* A task that is new, or has another name or pid than when it was seen. */
static void learn(struct core *c, const struct trace_task *now)
{
	struct trace_task *known = &c->trace->tasks[trace_task_slot(now->task)];

	if (!memcmp(known, now, sizeof(*now)))
		return;
	*known = *now;
	name_task(c, now);
}

void trace_learn_task(struct core *c, uint32_t task)
{
	struct trace_task now;

	if (read_task(c, task, &now))
		learn(c, &now);
}

/*
 * The task that runs from here on.  A task_struct is used again after its
 * task is gone, and execve renames: both are seen at the next switch to it.
 */
void trace_meet_task(struct core *c, uint32_t task)
{
	struct trace *t = c->trace;
	struct trace_task now;

	if (!read_task(c, task, &now))
		return;
	learn(c, &now);
	if (t->filter.used)
		trace_fit_task(t, &now);
}
