/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The TLB model as Python starts it, reads it and stops it. */
#include "tlb/tlb.h"

void tlb_close(struct core *c)
{
	struct tlb *t = c->tlb;
	int i;

	c->tlb = NULL;
	c->modelling = false;
	if (!t)
		return;
	if (t->hook)
		uc_hook_del(c->uc, t->hook);
	for (i = 0; i < t->array_count; i++)
		free(t->arrays[i].entries);
	free(t->pdes);
	free(t->rows);
	free(t->place);
	free(t);
}

/* One row of the geometry: level, fetch, data, small, large, entries, ways. */
static bool add_array(struct tlb *t, PyObject *given)
{
	struct tlb_array *a = &t->arrays[t->array_count];
	unsigned int entries;
	int fetch, data, small, large;

	if (!PyArg_ParseTuple(given, "ippppII:array", &a->level, &fetch, &data,
			      &small, &large, &entries, &a->ways))
		return false;
	if (a->level < 1 || a->level > 2 || !a->ways || entries % a->ways ||
	    !entries || entries > 1u << 16) {
		PyErr_SetString(PyExc_ValueError,
				"an array has level 1 or 2, and entries in "
				"whole ways, at most 65536");
		return false;
	}
	a->fetch = fetch;
	a->data = data;
	a->small = small;
	a->large = large;
	if (!tlb_array_open(a, entries)) {
		PyErr_NoMemory();
		return false;
	}
	t->array_count++;
	return true;
}

static bool add_arrays(struct tlb *t, PyObject *given)
{
	Py_ssize_t i, count = PySequence_Size(given);

	if (count < 0)
		return false;
	if (count > TLB_ARRAYS) {
		PyErr_Format(PyExc_ValueError, "at most %d arrays", TLB_ARRAYS);
		return false;
	}
	for (i = 0; i < count; i++) {
		PyObject *row = PySequence_GetItem(given, i);
		bool good = row && add_array(t, row);

		Py_XDECREF(row);
		if (!good)
			return false;
	}
	return true;
}

static bool set_classes(struct tlb *t, const char *classes, Py_ssize_t bytes)
{
	Py_ssize_t i;

	for (i = 0; i < bytes; i++)
		if ((uint8_t)classes[i] >= TLB_CLASSES)
			break;
	if (bytes != (Py_ssize_t)sizeof(t->classes) || i < bytes) {
		PyErr_Format(PyExc_ValueError,
			     "classes are %zu bytes below %d, one a MiB, twice",
			     sizeof(t->classes), TLB_CLASSES);
		return false;
	}
	memcpy(t->classes, classes, sizeof(t->classes));
	return true;
}

static bool reserve(struct core *c)
{
	struct tlb *t = calloc(1, sizeof(*t));

	c->tlb = t;
	if (t) {
		t->rows = calloc(TLB_ROWS, sizeof(*t->rows));
		t->place =
		    calloc(c->ram_bytes >> PAGE_SHIFT, sizeof(*t->place));
	}
	if (t && t->rows && t->place)
		return true;
	PyErr_NoMemory();
	return false;
}

/* The guest's translations start afresh, so that every one is seen. */
static bool begin(struct core *c, uint32_t task)
{
	struct tlb *t = c->tlb;

	t->row = t->rows;
	t->row_count = 1;
	t->row_of[0] = 1;
	t->paging = paging_now(c);
	tlb_choose_classes(t);
	t->large_shift = t->paging.cr4 & CR4_PAE ? 21 : 22;
	t->tag = t->tagged ? t->paging.cr3 : 0;
	tlb_task(c, task);
	if (uc_hook_add(c->uc, &t->hook, UC_HOOK_MEM_READ | UC_HOOK_MEM_WRITE,
			(void *)tlb_on_memory, c, (uint64_t)1,
			(uint64_t)0) != UC_ERR_OK) {
		PyErr_SetString(PyExc_RuntimeError, "Unicorn took no hook");
		return false;
	}
	c->modelling = true;
	mmu_forget_code(c);
	return true;
}

