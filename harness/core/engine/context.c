/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Finds, once per process, where Unicorn's saved context keeps the error
 * code, the exception in flight and the hidden flags.  A throw-away engine
 * provokes known faults; only a unique place for each is accepted, so that
 * an unknown Unicorn is refused instead of being corrupted.
 */
#include "core.h"

struct context_layout layout;

#define CODE_AT 0x1000
#define DATA_AT 0x2000
#define GDT_AT 0x3000
#define STACK_AT 0x5000
#define BASE_SEEN 0x00345000u
#define LIMIT_SEEN 0x777u
#define EIP_SEEN 0x1357bd13u
#define ESP_SEEN 0x2468ac24u
#define MSR_SEEN 0x1357bd00u

enum {
	SEEN_FRESH,
	SEEN_GP_A,
	SEEN_GP_B,
	SEEN_INT,
	SEEN_DE,
	SEEN_NP,
	SEEN_SEG,
	SEEN_USER,
	SEEN_MARKED,
	SEEN_COUNT,
};

struct search {
	uc_engine *uc;
	uc_context *seen[SEEN_COUNT];
	uc_context *save_to;
};

static void on_interrupt(uc_engine *uc, uint32_t intno, void *user)
{
	struct search *s = user;

	(void)intno;
	uc_context_save(uc, s->save_to);
	uc_emu_stop(uc);
}

/* Selectors: 8 code, 0x10 data, 0x18 absent, 0x20 code 3, 0x28 data 3,
 * 0x30 a data segment whose base and limit stand out. */
static const uint64_t gdt[] = {
    0,
    0x00cf9b000000ffffu,
    0x00cf93000000ffffu,
    0x00cf13000000ffffu,
    0x00cffb000000ffffu,
    0x00cff3000000ffffu,
    0x0040933450000777u,
};

static int run_snippet(struct search *s, int which, const void *code,
		       size_t bytes, uint32_t data)
{
	uc_context_restore(s->uc, s->seen[SEEN_FRESH]);
	uc_mem_write(s->uc, CODE_AT, code, bytes);
	uc_mem_write(s->uc, DATA_AT, &data, 4);
	uc_ctl_flush_tb(s->uc);
	s->save_to = s->seen[which];
	return uc_emu_start(s->uc, CODE_AT, 0xffffff, 0, 64) == UC_ERR_OK;
}

/* mov ds,[DATA_AT] ; int 0x33 */
static const uint8_t load_ds[] = {0x8e, 0x1d, 0, 0x20, 0, 0, 0xcd, 0x33};
static const uint8_t soft_int[] = {0xcd, 0x33};
static const uint8_t divide[] = {0x31, 0xc9, 0xf7, 0xf1};
/* push 0x2b; push 0x4000; pushf; push 0x23; push CODE_AT+24; iret;
 * at 24: int 0x33 */
static const uint8_t to_user[] = {
    0x6a, 0x2b, 0x68, 0,    0x40, 0,	0,    0x9c, 0x6a,
    0x23, 0x68, 0x18, 0x10, 0,	  0,	0xcf, 0x90, 0x90,
    0x90, 0x90, 0x90, 0x90, 0x90, 0x90, 0xcd, 0x33,
};

static int mark_registers(struct search *s)
{
	uint32_t eip = EIP_SEEN, esp = ESP_SEEN, eflags = EFLAGS_IF, i;

	uc_context_restore(s->uc, s->seen[SEEN_FRESH]);
	uc_reg_write(s->uc, UC_X86_REG_EIP, &eip);
	uc_reg_write(s->uc, UC_X86_REG_ESP, &esp);
	uc_reg_write(s->uc, UC_X86_REG_EFLAGS, &eflags);
	for (i = 0; i < 3; i++) {
		uc_x86_msr msr = {MSR_SYSENTER_CS + i, MSR_SEEN + i};

		uc_reg_write(s->uc, UC_X86_REG_MSR, &msr);
	}
	return uc_context_save(s->uc, s->seen[SEEN_MARKED]) == UC_ERR_OK;
}

