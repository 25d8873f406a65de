/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The cached segment registers inside a saved context.  All functions work
 * on c->ctx: the caller saves it before and restores it after.
 */
#include "core.h"

#define SEG_BYTES 24
#define DESC_BIG 0x00400000u

#define HF_CPL 0x3u
#define HF_CS32 0x10u
#define HF_SS32 0x20u
#define HF_ADDSEG 0x40u

struct seg_cache segment_get(struct core *c, enum segment seg)
{
	uint8_t *at = context_bytes(c) + layout.segs + seg * SEG_BYTES;
	struct seg_cache s;

	memcpy(&s.selector, at, 4);
	memcpy(&s.base, at + 8, 8);
	memcpy(&s.limit, at + 16, 4);
	memcpy(&s.flags, at + 20, 4);
	return s;
}

void segment_set(struct core *c, enum segment seg, struct seg_cache s)
{
	uint8_t *at = context_bytes(c) + layout.segs + seg * SEG_BYTES;

	memcpy(at, &s.selector, 4);
	memcpy(at + 8, &s.base, 8);
	memcpy(at + 16, &s.limit, 4);
	memcpy(at + 20, &s.flags, 4);
}

/* Unicorn keys its translations by these flags: they must follow the caches. */
void segment_refresh_hflags(struct core *c, uint32_t cpl)
{
	uint32_t h = context_u32(c, layout.hflags);

	h &= ~(HF_CPL | HF_CS32 | HF_SS32 | HF_ADDSEG);
	h |= cpl;
	if (segment_get(c, SEG_CS).flags & DESC_BIG)
		h |= HF_CS32;
	if (segment_get(c, SEG_SS).flags & DESC_BIG)
		h |= HF_SS32;
	if (!(h & HF_CS32) || segment_get(c, SEG_DS).base ||
	    segment_get(c, SEG_ES).base || segment_get(c, SEG_SS).base)
		h |= HF_ADDSEG;
	context_set_u32(c, layout.hflags, h);
}

void segment_set_flat(struct core *c)
{
	struct seg_cache code = {0x10, 0, 0xffffffff, 0x00cf9b00};
	struct seg_cache data = {0x18, 0, 0xffffffff, 0x00cf9300};
	int seg;

	for (seg = 0; seg < SEG_COUNT; seg++)
		segment_set(c, seg, seg == SEG_CS ? code : data);
	segment_refresh_hflags(c, 0);
}
