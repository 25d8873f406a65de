/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * After each load and store Unicorn asks whether to leave the block, by a
 * call for which the translated code puts every register back into memory:
 * half the time of a program that computes.  Nothing here wants to leave
 * there: what refuses an access refuses it in the MMU's fill.  A flag in the
 * engine, meant for another processor's short branches, leaves the question
 * out.  It is found beside two that are set when an engine begins and when it
 * first runs, and believed for what it does, in an engine of its own.
 *
 * With it Unicorn does not ask after a hook on an instruction either: such a
 * hook ends with straight_leave().
 */
#include "core.h"

#include <malloc.h>

#define CODE_AT 0x1000u
#define SECOND (CODE_AT + 1)
#define MOST 8192

/* What the translated code calls to ask; leaves if so, by a long jump. */
void helper_check_exit_request_x86_64(void *uc, uint32_t in_delay_slot)
    __attribute__((weak));

struct trial {
	uc_engine *uc;
	size_t bytes;
	uint8_t seen[3][MOST]; /* opened, set up, run */
	bool ask;
};

/* inc eax; inc ebx; hlt */
static const uint8_t code[] = {0x40, 0x43, 0xf4};

static void on_second(uc_engine *uc, uint64_t address, uint32_t size,
		      void *opaque)
{
	const struct trial *t = opaque;

	(void)address;
	(void)size;
	uc_emu_stop(uc);
	if (t->ask)
		helper_check_exit_request_x86_64(uc, 0);
}

/* Whether a stop asked for at the second instruction comes before it. */
static bool stops(struct trial *t, bool ask)
{
	uint32_t ebx = 0;

	t->ask = ask;
	uc_reg_write(t->uc, UC_X86_REG_EBX, &ebx);
	uc_ctl_flush_tb(t->uc);
	uc_emu_start(t->uc, CODE_AT, 0xffffff, 0, 0);
	uc_reg_read(t->uc, UC_X86_REG_EBX, &ebx);
	return !ebx;
}

static void look(struct trial *t, int when)
{
	memcpy(t->seen[when], t->uc, t->bytes);
}

static bool is_candidate(const struct trial *t, size_t at)
{
	static const uint8_t expected[3][3] = {{0, 0, 0}, {0, 0, 1}, {1, 0, 1}};
	int when;

	for (when = 0; when < 3; when++)
		if (memcmp(t->seen[when] + at - 1, expected[when], 3))
			return false;
	return true;
}

static size_t only_candidate(const struct trial *t)
{
	size_t at, found = 0;

	for (at = 1; at + 1 < t->bytes; at++) {
		if (!is_candidate(t, at))
			continue;
		if (found)
			return 0;
		found = at;
	}
	return found;
}

static size_t try_in(struct trial *t)
{
	uc_hook hook;
	size_t flag;

	t->bytes = malloc_usable_size(t->uc);
	if (t->bytes > MOST)
		t->bytes = MOST;
	look(t, 0);
	uc_mem_map(t->uc, 0, 0x4000, UC_PROT_ALL);
	uc_mem_write(t->uc, CODE_AT, code, sizeof(code));
	uc_hook_add(t->uc, &hook, UC_HOOK_CODE, (void *)on_second, t,
		    (uint64_t)SECOND, (uint64_t)SECOND);
	look(t, 1);
	if (!stops(t, false))
		return 0;
	look(t, 2);
	flag = only_candidate(t);
	if (!flag)
		return 0;
	((uint8_t *)t->uc)[flag] = 1;
	return !stops(t, false) && stops(t, true) ? flag : 0;
}

/* Where the flag is in an engine's structure, or 0 to do without. */
static size_t find_flag(void)
{
	static bool tried;
	static size_t found;
	struct trial *t;

	if (tried || !helper_check_exit_request_x86_64)
		return found;
	tried = true;
	t = calloc(1, sizeof(*t));
	if (t && uc_open(UC_ARCH_X86, UC_MODE_32, &t->uc) == UC_ERR_OK) {
		found = try_in(t);
		uc_close(t->uc);
	}
	free(t);
	return found;
}

/* Before anything is translated. */
void straight_begin(struct core *c)
{
	size_t flag = find_flag();

	if (flag)
		((uint8_t *)c->uc)[flag] = 1;
	c->straight = flag;
}

/* Does not return if a stop was asked for or EIP written. */
void straight_leave(struct core *c)
{
	if (c->straight)
		helper_check_exit_request_x86_64(c->uc, 0);
}
