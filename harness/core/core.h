/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The state of one emulated i386 machine and what its parts call in each
 * other.  In reading order:
 *
 *   engine/  what Unicorn keeps to itself, and how it is found: context.c first
 *   memory/  walk.c and mmu.c; ram.c, image.c and revert.c for snapshots
 *   cpu/     segment.c, access.c; descriptor.c, gate.c, exception.c:
 *            deliveries; ports.c, dataport.c, repeat.c: IN and OUT
 *   .        the run: setup.c, run.c, block.c, attention.c; what watches it:
 *            probe.c, tap.c, events.c; Python's face: module.c, state.c,
 *            counters.c, memory/memory.c; snapshot.c
 *   trace/   recordings, written and read
 *   tlb/     the model of a processor's TLB
 */
#ifndef HARNESS_CORE_H
#define HARNESS_CORE_H

#define PY_SSIZE_T_CLEAN
#include <Python.h>
#include <stdbool.h>
#include <stdint.h>
#include <unicorn/unicorn.h>

#include "cpu/access.h"
#include "i386.h"
#include "memory/walk.h"

#define likely(x) __builtin_expect(!!(x), 1)
#define unlikely(x) __builtin_expect(!!(x), 0)

#define NEVER UINT64_MAX
#define POLL_INSTRUCTIONS (1u << 20)
#define MAX_PROBES 256
#define EVENT_LIMIT (1u << 18)
#define BLOCK_SLOTS (1u << 16)
#define NEAR_SLOTS (1u << 16)

enum stop_reason {
	STOP_NONE,
	STOP_EXIT,
	STOP_HALTED,
	STOP_BUDGET,
	STOP_SHUTDOWN,
	STOP_BREAKPOINT,
	STOP_BUS,
	STOP_INTERRUPTED,
	STOP_ENGINE,
};

enum event_kind {
	EV_SWITCH = 1,
	EV_EXCEPTION,
	EV_INTERRUPT,
	EV_CR3,
	EV_USER_ACCESS,
	EV_PORT,
	/* In traces only; docs/trace-format.md says what stands in them. */
	EV_TASK,
	EV_WALK,
	EV_SYSCALL,
	EV_SYSCALL2,
	EV_RETURN,
	EV_TEXT,
	EV_CONSOLE,
	EV_KEPT,
	EV_FORK,
	EV_EXEC,
	EV_EXIT,
	EV_WAKE,
	EV_DISK, /* logged by the device, in both */
	EV_KINDS,
};

/* EV_INTERRUPT's b. */
enum { BY_DEVICE, BY_INT, BY_SYSENTER };

enum segment { SEG_ES, SEG_CS, SEG_SS, SEG_DS, SEG_FS, SEG_GS, SEG_COUNT };

/* One record of take_events(); Python decodes it with "<Q8I". */
struct event {
	uint64_t instruction;
	uint32_t kind, eip, a, b, c, d, current, pad;
};
_Static_assert(sizeof(struct event) == 40, "trace/events.py reads 40 bytes");

/* Where a saved context keeps what Unicorn's API does not show. */
struct context_layout {
	bool known;
	size_t size;
	size_t eip, esp, eflags, hflags, hflags2, segs;
	size_t error_code, is_int, old_exception;
	size_t sysenter_cs, sysenter_esp, sysenter_eip;
	uint32_t cpuid1[4];
};

/* A segment register as the processor caches it. */
struct seg_cache {
	uint32_t selector;
	uint64_t base;
	uint32_t limit, flags;
};

struct probe {
	uint32_t vaddr;
	PyObject *callable; /* NULL: a breakpoint */
	uc_hook hook;
	struct core *core;
	uint64_t order;
	bool used, tap;
};

/* Where a tap finds the current task; see tap.c. */
struct tap_places {
	uint32_t page_offset, direct_bytes, cr3, thread_bytes, task_at, pid_at;
};

/* What the MMU's fill refused last. */
struct refusal {
	uint64_t page;
	uint32_t error; /* of the page fault, if the program is to blame */
	enum access kind;
	bool ordinary;
};

struct core {
	PyObject_HEAD uc_engine *uc;
	uc_context *ctx;
	uint8_t *ram;
	uint64_t ram_bytes;
	PyObject *base; /* the image that ram maps, or NULL */