static int provoke(struct search *s)
{
	uc_x86_mmr gdtr = {.base = GDT_AT, .limit = sizeof(gdt) - 1};
	uint32_t esp = STACK_AT, sel;

	uc_mem_write(s->uc, GDT_AT, gdt, sizeof(gdt));
	uc_reg_write(s->uc, UC_X86_REG_GDTR, &gdtr);
	sel = 0x10;
	uc_reg_write(s->uc, UC_X86_REG_SS, &sel);
	uc_reg_write(s->uc, UC_X86_REG_DS, &sel);
	sel = 0x08;
	uc_reg_write(s->uc, UC_X86_REG_CS, &sel);
	uc_reg_write(s->uc, UC_X86_REG_ESP, &esp);
	uc_context_save(s->uc, s->seen[SEEN_FRESH]);
	return run_snippet(s, SEEN_GP_A, load_ds, sizeof(load_ds), 0x5a58) &&
	       run_snippet(s, SEEN_GP_B, load_ds, sizeof(load_ds), 0x3c38) &&
	       run_snippet(s, SEEN_INT, soft_int, sizeof(soft_int), 0) &&
	       run_snippet(s, SEEN_DE, divide, sizeof(divide), 0) &&
	       run_snippet(s, SEEN_NP, load_ds, sizeof(load_ds), 0x18) &&
	       run_snippet(s, SEEN_SEG, load_ds, sizeof(load_ds), 0x30) &&
	       run_snippet(s, SEEN_USER, to_user, sizeof(to_user), 0) &&
	       mark_registers(s);
}

static uint32_t word(struct search *s, int which, size_t at)
{
	uint32_t value;

	memcpy(&value, (uint8_t *)s->seen[which] + at, 4);
	return value;
}

static bool is_error_code(struct search *s, size_t at)
{
	return word(s, SEEN_GP_A, at) == 0x5a58 &&
	       word(s, SEEN_GP_B, at) == 0x3c38 &&
	       word(s, SEEN_NP, at) == 0x18 && word(s, SEEN_DE, at) == 0 &&
	       word(s, SEEN_INT, at) == 0;
}

static bool is_old_exception(struct search *s, size_t at)
{
	return word(s, SEEN_FRESH, at) == UINT32_MAX &&
	       word(s, SEEN_GP_A, at) == VEC_GP &&
	       word(s, SEEN_GP_B, at) == VEC_GP && word(s, SEEN_DE, at) == 0 &&
	       word(s, SEEN_NP, at) == VEC_NP;
}

static bool is_software(struct search *s, size_t at)
{
	return word(s, SEEN_INT, at) == 1 && word(s, SEEN_SEG, at) == 1 &&
	       word(s, SEEN_USER, at) == 1 && word(s, SEEN_GP_A, at) == 0 &&
	       word(s, SEEN_DE, at) == 0 && word(s, SEEN_NP, at) == 0 &&
	       word(s, SEEN_FRESH, at) == 0;
}

static bool is_hflags(struct search *s, size_t at)
{
	uint32_t kernel = word(s, SEEN_INT, at), user = word(s, SEEN_USER, at);
	uint32_t must = 0xb0; /* 32-bit code and stack, protected mode */

	return (kernel & 3) == 0 && (user & 3) == 3 &&
	       (kernel & must) == must && (user & must) == must &&
	       (kernel | 3) == user;
}

/* The cached DS; CS and SS must lie where the same array puts them. */
static bool is_ds(struct search *s, size_t at)
{
	return at >= 72 && word(s, SEEN_SEG, at) == 0x30 &&
	       word(s, SEEN_SEG, at + 8) == BASE_SEEN &&
	       word(s, SEEN_SEG, at + 16) == LIMIT_SEEN &&
	       word(s, SEEN_SEG, at - 24) == 0x10 &&
	       word(s, SEEN_SEG, at - 48) == 0x08 &&
	       word(s, SEEN_USER, at - 48) == 0x23;
}

/* A word that a test knows, or that mark_registers() has put there. */
static const struct wanted {
	const char *name;
	size_t *at;
	bool (*test)(struct search *s, size_t at);
	uint32_t mark;
} wanted[] = {
    {"the error code", &layout.error_code, is_error_code, 0},
    {"exception_is_int", &layout.is_int, is_software, 0},
    {"old_exception", &layout.old_exception, is_old_exception, 0},
    {"the hidden flags", &layout.hflags, is_hflags, 0},
    {"the cached DS", &layout.segs, is_ds, 0},
    {"EIP", &layout.eip, NULL, EIP_SEEN},
    {"ESP", &layout.esp, NULL, ESP_SEEN},
    {"SYSENTER's CS", &layout.sysenter_cs, NULL, MSR_SEEN & 0xffff},
    {"SYSENTER's ESP", &layout.sysenter_esp, NULL, MSR_SEEN + 1},
    {"SYSENTER's EIP", &layout.sysenter_eip, NULL, MSR_SEEN + 2},
};

