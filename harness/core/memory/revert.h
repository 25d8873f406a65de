/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What a restore of RAM undoes, and whose translations go with it. */
#ifndef HARNESS_REVERT_H
#define HARNESS_REVERT_H

#include "memory/image.h"

/* Beyond this, translating everything anew is cheaper than dropping each. */
#define DROP_LIMIT 48u

struct drops {
	uint64_t pages[DROP_LIMIT];
	size_t count;
};

bool revert_by_copying(struct core *c, const struct ram_image *image,
		       struct drops *drops);

#endif
