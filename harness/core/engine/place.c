/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A search brings an engine of its own into one state after the other, and
 * each time keeps those offsets of the engine's structure that hold what they
 * should.  Only what is left alone is a place; where several could be it, the
 * search tries what they do or gives up.
 */
#include "engine/place.h"

#include <malloc.h>
#include <stdlib.h>
#include <string.h>

/* Those at which these bytes stand now. */
void places_keep(struct places *p, const void *value, size_t width)
{
	size_t at;

	for (at = 1; at < p->bytes; at++)
		if (width > p->bytes - at || memcmp(p->in + at, value, width))
			p->out[at] = 1;
}

/* The first one behind this, or 0. */
size_t places_next(const struct places *p, size_t after)
{
	size_t at;

	for (at = after + 1; at < p->bytes; at++)
		if (!p->out[at])
			return at;
	return 0;
}

/* The only one, or 0. */
size_t places_only(const struct places *p)
{
	size_t at = places_next(p, 0);

	return at && !places_next(p, at) ? at : 0;
}

size_t place_find(struct place *place, place_search *search)
{
	struct places p;
	uc_engine *uc;

	if (place->tried || uc_open(UC_ARCH_X86, UC_MODE_32, &uc) != UC_ERR_OK)
		return place->at;
	place->tried = true;
	p = (struct places){.in = (uint8_t *)uc};
	p.bytes = malloc_usable_size(uc);
	p.out = calloc(1, p.bytes + 1);
	if (p.out && uc_mem_map(uc, 0, 0x4000, UC_PROT_ALL) == UC_ERR_OK)
		place->at = search(uc, &p);
	free(p.out);
	uc_close(uc);
	return place->at;
}

uc_err place_run(uc_engine *uc, const void *code, size_t bytes)
{
	uc_mem_write(uc, PLACE_CODE, code, bytes);
	uc_ctl_flush_tb(uc);
	return uc_emu_start(uc, PLACE_CODE, 0xffffff, 0, 0);
}