static bool is_there(struct search *s, const struct wanted *w, size_t at)
{
	return w->test ? w->test(s, at) : word(s, SEEN_MARKED, at) == w->mark;
}

static bool find_one(struct search *s, const struct wanted *w)
{
	int found = 0;
	size_t i;

	for (i = 0; i + 24 <= layout.size; i += 4) {
		if (is_there(s, w, i)) {
			*w->at = i;
			found++;
		}
	}
	if (found == 1)
		return true;
	PyErr_Format(PyExc_RuntimeError,
		     "this Unicorn is unknown: %d places in its context look "
		     "like %s, one is needed; install unicorn 2.1.4",
		     found, w->name);
	return false;
}

/* What lies beside what was found, and could not be searched for. */
static bool neighbours_fit(struct search *s)
{
	layout.segs -= SEG_DS * 24;
	layout.hflags2 = layout.hflags + 4;
	layout.eflags = layout.eip + 8;
	/* Bit 0 is the global interrupt flag, set since reset. */
	return word(s, SEEN_FRESH, layout.hflags2) & 1 &&
	       word(s, SEEN_MARKED, layout.eflags) & EFLAGS_IF &&
	       !(word(s, SEEN_FRESH, layout.eflags) & EFLAGS_IF);
}

static int deduce(struct search *s)
{
	size_t i;

	for (i = 0; i < sizeof(wanted) / sizeof(wanted[0]); i++)
		if (!find_one(s, &wanted[i]))
			return -1;
	if (neighbours_fit(s))
		return 0;
	PyErr_SetString(PyExc_RuntimeError,
			"this Unicorn is unknown: no second word of hidden "
			"flags, or no EFLAGS behind EIP; install unicorn "
			"2.1.4");
	return -1;
}

/* Leaf 1 as Unicorn's processor has it: a hook must answer it in full. */
static void read_cpuid(struct search *s)
{
	static const uint8_t code[] = {0x0f, 0xa2, 0xcd, 0x33};
	static const int ids[] = {UC_X86_REG_EAX, UC_X86_REG_EBX,
				  UC_X86_REG_ECX, UC_X86_REG_EDX};
	uint32_t one = 1;
	int i;

	uc_context_restore(s->uc, s->seen[SEEN_FRESH]);
	uc_mem_write(s->uc, CODE_AT, code, sizeof(code));
	uc_ctl_flush_tb(s->uc);
	uc_reg_write(s->uc, UC_X86_REG_EAX, &one);
	uc_emu_start(s->uc, CODE_AT, CODE_AT + 2, 0, 1);
	for (i = 0; i < 4; i++)
		uc_reg_read(s->uc, ids[i], &layout.cpuid1[i]);
}

int context_find(void)
{
	struct search s = {0};
	uc_hook hook;
	int i, result = -1;

	if (layout.known)
		return 0;
	if (uc_open(UC_ARCH_X86, UC_MODE_32, &s.uc) != UC_ERR_OK) {
		PyErr_SetString(PyExc_RuntimeError, "Unicorn does not open");
		return -1;
	}
	uc_mem_map(s.uc, 0, 0x10000, UC_PROT_ALL);
	uc_hook_add(s.uc, &hook, UC_HOOK_INTR, (void *)on_interrupt, &s, 1, 0);
	layout.size = uc_context_size(s.uc);
	for (i = 0; i < SEEN_COUNT; i++)
		uc_context_alloc(s.uc, &s.seen[i]);
	if (provoke(&s)) {
		result = deduce(&s);
	} else {
		PyErr_SetString(PyExc_RuntimeError,
				"this Unicorn is unknown: it did not run the "
				"start-up probes; install unicorn 2.1.4");
	}
	if (!result)
		read_cpuid(&s);
	for (i = 0; i < SEEN_COUNT; i++)
		uc_context_free(s.seen[i]);
	uc_close(s.uc);
	layout.known = !result;
	return result;
}
