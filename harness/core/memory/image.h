/* SPDX-License-Identifier: GPL-2.0-or-later */
/* An image of RAM: a memory file that outlives the machine it was taken of. */
#ifndef HARNESS_IMAGE_H
#define HARNESS_IMAGE_H

#include "core.h"

struct ram_image {
	int fd;
	uint64_t bytes;
	const uint8_t *view; /* read-only, of the whole file */
	uint8_t *has;	     /* by page: not all zero */
};

static inline uint64_t image_page_count(uint64_t bytes)
{
	return bytes >> PAGE_SHIFT;
}

/* image.c; Python holds an image as a capsule. */
struct ram_image *image_make(uint64_t bytes);
struct ram_image *image_get(PyObject *capsule);
PyObject *image_wrap(struct ram_image *image);
bool image_fill(struct ram_image *image, const uint8_t *ram);

#endif
