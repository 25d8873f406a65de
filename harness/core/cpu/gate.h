/* SPDX-License-Identifier: GPL-2.0-or-later */
/* One delivery on its way: what descriptor.c reads and gate.c acts on. */
#ifndef HARNESS_GATE_H
#define HARNESS_GATE_H

#include "core.h"

#define GATE_TASK 0x5
#define GATE_INTERRUPT 0xe
#define GATE_TRAP 0xf
#define DESC_P 0x8000u
#define DESC_S 0x1000u
#define DESC_CODE 0x0800u
#define DESC_CONFORMING 0x0400u
#define DESC_WRITABLE 0x0200u
#define DESC_ACCESSED 0x0100u
#define DESC_GRANULAR 0x00800000u
#define DESC_BIG 0x00400000u

struct entry {
	uint32_t low, high;
};

struct gate {
	uint32_t cpl, new_cpl, selector, offset;
	bool trap, task, inner;
	struct entry code, stack;
	uint32_t ss, esp; /* where the frame goes */
	struct seg_cache stack_seg;
	uint32_t ext;
	struct view view;
};

/* descriptor.c: each checks in the manual's order; false fills the fault. */
bool gate_refuse(struct gate *g, int vector, uint32_t error);
bool gate_read(struct core *c, struct gate *g, int vector, bool software);
bool gate_read_code(struct core *c, struct gate *g);
bool gate_read_inner_stack(struct core *c, struct gate *g);
bool descriptor_at(struct core *c, uint32_t selector, uint32_t *at);
/* task_switch.c */
bool task_gate_enter(struct core *c, struct gate *g, const uint32_t *error);
uint32_t entry_limit(struct entry e);
uint32_t entry_base(struct entry e);

#endif
