/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Taking and restoring RAM.  RAM is a private mapping of the image taken or
 * restored last, so that going back to it copies or drops the pages that were
 * written and touches no others.
 */
#define _GNU_SOURCE
#include "memory/revert.h"

#include <fcntl.h>
#include <sys/mman.h>
#include <unistd.h>

#define PAGEMAP_PRESENT (1ull << 63)
#define PAGEMAP_SWAPPED (1ull << 62)
#define PAGEMAP_FILE (1ull << 61)
/* Marked pages this near to each other are looked up in one read. */
#define RUN_GAP 64u
#define RUN_PAGES 2048u

static bool is_zero(const uint8_t *page)
{
	static const uint8_t zeros[PAGE_SIZE];

	return !memcmp(page, zeros, PAGE_SIZE);
}

/* Page states from /proc/self/pagemap; all "written" where there is none. */
static void page_states(int pagemap, const uint8_t *at, uint64_t *states,
			size_t count)
{
	off_t offset = (off_t)(((uintptr_t)at >> PAGE_SHIFT) * 8);
	ssize_t bytes = (ssize_t)(count * 8);

	if (pagemap < 0 || pread(pagemap, states, count * 8, offset) != bytes)
		memset(states, 0xff, count * 8);
}

static bool is_touched(uint64_t state)
{
	return state & (PAGEMAP_PRESENT | PAGEMAP_SWAPPED);
}

/* Present and not the file's own page: a private copy. */
static bool is_written(uint64_t state)
{
	if (state == UINT64_MAX || state & PAGEMAP_SWAPPED)
		return true;
	return state & PAGEMAP_PRESENT && !(state & PAGEMAP_FILE);
}

static struct ram_image *base_of(struct core *c)
{
	return c->base ? image_get(c->base) : NULL;
}

/* Only pages that were touched, or were in the last image, can hold data. */
static void find_data(struct core *c, struct ram_image *image, int pagemap)
{
	struct ram_image *base = base_of(c);
	uint64_t states[RUN_PAGES], total = image_page_count(c->ram_bytes), at,
				    i;

	for (at = 0; at < total; at += RUN_PAGES) {
		uint64_t n = total - at < RUN_PAGES ? total - at : RUN_PAGES;

		page_states(pagemap, c->ram + (at << PAGE_SHIFT), states, n);
		for (i = at; i < at + n; i++)
			if (is_touched(states[i - at]) ||
			    (base && base->has[i]))
				image->has[i] =
				    !is_zero(c->ram + (i << PAGE_SHIFT));
	}
}

static bool map_image(struct core *c, PyObject *capsule)
{
	struct ram_image *image = image_get(capsule);

	if (mmap(c->ram, c->ram_bytes, PROT_READ | PROT_WRITE,
		 MAP_PRIVATE | MAP_FIXED | MAP_NORESERVE, image->fd,
		 0) == MAP_FAILED) {
		PyErr_SetFromErrno(PyExc_OSError);
		return false;
	}
	Py_XSETREF(c->base, Py_NewRef(capsule));
	return true;
}

static PyObject *save_ram(PyObject *self, PyObject *unused)
{
	struct core *c = (struct core *)self;
	struct ram_image *image;
	PyObject *capsule;
	int pagemap;

	(void)unused;
	if (!core_at_rest(c))
		return NULL;
	image = image_make(c->ram_bytes);
	capsule = image ? image_wrap(image) : NULL;
	if (!capsule)
		return NULL;
	pagemap = open("/proc/self/pagemap", O_RDONLY | O_CLOEXEC);
	find_data(c, image, pagemap);
	if (pagemap >= 0)
		close(pagemap);
	if (!image_fill(image, c->ram) || !map_image(c, capsule))
		Py_CLEAR(capsule);
	return capsule;
}

/* Translations of this page, if it is going to change. */
static void consider(struct core *c, const struct ram_image *image,
		     uint64_t page, struct drops *drops)
{
	uint64_t at = page << PAGE_SHIFT;

	if (drops->count < DROP_LIMIT &&
	    memcmp(c->ram + at, image->view + at, PAGE_SIZE))
		drops->pages[drops->count++] = at;
}

static uint64_t run_end(struct core *c, uint64_t first)
{
	uint64_t total = image_page_count(c->ram_bytes), last = first, at;

	for (at = first; at < total && at - first < RUN_PAGES; at++) {
		if (c->code_pages[at])
			last = at;
		else if (at - last > RUN_GAP)
			break;
	}
	return last + 1;
}

static uint64_t next_mark(struct core *c, uint64_t at)
{
	uint64_t total = image_page_count(c->ram_bytes), word;

	for (; at < total && at % 8; at++)
		if (c->code_pages[at])
			return at;
	for (; at + 8 <= total; at += 8) {
		memcpy(&word, c->code_pages + at, 8);
		if (word)
			break;
	}
	while (at < total && !c->code_pages[at])
		at++;
	return at;
}

static void find_changed_code(struct core *c, const struct ram_image *image,
			      struct drops *drops)
{
	bool same = base_of(c) == image;
	int pagemap =
	    same ? open("/proc/self/pagemap", O_RDONLY | O_CLOEXEC) : -1;
	uint64_t states[RUN_PAGES], total = image_page_count(c->ram_bytes);
	uint64_t at, end, i;

	for (at = next_mark(c, 0); at < total; at = next_mark(c, end)) {
		end = run_end(c, at);
		page_states(pagemap, c->ram + (at << PAGE_SHIFT), states,
			    end - at);
		for (i = at; i < end; i++)
			if (c->code_pages[i] && is_written(states[i - at]))
				consider(c, image, i, drops);
	}
	if (pagemap >= 0)
		close(pagemap);
}

static void drop_changed_code(struct core *c, const struct drops *drops)
{
	size_t i;

	if (drops->count == DROP_LIMIT)
		mmu_forget_code(c);
	else
		for (i = 0; i < drops->count; i++)
			mmu_drop_code(c, drops->pages[i]);
	uc_ctl_flush_tlb(c->uc);
}

static bool go_back(struct core *c, const struct ram_image *image,
		    PyObject *capsule, struct drops *drops)
{
	bool same = base_of(c) == image;

	if (same && revert_by_copying(c, image, drops))
		return true;
	find_changed_code(c, image, drops);
	if (!same)
		return map_image(c, capsule);
	if (!madvise(c->ram, c->ram_bytes, MADV_DONTNEED))
		return true;
	PyErr_SetFromErrno(PyExc_OSError);
	return false;
}

static PyObject *load_ram(PyObject *self, PyObject *capsule)
{
	struct core *c = (struct core *)self;
	struct ram_image *image = image_get(capsule);
	struct drops drops = {.count = 0};

	if (!image || !core_at_rest(c))
		return NULL;
	if (image->bytes != c->ram_bytes) {
		PyErr_Format(PyExc_ValueError,
			     "an image of %llu bytes does not fit RAM of %llu",
			     (unsigned long long)image->bytes,
			     (unsigned long long)c->ram_bytes);
		return NULL;
	}
	if (!go_back(c, image, capsule, &drops))
		return NULL;
	drop_changed_code(c, &drops);
	Py_RETURN_NONE;
}

PyMethodDef ram_methods[] = {
    {"save_ram", save_ram, METH_NOARGS,
     "save_ram() -> image: what physical memory holds"},
    {"load_ram", load_ram, METH_O,
     "load_ram(image): make physical memory what it was"},
    {NULL},
};
