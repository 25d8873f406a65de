/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Finds the live registers.  They lie in an object that the engine's own
 * structure points to.  Registers are given values that occur nowhere else,
 * every pointer is followed, and what is found must follow further writes.
 * Memory is read through a file, so that a word that is no pointer is an
 * error and not a crash.
 */
#define _GNU_SOURCE
#include "engine/live.h"

#include <errno.h>
#include <malloc.h>
#include <sys/mman.h>
#include <unistd.h>

#define REACH (256u << 10)
#define MARK 0x5eed1000u

/* Where they were found the first time: the same in every engine. */
static struct {
	bool known;
	size_t pointer, offset;
} place;

static const int gpr_ids[LIVE_GPRS] = {
    UC_X86_REG_EAX, UC_X86_REG_ECX, UC_X86_REG_EDX, UC_X86_REG_EBX,
    UC_X86_REG_ESP, UC_X86_REG_EBP, UC_X86_REG_ESI, UC_X86_REG_EDI,
};

static bool same_as_context(struct core *c, const struct live *l)
{
	const uint8_t *saved;

	uc_context_save(c->uc, c->ctx);
	saved = context_bytes(c) + layout.eip - offsetof(struct live, eip);
	return !memcmp(saved, l, offsetof(struct live, tables));
}

static bool follows_writes(struct core *c, const struct live *l)
{
	uint32_t before[LIVE_GPRS], i, wrong = 0;

	for (i = 0; i < LIVE_GPRS; i++) {
		before[i] = reg_get(c, gpr_ids[i]);
		reg_set(c, gpr_ids[i], MARK + i);
		wrong += l->gpr[i] != MARK + i;
		reg_set(c, gpr_ids[i], before[i]);
		wrong += l->gpr[i] != before[i];
	}
	return !wrong && (uint32_t)l->cr[3] == reg_get(c, UC_X86_REG_CR3) &&
	       (uint32_t)l->cr[0] == reg_get(c, UC_X86_REG_CR0) &&
	       same_as_context(c, l);
}

/* Bytes of `at` that can be read, up to REACH. */
static size_t readable(int file, const uint8_t *at, uint8_t *copy)
{
	size_t done = 0;

	while (done < REACH) {
		size_t part = PAGE_SIZE - ((uintptr_t)(at + done) & PAGE_MASK);

		if (pwrite(file, at + done, part, (off_t)done) != (ssize_t)part)
			break;
		done += part;
	}
	return pread(file, copy, done, 0) == (ssize_t)done ? done : 0;
}

static void search_from(int file, uint8_t *copy, size_t pointer,
			const uint8_t *target)
{
	static const uint64_t marks[LIVE_GPRS] = {
	    MARK,     MARK + 1, MARK + 2, MARK + 3,
	    MARK + 4, MARK + 5, MARK + 6, MARK + 7,
	};
	size_t got = readable(file, target, copy), at;
	const uint8_t *hit = memmem(copy, got, marks, sizeof(marks));

	if (!hit)
		return;
	at = (size_t)(hit - copy);
	/* What lies before the object in memory reaches it too. */
	if (at + sizeof(struct live) <= got &&
	    (!place.known || at < place.offset)) {
		place.pointer = pointer;
		place.offset = at;
		place.known = true;
	}
}

static void search_pointers(struct core *c)
{
	size_t size = malloc_usable_size(c->uc), i;
	int file = memfd_create("harness-live", MFD_CLOEXEC);
	uint8_t *copy = malloc(REACH + PAGE_SIZE);

	for (i = 0; file >= 0 && copy && i + 8 <= size; i += 8) {
		uintptr_t word;

		memcpy(&word, (uint8_t *)c->uc + i, sizeof(word));
		if (word < 65536 || word & 7)
			continue;
		search_from(file, copy, i, (const uint8_t *)word);
	}
	free(copy);
	if (file >= 0)
		close(file);
}

static void search(struct core *c)
{
	uint32_t before[LIVE_GPRS], i;

	for (i = 0; i < LIVE_GPRS; i++) {
		before[i] = reg_get(c, gpr_ids[i]);
		reg_set(c, gpr_ids[i], MARK + i);
	}
	place.known = false;
	search_pointers(c);
	for (i = 0; i < LIVE_GPRS; i++)
		reg_set(c, gpr_ids[i], before[i]);
}

static const struct live *at_place(struct core *c)
{
	const struct live *found;
	uint8_t *object;

	memcpy(&object, (uint8_t *)c->uc + place.pointer, sizeof(object));
	found = (const struct live *)(object + place.offset);
	return follows_writes(c, found) ? found : NULL;
}

/* The registers of this engine, or NULL with RuntimeError. */
const struct live *live_find(struct core *c)
{
	const struct live *found;

	if (!place.known)
		search(c);
	found = place.known ? at_place(c) : NULL;
	if (!found)
		PyErr_SetString(
		    PyExc_RuntimeError,
		    "this Unicorn is unknown: its registers are not where "
		    "2.1.4 has them; record with another level than full, or "
		    "install unicorn 2.1.4");
	return found;
}
