/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What a page walk is told and what it finds. */
#ifndef HARNESS_WALK_H
#define HARNESS_WALK_H

#include <stdbool.h>
#include <stdint.h>

struct core;

enum access { ACCESS_READ, ACCESS_WRITE, ACCESS_FETCH };

struct paging {
	uint32_t cr0, cr3, cr4;
	bool nxe;
};

enum walk_status { WALK_OK, WALK_ABSENT, WALK_RESERVED, WALK_BUS };

struct walk {
	enum walk_status status;
	uint64_t page; /* physical, 4 KiB; on WALK_BUS the absent table */
	uint64_t leaf_at, dir_at;
	bool has_dir, wide, user, writable, nx, accessed, dirty;
};

struct paging paging_now(struct core *c);
struct walk walk_page(struct core *c, const struct paging *p, uint32_t vaddr,
		      bool touch);
void walk_mark(struct core *c, const struct walk *w, bool write);
bool walk_allows(const struct paging *p, const struct walk *w, enum access kind,
		 bool user);
uint32_t walk_error(const struct paging *p, const struct walk *w,
		    enum access kind, bool user);

#endif
