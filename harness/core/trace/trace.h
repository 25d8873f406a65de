/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Recording: one word a block, and events, for docs/trace-format.md.
 *
 * The block hook stores words without looking for room.  TRACE_WORDS is so
 * much more than one poll's instructions that it cannot run over: a full
 * buffer makes the next block poll, where Python takes it away.
 */
#ifndef HARNESS_TRACE_H
#define HARNESS_TRACE_H

#include "core.h"

#define TRACE_WORDS_FULL (1u << 18)
#define TRACE_EVENTS (1u << 17)
#define TRACE_EVENTS_FULL (1u << 15)
#define TRACE_TASKS 1024
#define TRACE_RANGES 16
#define TRACE_WATCHES 16
#define TRACE_TEXT 64
#define COMM_BYTES 16

enum trace_level { LEVEL_EVENTS, LEVEL_BLOCKS, LEVEL_FULL };

/* An entry of the dictionary of blocks; its number is the word in the stream.
 */
struct trace_block {
	uint32_t pc;
	uint16_t bytes, count;
	uint32_t ring;
	uint32_t code_at;
};
_Static_assert(sizeof(struct trace_block) == 16, "trace/format.py reads 16");

struct trace_task {
	uint32_t task, pid;
	char comm[COMM_BYTES];
};

/* A system call that has not returned. */
struct trace_call {
	uint32_t task, number;
	uint64_t when;
	bool open;
};

struct trace_watch {
	struct core *core;
	uc_hook hook;
	uint32_t kind;
	uint64_t seen_at;
};

struct trace_mark {
	bool used, by_number, by_pc;
	uint32_t pc, kind, text_bytes;
	uint64_t number;
	char text[TRACE_TEXT], seen[TRACE_TEXT];
};

/* Judged at the start of each block; one that is not wanted is skipped. */
struct trace_filter {
	bool used;
	bool open;	/* the gate that Python moves */
	bool task_fits; /* by pid and name, since the last switch */
	bool one_pid, one_comm;
	uint32_t pid, rings;
	char comm[COMM_BYTES];
	uint32_t ranges[TRACE_RANGES][2], range_count;
	uint64_t every;
	struct trace_mark since, until;
	bool ended; /* the end mark was met */
};

struct trace {
	uint32_t ids[NEAR_SLOTS]; /* beside core.near: 0 is not yet known */
	uint32_t event_count;
	struct event *events;
	uint64_t events_lost;

	struct trace_block *blocks; /* number 0 is none */
	uint8_t *code;
	uint32_t *slots; /* open addressing by hash: numbers of blocks */
	uint32_t block_count, block_room, slot_count, blocks_taken;
	uint32_t code_used, code_room, code_taken;

	bool with_blocks, begins_midway, failed, paused;
	struct trace_filter filter;
	uint64_t paused_at, skipped; /* skipped: instructions, in all */
	uint32_t words_full, pid_at, comm_at;
	struct trace_task tasks[TRACE_TASKS];
	struct trace_call calls[TRACE_TASKS];
	struct trace_watch watches[TRACE_WATCHES];
	uint32_t watch_count;
	struct event console; /* output that waits for the rest of its line */
	bool uart_latch, uart_loop;
	uint32_t switch_cr3; /* at the last switch */
	uint64_t switch_writes;
	uint64_t first;	  /* instruction number at the buffer's start */
	uint64_t full_at; /* the one at which it is taken at the latest */
	uint32_t first_task, task, cr3;
	struct trace_full *full; /* NULL at the other levels */
	PyObject *on_full, *on_event;
	uint32_t call_mask; /* kinds of events that on_event is told */
};

/* By the address of a task_struct: its pages are few and its size is odd. */
static inline uint32_t trace_task_slot(uint32_t task)
{
	return task * 0x9e3779b1u / (UINT32_MAX / TRACE_TASKS + 1);
}

/* dictionary.c */
bool trace_dictionary_open(struct trace *t);
uint32_t trace_number_block(struct core *c, uint64_t entry);

/* trace.c */
void trace_ask_to_be_emptied(struct core *c);

/* mark.c */
void trace_mark_block(struct core *c, uint32_t pc, uint64_t first,
		      uint64_t last);
void trace_mark_console(struct core *c, uint8_t byte);
void trace_mark_event(struct core *c, uint32_t kind);
void trace_mark_event_done(struct core *c, uint32_t kind);
bool trace_take_mark(PyObject *from, struct trace_mark *m);

/* filter.c */
bool trace_wanted(struct core *c, uint32_t pc);
void trace_fit_task(struct trace *t, const struct trace_task *now);
PyObject *trace_filter(PyObject *self, PyObject *args);
PyObject *trace_gate(PyObject *self, PyObject *open);
PyObject *trace_ended(PyObject *self, PyObject *unused);

/* pack.c */
PyObject *trace_pack(PyObject *self, PyObject *words);
PyObject *trace_unpack(PyObject *self, PyObject *words);

/* task.c */
void trace_meet_task(struct core *c, uint32_t task);
void trace_learn_task(struct core *c, uint32_t task);

/* syscall.c */
void trace_syscall(struct core *c, const struct event *e);
void trace_sysret(struct core *c, const struct event *e);
void trace_text(struct core *c, const struct event *like, uint32_t argument,
		uint32_t vaddr, uint32_t bytes);

/* console.c */
void trace_console(struct core *c, const struct event *port);
void trace_console_flush(struct core *c);

/* watch.c */
PyObject *trace_watch(PyObject *self, PyObject *args);
void trace_watch_free(struct core *c, struct trace *t);

#endif
