/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The parts of the predictor: what memory held, where an operand lies. */
#ifndef HARNESS_TRACE_GUESS_H
#define HARNESS_TRACE_GUESS_H

#include "trace/model.h"

/* Where an address or a value may come from; below 8 it is that register. */
enum {
	FROM_ADDRESS = 8, /* the operand's address */
	FROM_BEFORE = 9,  /* after the access before this one */
	FROM_LAST = 10,	  /* the delta itself */
	FROM_LOADED = 11, /* what the first access read */
	FROM_SIGNED = 12, /* the same with its sign extended */
	FROM_SUM = 13,	  /* added to the register's old value */
	FROM_PART = 14,	  /* put into the register's low bits */
	FROM_MEMORY = 15, /* what was there before a store */
};

static inline uint32_t size_mask(uint8_t kind)
{
	return (kind & ACCESS_SIZE) >= 2 ? UINT32_MAX
					 : (1u << (8 << (kind & 3))) - 1;
}

uint32_t shadow_read(struct model *m, uint32_t paddr, uint8_t kind);
void shadow_write(struct model *m, uint32_t paddr, uint8_t kind,
		  uint32_t value);
uint32_t guess_address(struct model *m, const struct site *s,
		       const struct insn *in, uint32_t at);
void learn_address(struct model *m, struct site *s, const struct insn *in,
		   uint32_t at, uint32_t vaddr);
uint32_t guess_page(struct model *m, uint32_t vaddr);
void learn_page(struct model *m, uint32_t vaddr, uint32_t paddr);
uint32_t find_vaddr(struct model *m, const struct site *s,
		    const struct insn *in, uint32_t at, uint32_t paddr);

#endif
