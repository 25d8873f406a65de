/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The copy that Unicorn's walker reads when it is to raise a fault in a form
 * of tables that it does not know.
 *
 * It holds what our fill gave lately.  Whatever the faulting instruction
 * reached before it faulted is therefore in it; before each use, what the
 * guest has unmapped since is taken out.  A page that is missing in it though
 * the guest may go there makes a fault that nobody but us sees: the page is
 * put in, and the instruction begins again.
 */
#define _GNU_SOURCE
#include "memory/walker.h"

#include <sys/mman.h>

#define PTE_P 0x1u
#define PTE_W 0x2u
#define PTE_U 0x4u
#define PTE_A 0x20u
#define PTE_D 0x40u
#define ERROR_W 0x2u
#define ERROR_U 0x4u

bool shadow_open(struct core *c)
{
	struct walker *k = c->walker;
	uint32_t i;
	void *copy = mmap(NULL, SHADOW_BYTES, PROT_READ | PROT_WRITE,
			  MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);

	if (copy == MAP_FAILED)
		return false;
	k->shadow = copy;
	for (i = 0; i < 1024; i++)
		k->shadow[i] = (SHADOW_AT + PAGE_SIZE * (i + 1)) | PTE_P |
			       PTE_W | PTE_U | PTE_A;
	return uc_mem_map_ptr(c->uc, SHADOW_AT, SHADOW_BYTES,
			      UC_PROT_READ | UC_PROT_WRITE, copy) == UC_ERR_OK;
}

void shadow_close(struct core *c)
{
	if (!c->walker->shadow)
		return;
	uc_mem_unmap(c->uc, SHADOW_AT, SHADOW_BYTES);
	munmap(c->walker->shadow, SHADOW_BYTES);
}

static uint32_t *slot(struct walker *k, uint32_t page)
{
	return &k->shadow[1024 + page];
}

/* A store to a page that is not dirty must fault, to be marked. */
static uint32_t entry_of(const struct walk *w)
{
	return (uint32_t)w->page | PTE_P | PTE_A |
	       (w->writable && w->dirty ? PTE_W | PTE_D : 0) |
	       (w->user ? PTE_U : 0);
}

static void forget_all(struct walker *k)
{
	while (k->note_count)
		*slot(k, k->notes[--k->note_count]) = 0;
}

void shadow_note(struct core *c, uint32_t vaddr, const struct walk *w)
{
	struct walker *k = c->walker;
	uint32_t page = vaddr >> PAGE_SHIFT;

	if (!*slot(k, page)) {
		if (k->note_count == SHADOW_NOTES)
			forget_all(k);
		k->notes[k->note_count++] = page;
	}
	*slot(k, page) = entry_of(w);
}

static void follow(struct core *c)
{
	struct walker *k = c->walker;
	struct paging p = paging_now(c);
	uint32_t i, kept = 0, count = k->note_count;

	for (i = 0; i < count; i++) {
		uint32_t page = k->notes[i];
		struct walk w = walk_page(c, &p, page << PAGE_SHIFT, false);

		*slot(k, page) = 0;
		if (w.status != WALK_OK)
			continue;
		*slot(k, page) = entry_of(&w);
		k->notes[kept++] = page;
	}
	k->note_count = kept;
}

static void put_in(struct core *c, uint32_t vaddr)
{
	struct paging p = paging_now(c);
	struct walk w = walk_page(c, &p, vaddr, false);

	if (w.status == WALK_OK)
		shadow_note(c, vaddr, &w);
}

static void look_at_copy(struct core *c)
{
	struct walker *k = c->walker;

	k->cr3 = reg_get(c, UC_X86_REG_CR3);
	k->cr2 = reg_get(c, UC_X86_REG_CR2);
	k->shadowed = true;
	reg_set(c, UC_X86_REG_CR3, SHADOW_AT);
}

void walker_begin_detour(struct core *c)
{
	follow(c);
	put_in(c, c->walker->refused);
	look_at_copy(c);
}

void walker_end_detour(struct core *c)
{
	if (!c->walker->shadowed)
		return;
	c->walker->shadowed = false;
	reg_set(c, UC_X86_REG_CR3, c->walker->cr3);
}

/* Whether the fault that Unicorn raised is only the copy's; then go on. */
bool walker_absorbs(struct core *c, uint32_t vector, uint32_t error)
{
	enum access kind = error & ERROR_W ? ACCESS_WRITE : ACCESS_READ;
	uint32_t vaddr = reg_get(c, UC_X86_REG_CR2);
	struct paging p = paging_now(c);
	struct walk w;

	if (vector != VEC_PF)
		return false;
	w = walk_page(c, &p, vaddr, true);
	if (!walk_allows(&p, &w, kind, error & ERROR_U))
		return false;
	walk_mark(c, &w, kind == ACCESS_WRITE);
	w.dirty |= kind == ACCESS_WRITE;
	shadow_note(c, vaddr, &w);
	/* As exception_save() left it: Unicorn is to forget this fault. */
	uc_context_restore(c->uc, c->ctx);
	reg_set(c, UC_X86_REG_CR2, c->walker->cr2);
	look_at_copy(c);
	c->detour = 1;
	c->resume_quiet = true;
	return true;
}
