/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What the parts of the core tell the TLB model; see tlb.h. */
#ifndef HARNESS_MODELLING_H
#define HARNESS_MODELLING_H

/* face.c */
extern PyMethodDef tlb_methods[];
void tlb_close(struct core *c);

/* model.c: a control register was written from outside the guest's code */
void tlb_control(struct core *c, bool cr3_written);

/* feed.c */
void tlb_filled(struct core *c, uint32_t vaddr, uint64_t page);
void tlb_supervisor(struct core *c, uint32_t vaddr, bool write, uint64_t paddr);
void tlb_settle(struct core *c, uint32_t pc);
void tlb_enter(struct core *c, bool counted);
void tlb_translated(struct core *c, uint32_t pc, uint32_t size);
void tlb_task(struct core *c, uint32_t task);

#endif
