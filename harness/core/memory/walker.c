/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Walkers of other forms: chosen from Python, asked by walk_page(). */
#include "memory/walker.h"

/* Bits of a Python walker's answer, those of translate(). */
#define SAYS_WRITABLE 0x2u
#define SAYS_USER 0x4u
#define SAYS_NX 0x100u
#define PTE_A 0x20u
#define PTE_D 0x40u

/* A run ends with it; who looks from outside finds nothing mapped. */
static void complain(struct core *c)
{
	if (c->running)
		core_store_error(c);
	else
		PyErr_Clear();
}

/* (frame, flags, physical address of the byte with A and D, or None) */
static void understand(struct core *c, PyObject *answer, struct walk *w)
{
	unsigned long long page;
	unsigned int says;
	PyObject *leaf;

	if (!PyArg_ParseTuple(answer, "KIO:walker", &page, &says, &leaf))
		return;
	w->status = WALK_OK;
	w->page = page & ~(uint64_t)PAGE_MASK;
	w->writable = says & SAYS_WRITABLE;
	w->user = says & SAYS_USER;
	w->nx = says & SAYS_NX;
	w->accessed = w->dirty = true;
	if (leaf != Py_None) {
		w->leaf_at = PyLong_AsUnsignedLongLong(leaf);
		if (PyErr_Occurred())
			return;
		if (w->leaf_at >= c->ram_bytes) {
			PyErr_SetString(PyExc_ValueError,
					"a walker's leaf is outside RAM");
			return;
		}
		w->accessed = c->ram[w->leaf_at] & PTE_A;
		w->dirty = c->ram[w->leaf_at] & PTE_D;
	}
}

static void ask_python(struct core *c, const struct paging *p, uint32_t vaddr,
		       struct walk *w)
{
	PyObject *answer =
	    PyObject_CallFunction(c->walker->callable, "II", vaddr, p->cr3);

	w->reads = 1;
	if (answer && answer != Py_None && !PyTuple_Check(answer))
		PyErr_SetString(PyExc_TypeError,
				"a walker answers None or a tuple");
	else if (answer && answer != Py_None)
		understand(c, answer, w);
	if (PyErr_Occurred()) {
		w->status = WALK_ABSENT;
		complain(c);
	}
	Py_XDECREF(answer);
}

bool walker_answers(struct core *c, const struct paging *p, uint32_t vaddr,
		    struct walk *w)
{
	if (vaddr < c->walker->tree_below)
		return false;
	if (c->walker->callable)
		ask_python(c, p, vaddr, w);
	else
		walk_hashed(c, p, vaddr, w);
	return true;
}

/* What our fill is about to give, and what it refuses. */
void walker_filled(struct core *c, uint32_t vaddr, const struct walk *w)
{
	shadow_note(c, vaddr, w);
}

void walker_refused(struct core *c, uint32_t vaddr)
{
	c->walker->refused = vaddr;
}

uint32_t walker_cr3(struct core *c, uint32_t cr3)
{
	return c->walker->shadowed ? c->walker->cr3 : cr3;
}

void walker_close(struct core *c)
{
	if (!c->walker)
		return;
	shadow_close(c);
	Py_CLEAR(c->walker->callable);
	free(c->walker);
	c->walker = NULL;
}

static bool start(struct core *c)
{
	if (c->running) {
		PyErr_SetString(PyExc_RuntimeError,
				"the form of page tables changes between runs");
		return false;
	}
	walker_close(c);
	mmu_forget_code(c);
	c->walker = calloc(1, sizeof(*c->walker));
	if (!c->walker || !shadow_open(c)) {
		walker_close(c);
		PyErr_NoMemory();
		return false;
	}
	return true;
}

static PyObject *walker_hashed(PyObject *self, PyObject *args)
{
	struct core *c = (struct core *)self;
	struct hashed h;
	unsigned int below;

	if (!PyArg_ParseTuple(args, "IIII:walker_hashed", &h.table, &h.buckets,
			      &h.kernel, &below))
		return NULL;
	if (!h.buckets || h.buckets & (h.buckets - 1)) {
		PyErr_SetString(PyExc_ValueError,
				"a hashed table has a power of two of groups");
		return NULL;
	}
	if (!start(c))
		return NULL;
	c->walker->hashed = h;
	c->walker->tree_below = below;
	Py_RETURN_NONE;
}

static PyObject *walker_python(PyObject *self, PyObject *args)
{
	struct core *c = (struct core *)self;
	PyObject *callable;
	unsigned int below;

	if (!PyArg_ParseTuple(args, "OI:walker_python", &callable, &below))
		return NULL;
	if (!PyCallable_Check(callable)) {
		PyErr_SetString(PyExc_TypeError, "a walker is a callable");
		return NULL;
	}
	if (!start(c))
		return NULL;
	c->walker->callable = Py_NewRef(callable);
	c->walker->tree_below = below;
	Py_RETURN_NONE;
}

static PyObject *walker_none(PyObject *self, PyObject *unused)
{
	struct core *c = (struct core *)self;

	(void)unused;
	if (c->running) {
		PyErr_SetString(PyExc_RuntimeError,
				"the form of page tables changes between runs");
		return NULL;
	}
	walker_close(c);
	mmu_forget_code(c);
	Py_RETURN_NONE;
}

PyMethodDef walker_methods[] = {
    {"walker_hashed", walker_hashed, METH_VARARGS,
     "walker_hashed(table, buckets, kernel start, tree below)"},
    {"walker_python", walker_python, METH_VARARGS,
     "walker_python(callable, tree below): it is asked (address, CR3) and "
     "answers None or (frame, flags, leaf or None)"},
    {"walker_none", walker_none, METH_NOARGS,
     "walker_none(): the processor's own form again"},
    {NULL},
};