	/* What the block hook touches, kept together. */
	int64_t left;	  /* instructions until the slow path is due */
	uint64_t horizon; /* the instruction count at which it is */
	uint64_t trace_hash;
	uint32_t *fetch_page; /* virtual page -> physical page address */
	uint64_t block;	      /* the current one: size:16 pc:32 count:16 */
	uint64_t *blocks;     /* the same by physical pc */
	bool tracing;	      /* blocks go to the trace */
	bool modelling;	      /* and to the TLB model */
	uint32_t *trace_ids;  /* by virtual pc; NULL: each block is judged */
	uint32_t *trace_words;
	uint32_t trace_used;
	bool tracing_stores; /* stores of other than instructions too */

	uint64_t idle; /* cycles that hlt jumped over */
	uint64_t deadline;
	uint64_t budget_end;
	uint64_t poll_at, poll_every;
	bool intr, nmi, halted, running, in_insn;
	bool in_block;	   /* inside the block hook */
	bool insn_refused; /* IN, OUT or SYSENTER must raise #GP */
	bool resume_quiet; /* the next block has been counted and hashed */
	bool straight;	   /* nobody asks for stops within blocks */

	enum stop_reason stop;
	int64_t stop_value;
	PyObject *err_type, *err_value, *err_trace;
	uint64_t bus_address;
	bool bus_seen;

	uint8_t *code_pages; /* by physical page: 0, or 1 + misses for data */
	bool fill_failed, stand_in, refuse_all;
	struct refusal refusal;
	uint64_t stand_in_page;
	int detour; /* 0: own MMU; 1: Unicorn's, first block; 2: later */
	uint32_t detour_count, detour_end;
	uint32_t last_cr3;
	uint64_t cr3_writes; /* by the host */
	uint64_t fills, exceptions, interrupts;

	PyObject *on_port_in, *on_port_out, *on_deadline, *on_ack;
	uint8_t *port_kind; /* PORT_* by port */
	uint8_t *port_latch;
	char *stream;
	size_t stream_len, stream_cap;
	struct data_port *data; /* NULL: none */

	struct probe probes[MAX_PROBES];
	uint64_t probes_placed;
	struct tap_places tapped;
	bool skip_breakpoint;
	uint32_t skip_pc;
	uc_hook switch_hook;
	bool switch_watched;
	uint64_t switched_at; /* the count then: a resumed run calls again */
	uint32_t current, guard_limit, guard_mm, guard_cr3;
	bool guard_stale; /* the TLB may hold pages below guard_limit */

	struct event *events;
	size_t event_count;
	uint64_t events_lost;
	uint32_t event_mask;
	uint32_t trace_mask;   /* the same for the trace */
	struct trace *trace;   /* NULL: none */
	struct tlb *tlb;       /* NULL: none */
	bool assume_nx;	       /* as if EFER.NXE were set */
	struct walker *walker; /* NULL: the processor's own tables */

	uint64_t near[NEAR_SLOTS]; /* like blocks, by virtual pc */
};

#define PORT_LATCHED 1
#define PORT_STREAM 2
#define PORT_DATA 4

extern struct context_layout layout;

/* engine/context.c */
int context_find(void);
static inline uint8_t *context_bytes(struct core *c)
{
	return (uint8_t *)c->ctx;
}
static inline uint32_t context_u32(struct core *c, size_t at)
{
	uint32_t value;

	memcpy(&value, context_bytes(c) + at, 4);
	return value;
}
static inline void context_set_u32(struct core *c, size_t at, uint32_t value)
{
	memcpy(context_bytes(c) + at, &value, 4);
}

/* cpu/segment.c */
struct seg_cache segment_get(struct core *c, enum segment seg);
void segment_set(struct core *c, enum segment seg, struct seg_cache value);
void segment_refresh_hflags(struct core *c, uint32_t cpl);
void segment_set_flat(struct core *c);

/* memory/mmu.c */
bool mmu_fill(uc_engine *uc, uint64_t vaddr, uc_mem_type type,
	      uc_tlb_entry *out, void *user);
bool mmu_unmapped(uc_engine *uc, uc_mem_type type, uint64_t address, int size,
		  int64_t value, void *user);
void mmu_begin_detour(struct core *c);
void mmu_end_detour(struct core *c);
void mmu_note_cr3(struct core *c, uint32_t cr3);
void mmu_learn_fetch(struct core *c, uint32_t pc);
void mmu_abort_instruction(struct core *c);
void mmu_drop_code(struct core *c, uint64_t page);
void mmu_drop_blocks_at(struct core *c, uint64_t paddr);
void mmu_forget_code(struct core *c);
/* trace/task.c */
bool core_peek(struct core *c, uint32_t vaddr, void *to, uint32_t bytes);

