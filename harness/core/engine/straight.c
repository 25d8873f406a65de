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
#include "engine/place.h"

#define SECOND (PLACE_CODE + 1)

/* What the translated code calls to ask; leaves if so, by a long jump. */
void helper_check_exit_request_x86_64(void *uc, uint32_t in_delay_slot)
    __attribute__((weak));

/* inc eax; inc ebx; hlt */
static const uint8_t code[] = {0x40, 0x43, 0xf4};

static void on_second(uc_engine *uc, uint64_t address, uint32_t size,
		      void *opaque)
{
	const bool *ask = opaque;

	(void)address;
	(void)size;
	uc_emu_stop(uc);
	if (*ask)
		helper_check_exit_request_x86_64(uc, 0);
}

/* Whether a stop at the second instruction comes before it. */
static bool stops(uc_engine *uc)
{
	uint32_t ebx = 0;

	uc_reg_write(uc, UC_X86_REG_EBX, &ebx);
	place_run(uc, code, sizeof(code));
	uc_reg_read(uc, UC_X86_REG_EBX, &ebx);
	return !ebx;
}

/* The flag, between its two neighbours. */
static size_t search(uc_engine *uc, struct places *p)
{
	static const uint8_t begun[] = {0, 0, 1}, has_run[] = {1, 0, 1};
	bool ask = false, stayed;
	uint8_t *flag;
	uc_hook hook;

	uc_hook_add(uc, &hook, UC_HOOK_CODE, (void *)on_second, &ask,
		    (uint64_t)SECOND, (uint64_t)SECOND);
	places_keep(p, begun, sizeof(begun));
	if (!stops(uc))
		return 0;
	places_keep(p, has_run, sizeof(has_run));
	if (!places_only(p))
		return 0;
	flag = (uint8_t *)uc + places_only(p) + 1;
	*flag = 1;
	stayed = !stops(uc);
	ask = true;
	return stayed && stops(uc) ? places_only(p) + 1 : 0;
}

/* Before anything is translated. */
void straight_begin(struct core *c)
{
	static struct place place;
	size_t flag = 0;

	if (helper_check_exit_request_x86_64)
		flag = place_find(&place, search);
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
