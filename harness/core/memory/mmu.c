/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The MMU: fills Unicorn's software TLB from the guest's tables.
 *
 * EXEC is what makes a store slow in Unicorn, so only physical pages that
 * code was fetched from get it.  The first fetch marks the page and flushes
 * the TLB: a writable alias that survived would hide stores to code.
 *
 * What should fault is refused here.  The run loop then raises the fault
 * (engine/direct.c) or, where it cannot tell which, lets Unicorn's own walker
 * do the access (the detour), which knows whether it was the processor's own.
 */
#include "core.h"

void mmu_note_cr3(struct core *c, uint32_t cr3)
{
	if (cr3 == c->last_cr3)
		return;
	event_add(c, EV_CR3, reg_get(c, UC_X86_REG_EIP), c->last_cr3, cr3, 0,
		  0);
	c->last_cr3 = cr3;
}

static void bus_error(struct core *c, uint64_t paddr)
{
	c->bus_seen = true;
	c->bus_address = paddr;
	core_stop(c, STOP_BUS, (int64_t)paddr);
}

static void mark_code(struct core *c, uint64_t page)
{
	uint8_t *mark = &c->code_pages[page >> PAGE_SHIFT];

	if (!*mark) {
		*mark = 1;
		uc_ctl_flush_tlb(c->uc);
	}
}

static void learn_place(struct core *c, uint32_t pc, uint64_t page)
{
	uint32_t *known = &c->fetch_page[pc >> PAGE_SHIFT];

	if (*known != (uint32_t)page) {
		*known = (uint32_t)page;
		block_page_moved(c, pc);
	}
}

static void learn_fetch(struct core *c, uint32_t pc, uint64_t page)
{
	learn_place(c, pc, page);
	mark_code(c, page);
}

/* The current task has no mm, and the address is one of user space. */
static bool guarded(struct core *c, const struct paging *p, uint32_t vaddr)
{
	uint32_t mm, at = c->current + c->guard_mm;
	struct paging kernel = *p;
	struct walk w;

	if (vaddr >= c->guard_limit || !c->current || at & 3)
		return false;
	/* A directory of the user's alone does not say where tasks are. */
	if (c->guard_cr3)
		kernel.cr3 = c->guard_cr3;
	w = walk_page(c, &kernel, at, false);
	if (w.status != WALK_OK || w.page >= c->ram_bytes)
		return false;
	memcpy(&mm, c->ram + w.page + (at & PAGE_MASK), 4);
	return !mm;
}

static enum access access_kind(uc_mem_type type)
{
	if (type == UC_MEM_WRITE)
		return ACCESS_WRITE;
	return type == UC_MEM_FETCH ? ACCESS_FETCH : ACCESS_READ;
}

/* A page number that no guest page is translated by while it stands in. */
#define STAND_IN 0xfffff000u
#define DATA_MISSES 8

/* Unicorn invalidates by virtual address: show it the page under our name. */
static void drop(struct core *c, uint64_t page, uint32_t first, uint32_t end)
{
	uc_ctl_flush_tlb(c->uc);
	c->stand_in = true;
	c->stand_in_page = page;
	uc_ctl_remove_cache(c->uc, (uint64_t)STAND_IN + first,
			    (uint64_t)STAND_IN + end);
	c->stand_in = false;
	uc_ctl_flush_tlb(c->uc);
}

/* Drop every translation of a physical page. */
void mmu_drop_code(struct core *c, uint64_t page)
{
	if (c->detour) { /* Unicorn walks by itself: no stand-in works */
		mmu_forget_code(c);
		return;
	}
	c->code_pages[page >> PAGE_SHIFT] = 0;
	drop(c, page, 0, PAGE_SIZE);
}

/* Drop those of the blocks that this byte of RAM is part of, not in a detour.
 */
void mmu_drop_blocks_at(struct core *c, uint64_t paddr)
{
	uint32_t at = paddr & PAGE_MASK;

	if (paddr < c->ram_bytes && c->code_pages[paddr >> PAGE_SHIFT])
		drop(c, paddr - at, at, at + 1);
}

/*
 * Leave the current instruction, from a hook inside it, before it has any
 * effect.  Unicorn has no call for that, but it abandons a block whose memory
 * access is refused; so provoke one.  Does not return.
 */
void mmu_abort_instruction(struct core *c)
{
	if (c->detour)
		mmu_end_detour(c);
	uc_ctl_flush_tlb(c->uc);
	c->refuse_all = true;
	uc_ctl_request_cache(c->uc, (uint64_t)STAND_IN, (uc_tb *)NULL);
}

/*
 * Whether the page must stay watched for stores.  A page of code that has
 * since been used as data only, through many misses, is let go: it was freed
 * and given to somebody else, and watched stores are slow.
 */
static bool still_code(struct core *c, const struct walk *w, enum access kind)
{
	uint8_t *mark;

	if (w->page >= c->ram_bytes)
		return false;
	mark = &c->code_pages[w->page >> PAGE_SHIFT];
	if (!*mark)
		return false;
	if (kind == ACCESS_FETCH)
		*mark = 1;
	else if (++*mark > DATA_MISSES)
		mmu_drop_code(c, w->page);
	/* No watch is possible where nothing may execute: drop at a store. */
	else if (w->nx && kind == ACCESS_WRITE)
		mmu_drop_code(c, w->page);
	return *mark;
}