/* cpu/gate.c */
bool gate_enter(struct core *c, int vector, int kind, const uint32_t *error,
		struct fault *fault);

/* cpu/exception.c */
enum { KIND_FAULT, KIND_SOFTWARE, KIND_EXTERNAL, KIND_SYSENTER };
void exception_save(struct core *c);
void exception_deliver(struct core *c, int vector, int kind, uint32_t error);
void exception_fault(struct core *c, int vector, uint32_t error);
void exception_hook(uc_engine *uc, uint32_t intno, void *user);
bool exception_invalid(uc_engine *uc, void *user);

/* block.c */
void block_hook(uc_engine *uc, uint64_t address, uint32_t size, void *user);
void block_generated(uc_engine *uc, uc_tb *tb, uc_tb *previous, void *user);
void block_refund(struct core *c, uint32_t eip, bool fetch);
void block_page_moved(struct core *c, uint32_t pc);
uint32_t block_rest(struct core *c, uint32_t eip);
uint64_t block_clock_now(struct core *c);
static inline void trace_mix(struct core *c, uint64_t value)
{
	c->trace_hash = c->trace_hash * 0x5851f42d + value;
}

/* Retired instructions; the block hook counts down to the next attention. */
static inline uint64_t core_now(const struct core *c)
{
	return c->horizon - (uint64_t)c->left;
}
static inline void core_tick(struct core *c, int64_t count)
{
	c->left -= count;
}

/* attention.c */
void attention_update(struct core *c);
bool attention_slow(struct core *c);
void attention_idle(struct core *c);
void core_stop(struct core *c, enum stop_reason reason, int64_t value);
void core_store_error(struct core *c);
void core_poll(struct core *c);

/* engine/straight.c */
void straight_begin(struct core *c);
void straight_leave(struct core *c);

/* engine/direct.c */
void direct_begin(void);
bool direct_fault(struct core *c);

/* run.c */
PyObject *core_run(struct core *c, PyObject *args);

/* cpu/ports.c */
uint32_t port_in(uc_engine *uc, uint32_t port, int size, void *user);
void port_out(uc_engine *uc, uint32_t port, int size, uint32_t value,
	      void *user);
int insn_cpuid(uc_engine *uc, void *user);
int insn_rdtsc(uc_engine *uc, void *user);
int insn_rdtscp(uc_engine *uc, void *user);

/* cpu/sysenter.c */
void sysenter_hook(uc_engine *uc, void *user);

/* cpu/dataport.c */
bool data_port_in(struct core *c, uint32_t port, int size, uint32_t *value);
bool data_port_out(struct core *c, uint32_t port, int size, uint32_t value);
void data_port_close(struct core *c);

/* cpu/repeat.c */
uint32_t repeat_port(struct core *c, bool write, int size, uint8_t *buffer,
		     size_t most);

/* methods of the Python type: probe.c, tap.c, events.c, memory/memory.c, ... */
extern PyMethodDef probe_methods[], tap_methods[], event_methods[],
    memory_methods[], state_methods[], snapshot_methods[], ram_methods[],
    walker_methods[], data_methods[], image_functions[];
extern PyGetSetDef state_getset[];
void probe_release(struct core *c);
bool tap_call(struct core *c, PyObject *callable, PyObject **result);
bool event_room(struct core *c);
void event_add(struct core *c, enum event_kind kind, uint32_t eip, uint32_t a,
	       uint32_t b, uint32_t cc, uint32_t d);

/* snapshot.c */
bool core_at_rest(struct core *c);

/* setup.c */
int core_open(struct core *c, unsigned long long ram_bytes);
void core_close(struct core *c);

static inline uint32_t reg_get(struct core *c, int id)
{
	uint32_t value = 0;

	uc_reg_read(c->uc, id, &value);
	return value;
}
static inline void reg_set(struct core *c, int id, uint32_t value)
{
	uc_reg_write(c->uc, id, &value);
}
static inline uint32_t cpl_now(struct core *c)
{
	return reg_get(c, UC_X86_REG_CS) & 3;
}

#include "trace/tracing.h"
#include "tlb/modelling.h"

#endif
