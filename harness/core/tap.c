/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What a tap is told: a probe of the checks, which all ask the same first.
 * Tasks lie in the direct map, and so do stacks unless they are guarded.
 */
#include "core.h"

#define ARGUMENTS 4

static bool read_by_walk(struct core *c, uint32_t vaddr, uint32_t *word)
{
	struct paging p = paging_now(c);
	struct walk w;

	if (c->tapped.cr3)
		p.cr3 = c->tapped.cr3;
	w = walk_page(c, &p, vaddr, false);
	if (w.status != WALK_OK || w.page >= c->ram_bytes ||
	    (vaddr & PAGE_MASK) > PAGE_SIZE - 4)
		return false;
	memcpy(word, c->ram + w.page + (vaddr & PAGE_MASK), 4);
	return true;
}

static bool read_word(struct core *c, uint32_t vaddr, uint32_t *word)
{
	uint32_t phys = vaddr - c->tapped.page_offset;

	if (vaddr < c->tapped.page_offset)
		return false;
	if (phys >= c->tapped.direct_bytes || c->tapped.direct_bytes - phys < 4)
		return read_by_walk(c, vaddr, word);
	memcpy(word, c->ram + phys, 4);
	return true;
}

/* Nothing may be mapped above the stack that a thread begins at the top of. */
static uint32_t word_on_stack(struct core *c, uint32_t esp, uint32_t at)
{
	uint32_t word;

	if ((esp ^ at) & -c->tapped.thread_bytes || !read_word(c, at, &word))
		return 0;
	return word;
}

/* False where ESP is in no task's kernel stack: there is nothing to tell. */
bool tap_call(struct core *c, PyObject *callable, PyObject **result)
{
	uint32_t esp = reg_get(c, UC_X86_REG_ESP), task, pid, w[1 + ARGUMENTS];
	uint32_t i;

	if (!read_word(c, (esp & -c->tapped.thread_bytes) + c->tapped.task_at,
		       &task) ||
	    !read_word(c, task + c->tapped.pid_at, &pid))
		return false;
	for (i = 0; i < 1 + ARGUMENTS; i++)
		w[i] = word_on_stack(c, esp, esp + 4 * i);
	*result = PyObject_CallFunction(
	    callable, "KIIIII(IIII)", (unsigned long long)core_now(c), task,
	    pid, esp, reg_get(c, UC_X86_REG_EAX), w[0], w[1], w[2], w[3], w[4]);
	return true;
}

static PyObject *set_tap_places(PyObject *self, PyObject *args)
{
	struct core *c = (struct core *)self;
	struct tap_places t;

	if (!PyArg_ParseTuple(args, "IIIIII:set_tap_places", &t.page_offset,
			      &t.direct_bytes, &t.cr3, &t.thread_bytes,
			      &t.task_at, &t.pid_at))
		return NULL;
	if (t.direct_bytes > c->ram_bytes ||
	    t.thread_bytes & (t.thread_bytes - 1)) {
		PyErr_SetString(PyExc_ValueError,
				"a direct map of RAM and stacks of a power of "
				"two are wanted");
		return NULL;
	}
	c->tapped = t;
	Py_RETURN_NONE;
}

PyMethodDef tap_methods[] = {
    {"set_tap_places", set_tap_places, METH_VARARGS,
     "set_tap_places(page offset, bytes mapped there, the kernel's CR3 or 0 "
     "for any, size of a stack, offset of the task at its foot, offset of the "
     "pid in that)"},
    {NULL},
};
