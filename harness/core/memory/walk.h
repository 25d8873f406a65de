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
	bool large;
	uint8_t reads; /* by a walker of another form; 0: the processor's */
};

struct paging paging_now(struct core *c);
struct walk walk_page(struct core *c, const struct paging *p, uint32_t vaddr,
		      bool touch);
void walk_mark(struct core *c, const struct walk *w, bool write);
bool walk_allows(const struct paging *p, const struct walk *w, enum access kind,
		 bool user);
uint32_t walk_error(const struct paging *p, const struct walk *w,
		    enum access kind, bool user);

/* walker.c and shadow.c: tables of another form, if there is a c->walker */
bool walker_answers(struct core *c, const struct paging *p, uint32_t vaddr,
		    struct walk *w);
void walker_filled(struct core *c, uint32_t vaddr, const struct walk *w);
void walker_refused(struct core *c, uint32_t vaddr);
uint32_t walker_cr3(struct core *c, uint32_t cr3);
void walker_begin_detour(struct core *c);
void walker_end_detour(struct core *c);
bool walker_absorbs(struct core *c, uint32_t vector, uint32_t error);
void walker_close(struct core *c);

#endif