static int permissions(struct core *c, const struct paging *p,
		       const struct walk *w, bool user, enum access kind)
{
	bool code = still_code(c, w, kind);
	int perms = UC_PROT_READ;

	if (code && w->nx)
		return perms;
	if ((w->dirty || kind == ACCESS_WRITE) &&
	    walk_allows(p, w, ACCESS_WRITE, user))
		perms |= UC_PROT_WRITE;
	/* Without EXEC, Unicorn would stop watching stores to this page. */
	if (code)
		perms |= UC_PROT_EXEC;
	return perms;
}

/* Grant only the kind that was asked for: the next kind is reported too. */
static void narrow_for_guard(enum access kind, int *perms)
{
	int code = *perms & UC_PROT_EXEC;

	if (kind == ACCESS_READ)
		*perms = UC_PROT_READ;
	else if (kind == ACCESS_WRITE)
		*perms = UC_PROT_WRITE | code;
	else
		*perms = UC_PROT_READ | UC_PROT_EXEC;
}

static bool fill(struct core *c, uint32_t vaddr, enum access kind,
		 uc_tlb_entry *out)
{
	uint32_t cpl = cpl_now(c);
	struct paging p = paging_now(c);
	struct walk w = walk_page(c, &p, vaddr, true);
	bool user = cpl == 3 && (p.cr0 & CR0_PG);
	bool guard = c->guard_limit && guarded(c, &p, vaddr);
	int perms;

	c->guard_stale |= vaddr < c->guard_limit;
	mmu_note_cr3(c, p.cr3);
	/* Reported before it is allowed: what faults was tried too. */
	if (guard)
		event_add(c, EV_USER_ACCESS, reg_get(c, UC_X86_REG_EIP), vaddr,
			  kind, 0, cpl);
	if (w.status == WALK_BUS) {
		bus_error(c, w.page);
		return false;
	}
	if (!walk_allows(&p, &w, kind, user)) {
		c->fill_failed = true;
		c->refusal = (struct refusal){
		    .page = vaddr & ~PAGE_MASK,
		    .error = walk_error(&p, &w, kind, user),
		    .kind = kind,
		    .ordinary = w.status != WALK_RESERVED,
		};
		if (unlikely(c->walker))
			walker_refused(c, vaddr);
		return false;
	}
	walk_mark(c, &w, kind == ACCESS_WRITE);
	if (unlikely(c->walker)) {
		if (w.page >= c->ram_bytes) {
			bus_error(c, w.page);
			return false;
		}
		walker_filled(c, vaddr, &w);
	}
	if (kind == ACCESS_FETCH) {
		if (w.page >= c->ram_bytes) {
			bus_error(c, w.page);
			return false;
		}
		learn_fetch(c, vaddr, w.page);
	}
	if (unlikely(c->modelling))
		tlb_filled(c, vaddr, w.page);
	perms = permissions(c, &p, &w, user, kind);
	/* With EXEC given, a later fetch comes here no more. */
	if (perms & UC_PROT_EXEC)
		learn_place(c, vaddr, w.page);
	if (guard)
		narrow_for_guard(kind, &perms);
	out->paddr = w.page;
	out->perms = perms;
	return true;
}

bool mmu_fill(uc_engine *uc, uint64_t address, uc_mem_type type,
	      uc_tlb_entry *out, void *opaque)
{
	struct core *c = opaque;

	(void)uc;
	if (c->refuse_all)
		return false;
	if (c->stand_in) {
		out->paddr = c->stand_in_page;
		out->perms = UC_PROT_READ | UC_PROT_EXEC;
		return true;
	}
	c->fills++;
	return fill(c, (uint32_t)address, access_kind(type), out);
}

/* A physical address that neither RAM nor a device answers. */
bool mmu_unmapped(uc_engine *uc, uc_mem_type type, uint64_t address, int size,
		  int64_t value, void *opaque)
{
	(void)uc;
	(void)size;
	(void)value;
	bus_error(opaque, address);
	/* After a load Unicorn leaves by itself. */
	if (type == UC_MEM_WRITE_UNMAPPED)
		straight_leave(opaque);
	return false;
}

void mmu_begin_detour(struct core *c)
{
	c->fill_failed = false;
	c->detour = 1;
	c->detour_count = 0;
	if (unlikely(c->walker))
		walker_begin_detour(c);
	uc_ctl_tlb_mode(c->uc, UC_TLB_CPU);
}

/* Unicorn's walker gives EXEC to all it fills: none of that may stay. */
void mmu_end_detour(struct core *c)
{
	c->detour = 0;
	if (unlikely(c->walker))
		walker_end_detour(c);
	uc_ctl_tlb_mode(c->uc, UC_TLB_VIRTUAL);
	uc_ctl_flush_tlb(c->uc);
}

/* For a block that Unicorn's own walker fetched. */
void mmu_learn_fetch(struct core *c, uint32_t pc)
{
	struct paging p = paging_now(c);
	struct walk w = walk_page(c, &p, pc, false);

	if (w.status != WALK_OK || w.page >= c->ram_bytes)
		return;
	learn_fetch(c, pc, w.page);
}

/* The host changed code: forget what was translated and where it was. */
void mmu_forget_code(struct core *c)
{
	memset(c->code_pages, 0, c->ram_bytes >> PAGE_SHIFT);
	memset(c->blocks, 0, BLOCK_SLOTS * sizeof(*c->blocks));
	memset(c->near, 0, sizeof(c->near));
	uc_ctl_flush_tb(c->uc);
	uc_ctl_flush_tlb(c->uc);
}
