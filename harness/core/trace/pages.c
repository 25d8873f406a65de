/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What memory held: at first all of it, then of each chunk the pages that
 * were stored to, as they are at its end.  With the stores that are recorded
 * this gives memory as it was at any instruction.
 */
#include "trace/full.h"

static bool is_zero(const uint8_t *page)
{
	static const uint8_t zeros[PAGE_SIZE];

	return !memcmp(page, zeros, PAGE_SIZE);
}

/* The first time, every page that holds anything counts as stored to. */
static void mark_all(struct core *c, struct trace_full *f)
{
	uint64_t page;

	for (page = 0; page < c->ram_bytes >> PAGE_SHIFT; page++)
		if (!is_zero(c->ram + (page << PAGE_SHIFT)))
			f->lines[page] = UINT64_MAX;
}

static size_t count_marked(struct core *c, const struct trace_full *f)
{
	uint64_t page;
	size_t n = 0;

	for (page = 0; page < c->ram_bytes >> PAGE_SHIFT; page++)
		n += f->lines[page] != 0;
	return n;
}

static void copy_marked(struct core *c, struct trace_full *f, char *numbers,
			char *lines, char *bytes)
{
	uint64_t page;

	for (page = 0; page < c->ram_bytes >> PAGE_SHIFT; page++) {
		uint32_t number = (uint32_t)page;

		if (!f->lines[page])
			continue;
		memcpy(numbers, &number, 4);
		memcpy(lines, &f->lines[page], 8);
		memcpy(bytes, c->ram + (page << PAGE_SHIFT), PAGE_SIZE);
		numbers += 4;
		lines += 8;
		bytes += PAGE_SIZE;
		f->lines[page] = 0;
	}
}

/* (numbers, lines, bytes) of the pages stored to since the last call. */
PyObject *trace_full_pages(struct core *c)
{
	struct trace_full *f = c->trace->full;
	PyObject *numbers, *lines, *bytes;
	Py_ssize_t n;

	if (!f)
		return Py_BuildValue("y#y#y#", "", (Py_ssize_t)0, "",
				     (Py_ssize_t)0, "", (Py_ssize_t)0);
	if (!f->began)
		mark_all(c, f);
	f->began = true;
	n = (Py_ssize_t)count_marked(c, f);
	numbers = PyBytes_FromStringAndSize(NULL, n * 4);
	lines = PyBytes_FromStringAndSize(NULL, n * 8);
	bytes = PyBytes_FromStringAndSize(NULL, n * PAGE_SIZE);
	if (numbers && lines && bytes) {
		copy_marked(c, f, PyBytes_AS_STRING(numbers),
			    PyBytes_AS_STRING(lines), PyBytes_AS_STRING(bytes));
		return Py_BuildValue("NNN", numbers, lines, bytes);
	}
	Py_XDECREF(numbers);
	Py_XDECREF(lines);
	Py_XDECREF(bytes);
	return NULL;
}

/* Registers at the chunk's start; trace-format.md has their order. */
PyObject *trace_full_state(struct core *c)
{
	struct trace_full *f = c->trace->full;

	if (!f)
		return PyBytes_FromStringAndSize("", 0);
	return PyBytes_FromStringAndSize((const char *)&f->first,
					 sizeof(f->first));
}

/* Registers as they are: what a chunk starts from. */
void trace_full_begin(struct core *c)
{
	struct trace_full *f = c->trace->full;
	const struct live *l = f->live;
	uint32_t *out = f->first.control;
	int i;

	trace_full_look(c);
	memcpy(f->first.regs, f->now, sizeof(f->now));
	*out++ = (uint32_t)l->cr[0];
	*out++ = (uint32_t)l->cr[2];
	*out++ = (uint32_t)l->cr[4];
	/* LDT, TR, GDT, IDT */
	for (i = 0; i < 4; i++) {
		*out++ = l->tables[i].selector;
		*out++ = (uint32_t)l->tables[i].base;
		*out++ = l->tables[i].limit;
	}
}

/* A fault's walk may have set an accessed bit that no fill has seen. */
void trace_full_fault(struct core *c, uint32_t vaddr)
{
	struct paging p = paging_now(c);
	struct walk w = walk_page(c, &p, vaddr, false);
	uint64_t *lines = c->trace->full->lines;

	if (w.has_dir && w.dir_at < c->ram_bytes)
		lines[w.dir_at >> PAGE_SHIFT] |= 1ull << (w.dir_at >> 6 & 63);
	if (w.leaf_at < c->ram_bytes)
		lines[w.leaf_at >> PAGE_SHIFT] |= 1ull << (w.leaf_at >> 6 & 63);
}
