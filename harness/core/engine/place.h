/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Where Unicorn's own structure keeps what its API does not show. */
#ifndef HARNESS_PLACE_H
#define HARNESS_PLACE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <unicorn/unicorn.h>

/* The offsets of a structure that may still be the one; 0 never is. */
struct places {
	const uint8_t *in;
	size_t bytes;
	uint8_t *out; /* by offset: ruled out */
};

void places_keep(struct places *p, const void *value, size_t width);
size_t places_next(const struct places *p, size_t after);
size_t places_only(const struct places *p);

/* Looked for once in a process; at 0: unknown, and to be done without. */
struct place {
	bool tried;
	size_t at;
};

typedef size_t place_search(uc_engine *uc, struct places *p);
size_t place_find(struct place *place, place_search *search);

/* The engine of a search has 16 KiB of memory. */
#define PLACE_CODE 0x1000u
uc_err place_run(uc_engine *uc, const void *code, size_t bytes);

#endif
