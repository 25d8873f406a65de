/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Opens and closes the engine, its RAM and its hooks. */
#define _GNU_SOURCE
#include "core.h"

#include <sys/mman.h>

struct hook_row {
	int type;
	void *callback;
	int insn;
};

static const struct hook_row rows[] = {
    {UC_HOOK_TLB_FILL, (void *)mmu_fill, 0},
    {UC_HOOK_BLOCK, (void *)block_hook, 0},
    {UC_HOOK_EDGE_GENERATED, (void *)block_generated, 0},
    {UC_HOOK_INTR, (void *)exception_hook, 0},
    {UC_HOOK_INSN_INVALID, (void *)exception_invalid, 0},
    {UC_HOOK_MEM_UNMAPPED, (void *)mmu_unmapped, 0},
    {UC_HOOK_INSN, (void *)port_in, UC_X86_INS_IN},
    {UC_HOOK_INSN, (void *)port_out, UC_X86_INS_OUT},
    {UC_HOOK_INSN, (void *)insn_cpuid, UC_X86_INS_CPUID},
    {UC_HOOK_INSN, (void *)insn_rdtsc, UC_X86_INS_RDTSC},
    {UC_HOOK_INSN, (void *)insn_rdtscp, UC_X86_INS_RDTSCP},
    {UC_HOOK_INSN, (void *)sysenter_hook, UC_X86_INS_SYSENTER},
};

static int engine_error(uc_err err, const char *what)
{
	if (err == UC_ERR_OK)
		return 0;
	PyErr_Format(PyExc_RuntimeError, "Unicorn refused to %s: %s", what,
		     uc_strerror(err));
	return -1;
}

static int add_hooks(struct core *c)
{
	size_t i;

	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		uc_hook handle;

		/*
		 * A memory hook over RAM would keep Unicorn's stores there on
		 * the slow path, called or not: this one starts beyond it.
		 */
		bool memory = rows[i].type == UC_HOOK_MEM_UNMAPPED;

		if (engine_error(uc_hook_add(c->uc, &handle, rows[i].type,
					     rows[i].callback, c,
					     memory ? c->ram_bytes : 1,
					     memory ? UINT64_MAX : 0,
					     rows[i].insn),
				 "take a hook"))
			return -1;
	}
	return 0;
}

static int open_engine(struct core *c)
{
	if (engine_error(uc_open(UC_ARCH_X86, UC_MODE_32, &c->uc), "open"))
		return -1;
	straight_begin(c);
	direct_begin();
	/* No address is an end: the guest may run anywhere. */
	if (engine_error(uc_ctl_exits_enable(c->uc), "run without an end") ||
	    engine_error(uc_context_alloc(c->uc, &c->ctx), "save its state") ||
	    engine_error(
		uc_mem_map_ptr(c->uc, 0, c->ram_bytes, UC_PROT_ALL, c->ram),
		"map RAM") ||
	    engine_error(uc_ctl_tlb_mode(c->uc, UC_TLB_VIRTUAL),
			 "let us fill its TLB"))
		return -1;
	return add_hooks(c);
}

static int allocate(struct core *c)
{
	void *ram = mmap(NULL, c->ram_bytes, PROT_READ | PROT_WRITE,
			 MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);

	if (ram != MAP_FAILED)
		c->ram = ram;
	c->fetch_page = calloc(PAGE_COUNT, sizeof(*c->fetch_page));
	c->blocks = calloc(BLOCK_SLOTS, sizeof(*c->blocks));
	c->code_pages = calloc(1, c->ram_bytes >> PAGE_SHIFT);
	c->port_kind = calloc(1, 0x10000);
	c->port_latch = calloc(1, 0x10000);
	if (!c->ram || !c->fetch_page || !c->blocks || !c->code_pages ||
	    !c->port_kind || !c->port_latch) {
		PyErr_NoMemory();
		return -1;
	}
	return 0;
}

int core_open(struct core *c, unsigned long long ram_bytes)
{
	if (!ram_bytes || ram_bytes & PAGE_MASK || ram_bytes > 0xfffff000u) {
		PyErr_Format(PyExc_ValueError,
			     "RAM of %llu bytes: a multiple of 4096 below "
			     "4 GiB is needed",
			     ram_bytes);
		return -1;
	}
	if (context_find())
		return -1;
	c->ram_bytes = ram_bytes;
	c->deadline = c->budget_end = NEVER;
	c->poll_every = POLL_INSTRUCTIONS;
	c->trace_hash = 0xcbf29ce484222325u;
	if (allocate(c) || open_engine(c))
		return -1;
	/* Unicorn begins with what its users want of SSE; a processor not. */
	reg_set(c, UC_X86_REG_CR4, 0);
	return 0;
}

void core_close(struct core *c)
{
	trace_close(c);
	if (c->ctx)
		uc_context_free(c->ctx);
	if (c->uc)
		uc_close(c->uc);
	if (c->ram)
		munmap(c->ram, c->ram_bytes);
	Py_CLEAR(c->base);
	free(c->fetch_page);
	free(c->blocks);
	free(c->code_pages);
	free(c->port_kind);
	free(c->port_latch);
	free(c->stream);
	free(c->events);
}
