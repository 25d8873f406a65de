/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Page tables of another form than a processor's: a walker of our own answers
 * in walk_page(), and Unicorn's walker, which raises the faults, reads a copy
 * in the processor's form that follows it.
 *
 * walker.c asks, hashed.c is the built-in form, shadow.c is the copy.
 */
#ifndef HARNESS_WALKER_H
#define HARNESS_WALKER_H

#include "core.h"

#define SHADOW_AT 0xe0000000u /* physical, where nothing else is */
#define SHADOW_BYTES (PAGE_SIZE + PAGE_COUNT * 4)
#define SHADOW_NOTES 4096

struct hashed {
	uint32_t table;	  /* physical */
	uint32_t buckets; /* a power of two */
	uint32_t kernel;  /* from here up all spaces share their entries */
};

struct walker {
	PyObject *callable; /* NULL: hashed */
	struct hashed hashed;
	uint32_t tree_below; /* addresses below are in the processor's form */

	uint32_t *shadow; /* a directory, then a table for every entry of it */
	uint32_t notes[SHADOW_NOTES]; /* pages that the copy holds */
	uint32_t note_count;
	uint32_t refused;  /* the page that the fill would not give */
	bool shadowed;	   /* CR3 is the copy's */
	uint32_t cr3, cr2; /* the guest's, meanwhile */
};

/* hashed.c */
void walk_hashed(struct core *c, const struct paging *p, uint32_t vaddr,
		 struct walk *w);

/* shadow.c */
bool shadow_open(struct core *c);
void shadow_close(struct core *c);
void shadow_note(struct core *c, uint32_t vaddr, const struct walk *w);

#endif
