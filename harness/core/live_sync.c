/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Before each memory hook Unicorn looks up which instruction is at work, a
 * search among all translations, though the hook on that instruction has just
 * been told.  The search also puts back how the flags were to be computed at
 * the instruction's start, and so loses some.  A flag in the engine leaves it
 * out; it is found by what it does, in an engine of its own.
 */
#define _GNU_SOURCE
#include "live.h"

#include <malloc.h>

#define CODE_AT 0x1000u
#define DATA_AT 0x2000u
#define MOST 8

struct trial {
	uc_engine *uc;
	size_t bytes;
	uint8_t *before;
	size_t candidates[MOST];
	size_t flag;
	uint32_t count, seen_eip;
};

/* nop; nop; mov [DATA_AT], eax; hlt */
static const uint8_t code[] = {0x90, 0x90, 0xa3, 0x00, 0x20, 0, 0, 0xf4};
#define STORE_AT (CODE_AT + 2)

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
	struct trial *t = opaque;
	const uint8_t *now = (const uint8_t *)uc;
	uint32_t eip = (uint32_t)address;
	size_t i;

	(void)size;
	memcpy(t->before, uc, t->bytes);
	uc_reg_write(uc, UC_X86_REG_EIP, &eip);
	for (i = 0; i < t->bytes && t->count < MOST; i++)
		if (!t->before[i] && now[i] == 1)
			t->candidates[t->count++] = i;
	uc_emu_stop(uc);
}

/* From inside, for a start clears it. */
static void set_flag(uc_engine *uc, uint64_t address, uint32_t size,
		     void *opaque)
{
	struct trial *t = opaque;

	(void)address;
	(void)size;
	if (t->flag)
		((uint8_t *)uc)[t->flag] = 1;
}

static uint32_t eip_at_store(struct trial *t, size_t flag)
{
	t->flag = flag;
	t->seen_eip = 0;
	uc_emu_start(t->uc, CODE_AT, 0xffffff, 0, 0);
	if (flag)
		((uint8_t *)t->uc)[flag] = 0;
	return t->seen_eip;
}

static size_t judge(struct trial *t)
{
	size_t found = 0;
	uint32_t i;

	if (eip_at_store(t, 0) != STORE_AT)
		return 0;
	for (i = 0; i < t->count; i++) {
		uint32_t eip = eip_at_store(t, t->candidates[i]);

		if (!eip || eip == STORE_AT)
			continue;
		if (found)
			return 0;
		found = t->candidates[i];
	}
	return found;
}

static size_t try_in(struct trial *t)
{
	uc_hook store, one, set;

	t->bytes = malloc_usable_size(t->uc);
	t->before = malloc(t->bytes);
	if (!t->before)
		return 0;
	uc_mem_map(t->uc, 0, 0x4000, UC_PROT_ALL);
	uc_mem_write(t->uc, CODE_AT, code, sizeof(code));
	uc_hook_add(t->uc, &one, UC_HOOK_CODE, (void *)on_code, t,
		    (uint64_t)CODE_AT, (uint64_t)CODE_AT);
	uc_emu_start(t->uc, CODE_AT, 0xffffff, 0, 0);
	uc_hook_del(t->uc, one);
	uc_ctl_flush_tb(t->uc);
	uc_hook_add(t->uc, &store, UC_HOOK_MEM_WRITE, (void *)on_store, t,
		    (uint64_t)1, (uint64_t)0);
	uc_hook_add(t->uc, &set, UC_HOOK_CODE, (void *)set_flag, t,
		    (uint64_t)CODE_AT, (uint64_t)CODE_AT);
	return judge(t);
}

/* Where the flag is in an engine's structure, or 0. */
size_t live_sync_flag(void)
{
	static bool tried;
	static size_t found;
	struct trial t = {.count = 0};

	if (tried || uc_open(UC_ARCH_X86, UC_MODE_32, &t.uc) != UC_ERR_OK)
		return found;
	tried = true;
	found = try_in(&t);
	free(t.before);
	uc_close(t.uc);
	return found;
}
