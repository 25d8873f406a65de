/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The processor's state where Unicorn itself keeps it.  Reading a register
 * through the API costs 6 ns, its flags 18; a recording of every instruction
 * reads all of them each time.
 */
#ifndef HARNESS_LIVE_H
#define HARNESS_LIVE_H

#include "core.h"

#define LIVE_GPRS 8

struct live_segment {
	uint32_t selector;
	uint64_t base;
	uint32_t limit, flags;
};

/* Unicorn 2.1.4's order; live_find() refuses any other. */
struct live {
	uint64_t gpr[16];
	uint64_t eip, eflags;
	uint64_t cc_dst, cc_src, cc_src2;
	uint32_t cc_op;
	int32_t df;
	uint32_t hflags, hflags2;
	struct live_segment seg[SEG_COUNT];
	struct live_segment tables[4];
	uint64_t cr[9];
};

const struct live *live_find(struct core *c);
size_t live_sync_flag(void);
uint32_t live_flags(struct core *c, const struct live *l);

#endif
