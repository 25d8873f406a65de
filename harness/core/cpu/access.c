/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The processor's own accesses: descriptors, task state, stack frames. */
#include "core.h"
#include "cpu/insn.h"

struct view mmu_view(struct core *c, struct fault *fault)
{
	return (struct view){.paging = paging_now(c), .fault = fault};
}

static uint8_t *walk_to(struct core *c, const struct view *v, uint32_t vaddr,
			bool write)
{
	const struct paging *p = &v->paging;
	enum access kind = write ? ACCESS_WRITE : ACCESS_READ;
	struct walk w = walk_page(c, p, vaddr, true);
	uint64_t paddr = w.page + (vaddr & PAGE_MASK);

	if (w.status == WALK_BUS ||
	    (w.status == WALK_OK && paddr >= c->ram_bytes)) {
		c->bus_seen = true;
		c->bus_address = w.status == WALK_BUS ? w.page : paddr;
		core_stop(c, STOP_BUS, (int64_t)c->bus_address);
		v->fault->vector = 0;
		return NULL;
	}
	if (!walk_allows(p, &w, kind, false)) {
		*v->fault = (struct fault){
		    .vector = VEC_PF,
		    .error = walk_error(p, &w, kind, false),
		    .cr2 = vaddr,
		};
		return NULL;
	}
	walk_mark(c, &w, write);
	return c->ram + w.page;
}

/*
 * Host address of a supervisor access that stays inside one page, or NULL
 * with the fault filled in (vector 0: the machine has been stopped instead).
 */
void *mmu_supervisor(struct core *c, struct view *v, uint32_t vaddr, bool write)
{
	struct page_seen *last = &v->last[write];
	uint8_t *at;

	if (!last->host || (last->vaddr ^ vaddr) > PAGE_MASK) {
		last->host = walk_to(c, v, vaddr, write);
		last->vaddr = vaddr;
	}
	if (!last->host)
		return NULL;
	at = last->host + (vaddr & PAGE_MASK);
	if (unlikely(c->modelling))
		tlb_supervisor(c, vaddr, write, (uint64_t)(at - c->ram));
	return at;
}

bool mmu_read(struct core *c, struct view *v, uint32_t vaddr, void *to,
	      uint32_t bytes)
{
	uint8_t *out = to;

	while (bytes) {
		uint32_t room = PAGE_SIZE - (vaddr & PAGE_MASK);
		uint32_t part = bytes < room ? bytes : room;
		void *from = mmu_supervisor(c, v, vaddr, false);

		if (!from)
			return false;
		memcpy(out, from, part);
		out += part;
		vaddr += part;
		bytes -= part;
	}
	return true;
}

bool insn_at(struct core *c, uint32_t eip, struct insn *in)
{
	uint8_t bytes[INSN_LONGEST];
	uint32_t at, room = 0;

	uc_context_save(c->uc, c->ctx);
	at = (uint32_t)segment_get(c, SEG_CS).base + eip;
	while (room < INSN_LONGEST && core_peek(c, at + room, bytes + room, 1))
		room++;
	return insn_decode(bytes, room, in);
}

/* A store from outside the guest's code: translations of it must go. */
void core_write_ram(struct core *c, uint64_t paddr, const void *from,
		    size_t bytes)
{
	memcpy(c->ram + paddr, from, bytes);
	if (c->code_pages[paddr >> PAGE_SHIFT])
		mmu_drop_code(c, paddr & ~(uint64_t)PAGE_MASK);
}

bool mmu_write(struct core *c, struct view *v, uint32_t vaddr, const void *from,
	       uint32_t bytes)
{
	const uint8_t *in = from;

	while (bytes) {
		uint32_t room = PAGE_SIZE - (vaddr & PAGE_MASK);
		uint32_t part = bytes < room ? bytes : room;
		uint8_t *to = mmu_supervisor(c, v, vaddr, true);

		if (!to)
			return false;
		core_write_ram(c, (uint64_t)(to - c->ram), in, part);
		if (unlikely(c->tracing_stores))
			trace_full_store(c, vaddr, (uint64_t)(to - c->ram), in,
					 part);
		in += part;
		vaddr += part;
		bytes -= part;
	}
	return true;
}