static PyObject *tlb_start(PyObject *self, PyObject *args)
{
	struct core *c = (struct core *)self;
	unsigned int pdes, task, pid_at, comm_at, kernel_cr3;
	int tagged, honours_global;
	Py_ssize_t class_bytes;
	const char *classes;
	PyObject *arrays;

	if (!PyArg_ParseTuple(args, "OppIy#IIII:tlb_start", &arrays, &tagged,
			      &honours_global, &pdes, &classes, &class_bytes,
			      &kernel_cr3, &task, &pid_at, &comm_at))
		return NULL;
	if (c->tlb || c->running) {
		PyErr_SetString(PyExc_RuntimeError,
				"a TLB model starts between runs, one at a "
				"time");
		return NULL;
	}
	if (!reserve(c) || !add_arrays(c->tlb, arrays) ||
	    !set_classes(c->tlb, classes, class_bytes))
		goto fail;
	c->tlb->tagged = tagged;
	c->tlb->honours_global = honours_global;
	c->tlb->kernel_cr3 = kernel_cr3;
	c->tlb->pid_at = pid_at;
	c->tlb->comm_at = comm_at;
	if (pdes) {
		c->tlb->pdes = calloc(pdes, sizeof(*c->tlb->pdes));
		if (!c->tlb->pdes) {
			PyErr_NoMemory();
			goto fail;
		}
		c->tlb->pde_count = pdes;
	}
	if (!begin(c, task))
		goto fail;
	Py_RETURN_NONE;
fail:
	tlb_close(c);
	return NULL;
}

static bool started(struct core *c)
{
	if (!c->tlb)
		PyErr_SetString(PyExc_RuntimeError, "no TLB model was started");
	return c->tlb;
}

static PyObject *tlb_read(PyObject *self, PyObject *unused)
{
	struct core *c = (struct core *)self;
	struct tlb_totals *n;

	(void)unused;
	if (!started(c))
		return NULL;
	tlb_settle(c, reg_get(c, UC_X86_REG_EIP));
	n = &c->tlb->totals;
	return Py_BuildValue(
	    "(KKKKKKKKK)y#", n->loads, n->reloads, n->flushes, n->dropped,
	    n->invlpgs, n->pdptes, n->stale, n->guessed, n->unseen,
	    c->tlb->rows,
	    (Py_ssize_t)(c->tlb->row_count * sizeof(*c->tlb->rows)));
}

/* What tlb_refer() can be told besides enum access. */
enum { REFER_CR3 = 3, REFER_INVLPG };

static bool refer(struct core *c, uint32_t vaddr, uint32_t what)
{
	if (what < TLB_KINDS) {
		tlb_reference(c, vaddr, what, PPN_UNKNOWN);
	} else if (what == REFER_CR3) {
		reg_set(c, UC_X86_REG_CR3, vaddr);
		tlb_control(c, true);
	} else if (what == REFER_INVLPG) {
		c->tlb->totals.invlpgs++;
		tlb_drop_page(c->tlb, vaddr);
	} else {
		return false;
	}
	return true;
}

/* Somebody else's references, pairs of words: no run feeds the model then. */
static PyObject *tlb_refer(PyObject *self, PyObject *args)
{
	struct core *c = (struct core *)self;
	Py_buffer words;
	const uint32_t *at;
	Py_ssize_t i;

	if (!started(c) || !PyArg_ParseTuple(args, "y*:tlb_refer", &words))
		return NULL;
	at = words.buf;
	for (i = 0; i + 8 <= words.len; i += 8, at += 2)
		if (!refer(c, at[0], at[1]))
			break;
	PyBuffer_Release(&words);
	if (i != words.len) {
		PyErr_SetString(PyExc_ValueError,
				"references are pairs of words: an address, "
				"and 0 to 4");
		return NULL;
	}
	Py_RETURN_NONE;
}

static PyObject *tlb_stop(PyObject *self, PyObject *unused)
{
	struct core *c = (struct core *)self;

	(void)unused;
	if (c->running) {
		PyErr_SetString(PyExc_RuntimeError,
				"a TLB model stops between runs");
		return NULL;
	}
	tlb_close(c);
	/* Blocks were translated with calls to the hook in them. */
	mmu_forget_code(c);
	Py_RETURN_NONE;
}

PyMethodDef tlb_methods[] = {
    {"tlb_start", tlb_start, METH_VARARGS,
     "tlb_start(arrays, tagged, global, pdes, classes, kernel CR3, task, pid "
     "offset, comm offset)"},
    {"tlb_read", tlb_read, METH_NOARGS,
     "tlb_read() -> (totals, rows): what was counted since the start"},
    {"tlb_refer", tlb_refer, METH_VARARGS,
     "tlb_refer(words): pairs (address, read 0, write 1, fetch 2, CR3 3, "
     "invlpg 4)"},
    {"tlb_stop", tlb_stop, METH_NOARGS, "tlb_stop(): forget the model"},
    {NULL},
};
