/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Memory as the processor itself sees it: descriptors, task state, frames. */
#ifndef HARNESS_ACCESS_H
#define HARNESS_ACCESS_H

#include "memory/walk.h"

struct fault {
	int vector;
	uint32_t error;
	uint32_t cr2;
};

/* A page that was found, if host is not NULL. */
struct page_seen {
	uint32_t vaddr; /* any in it */
	uint8_t *host;
};

/*
 * For the length of one delivery or one check: the pages that were read and
 * written last are known, as a TLB knows them, and need no second walk.
 */
struct view {
	struct paging paging;
	struct page_seen last[2]; /* read, written */
	struct fault *fault;	  /* what an access that fails raised */
};

struct view mmu_view(struct core *c, struct fault *fault);
void *mmu_supervisor(struct core *c, struct view *v, uint32_t vaddr,
		     bool write);
bool mmu_read(struct core *c, struct view *v, uint32_t vaddr, void *to,
	      uint32_t bytes);
bool mmu_write(struct core *c, struct view *v, uint32_t vaddr, const void *from,
	       uint32_t bytes);
void core_write_ram(struct core *c, uint64_t paddr, const void *from,
		    size_t bytes);

#endif
