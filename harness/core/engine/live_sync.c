/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Before each memory hook Unicorn looks up which instruction is at work, a
 * search among all translations, though the hook on that instruction has just
 * been told.  The search also puts back how the flags were to be computed at
 * the instruction's start, and so loses some.  A flag in the engine leaves it
 * out; it is found by what it does, in an engine of its own.
 */
#include "engine/live.h"
#include "engine/place.h"

#define STORE_AT (PLACE_CODE + 2)
#define MOST 8

/* nop; nop; mov [0x2000], eax; hlt */
static const uint8_t code[] = {0x90, 0x90, 0xa3, 0x00, 0x20, 0, 0, 0xf4};

struct trial {
	size_t flag;
	uint32_t seen_eip;
};

static void on_store(uc_engine *uc, uc_mem_type type, uint64_t address,
		     int size, int64_t value, void *opaque)
{
	struct trial *t = opaque;

	(void)type;
	(void)address;
	(void)size;
	(void)value;
	uc_reg_read(uc, UC_X86_REG_EIP, &t->seen_eip);
}

/* A write of EIP sets the flag, and little else. */
static void on_code(uc_engine *uc, uint64_t address, uint32_t size,
		    void *opaque)
{
	static const uint8_t clear = 0, set = 1;
	struct places *p = opaque;
	uint32_t eip = (uint32_t)address;

	(void)size;
	places_keep(p, &clear, 1);
	uc_reg_write(uc, UC_X86_REG_EIP, &eip);
	places_keep(p, &set, 1);
	uc_emu_stop(uc);
}

/* From inside, for a start clears it. */
static void set_flag(uc_engine *uc, uint64_t address, uint32_t size,
		     void *opaque)
{
	const struct trial *t = opaque;

	(void)address;
	(void)size;
	if (t->flag)
		((uint8_t *)uc)[t->flag] = 1;
}

static uint32_t eip_at_store(uc_engine *uc, struct trial *t, size_t flag)
{
	t->flag = flag;
	t->seen_eip = 0;
	place_run(uc, code, sizeof(code));
	if (flag)
		((uint8_t *)uc)[flag] = 0;
	return t->seen_eip;
}

/* The only one that leaves EIP behind; few are tried. */
static size_t judge(uc_engine *uc, struct trial *t, const struct places *p)
{
	size_t at, found = 0;
	int tried = 0;

	if (eip_at_store(uc, t, 0) != STORE_AT)
		return 0;
	for (at = places_next(p, 0); at; at = places_next(p, at)) {
		uint32_t eip;

		if (++tried > MOST)
			return 0;
		eip = eip_at_store(uc, t, at);
		if (!eip || eip == STORE_AT)
			continue;
		if (found)
			return 0;
		found = at;
	}
	return found;
}

static size_t search(uc_engine *uc, struct places *p)
{
	struct trial t = {0};
	uc_hook store, one, set;

	uc_hook_add(uc, &one, UC_HOOK_CODE, (void *)on_code, p,
		    (uint64_t)PLACE_CODE, (uint64_t)PLACE_CODE);
	place_run(uc, code, sizeof(code));
	uc_hook_del(uc, one);
	uc_hook_add(uc, &store, UC_HOOK_MEM_WRITE, (void *)on_store, &t,
		    (uint64_t)1, (uint64_t)0);
	uc_hook_add(uc, &set, UC_HOOK_CODE, (void *)set_flag, &t,
		    (uint64_t)PLACE_CODE, (uint64_t)PLACE_CODE);
	return judge(uc, &t, p);
}

/* Where the flag is in an engine's structure, or 0. */
size_t live_sync_flag(void)
{
	static struct place place;

	return place_find(&place, search);
}
