/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The processor's own accesses: descriptors, task state, stack frames. */
#include "core.h"
#include "insn.h"

/*
 * Host address of a supervisor access that stays inside one page, or NULL
 * with *fault filled (vector 0: the machine has been stopped instead).
 */
void *mmu_supervisor(struct core *c, uint32_t vaddr, bool write,
		     struct fault *fault)
{
	enum access kind = write ? ACCESS_WRITE : ACCESS_READ;
	struct paging p = paging_now(c);
	struct walk w = walk_page(c, &p, vaddr, true);
	uint64_t paddr = w.page + (vaddr & PAGE_MASK);

	if (w.status == WALK_BUS ||
	    (w.status == WALK_OK && paddr >= c->ram_bytes)) {
		c->bus_seen = true;
		c->bus_address = w.status == WALK_BUS ? w.page : paddr;
		core_stop(c, STOP_BUS, (int64_t)c->bus_address);
		fault->vector = 0;
		return NULL;
	}
	if (!walk_allows(&p, &w, kind, false)) {
		fault->vector = VEC_PF;
		fault->error = walk_error(&p, &w, kind, false);
		fault->cr2 = vaddr;
		return NULL;
	}
	walk_mark(c, &w, write);
	if (unlikely(c->modelling))
		tlb_supervisor(c, vaddr, write, paddr);
	return c->ram + paddr;
}

bool mmu_read(struct core *c, uint32_t vaddr, void *to, uint32_t bytes,
	      struct fault *fault)
{
	uint8_t *out = to;

	while (bytes) {
		uint32_t room = PAGE_SIZE - (vaddr & PAGE_MASK);
		uint32_t part = bytes < room ? bytes : room;
		void *from = mmu_supervisor(c, vaddr, false, fault);

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

bool mmu_write(struct core *c, uint32_t vaddr, const void *from, uint32_t bytes,
	       struct fault *fault)
{
	const uint8_t *in = from;

	while (bytes) {
		uint32_t room = PAGE_SIZE - (vaddr & PAGE_MASK);
		uint32_t part = bytes < room ? bytes : room;
		uint8_t *to = mmu_supervisor(c, vaddr, true, fault);

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
