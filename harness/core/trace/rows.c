/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Puts rows behind each other; iterations of a `rep' become one row. */
#include "trace/rows.h"

#include "trace/trace.h"

#define FIRST_ROWS 65536u
#define ROWS_MOST ((size_t)1 << 26)

static bool grow(void **array, size_t room, size_t each)
{
	void *grown = realloc(*array, room * each);

	if (grown)
		*array = grown;
	return grown;
}

/* Rows that the words ask for at most, or 0 when that cannot be. */
static size_t rows_asked(const struct decoder *d)
{
	size_t rows = 2, i;

	for (i = 0; i < d->count && rows < ROWS_MOST; i++) {
		uint32_t word = d->w[i];

		if (word >= TRACE_EVENT)
			rows++;
		else if (word < d->p->block_count)
			rows += d->p->blocks[word].count + 1u;
	}
	return rows < ROWS_MOST ? rows : 0;
}

/* Made as large as they can become: what is not used is never touched. */
bool rows_open(struct decoder *d)
{
	size_t room = rows_asked(d);
	bool registers = d->want & WANT_REGISTERS && d->full;
	int i;

	d->event_rows = calloc(d->event_count + 1, sizeof(*d->event_rows));
	if (!room || !d->event_rows)
		return false;
	d->rows_object = PyByteArray_FromStringAndSize(
	    NULL, (Py_ssize_t)(room * sizeof(*d->rows)));
	d->regs_object = PyByteArray_FromStringAndSize(
	    NULL, (Py_ssize_t)(registers * room * TR_REGS * 4));
	if (!d->rows_object || !d->regs_object)
		return false;
	d->rows = (struct insn_row *)PyByteArray_AS_STRING(d->rows_object);
	for (i = 0; registers && i < TR_REGS; i++)
		d->regs[i] = (uint32_t *)PyByteArray_AS_STRING(d->regs_object) +
			     i * room;
	d->rows_room = room;
	return true;
}

void rows_close(struct decoder *d)
{
	Py_XDECREF(d->rows_object);
	Py_XDECREF(d->regs_object);
	free(d->mem);
	free(d->event_rows);
}

static void put_registers(struct decoder *d)
{
	int i;

	if (d->regs[0])
		for (i = 0; i < TR_REGS; i++)
			d->regs[i][d->rows_used] = d->m->regs[i];
}

static void put_accesses(struct decoder *d, size_t row)
{
	const struct model *m = d->m;
	uint32_t i;

	if (!(d->want & WANT_MEMORY))
		return;
	while (d->mem_room - d->mem_used < m->count) {
		d->mem_room = d->mem_room ? d->mem_room * 2 : FIRST_ROWS;
		if (!grow((void **)&d->mem, d->mem_room, sizeof(*d->mem))) {
			d->mem_room = d->mem_used;
			d->failed = true;
			return;
		}
	}
	for (i = 0; i < m->count; i++) {
		const struct access_row *a = &m->rows[i];

		d->mem[d->mem_used++] = (struct mem_row){
		    .value = a->value,
		    .row = (uint32_t)row,
		    .vaddr = a->vaddr,
		    .paddr = a->paddr,
		    .kind = (a->kind & ACCESS_STORE ? 1 : 0) |
			    (a->kind & ACCESS_OWN ? 2 : 0),
		    .size = (uint8_t)(1u << (a->kind & ACCESS_SIZE)),
		};
	}
}

static void run_model(struct decoder *d, uint32_t site, size_t row)
{
	if (!d->full || d->m->failed)
		return;
	model_step(d->m, &d->p->sites[site], &d->p->insns[site]);
	d->rows[row].changed |= d->m->changed;
	put_accesses(d, row);
	d->m->count = 0;
}

static bool is_string(const struct insn *in)
{
	uint8_t op = in->opcode & 0xfe;

	return in->rep && !in->map &&
	       (op == 0xa4 || op == 0xa6 || (op >= 0xaa && op <= 0xae) ||
		op == 0x6c || op == 0x6e);
}

/* Comparing ones leave at once; the others enter once more to leave. */
static bool compares(const struct insn *in)
{
	return (in->opcode & 0xf6) == 0xa6;
}

/* What is known of a repeated instruction when the next one begins. */
static void count_repeats(struct decoder *d, uint32_t following)
{
	struct insn_row *row;

	if (!d->rows_used || !d->last || !is_string(d->last))
		return;
	row = &d->rows[d->rows_used - 1];
	if (d->full)
		row->repeat = d->first_ecx - d->m->regs[TR_ECX];
	else if (following == row->pc + row->size && !compares(d->last))
		row->repeat = row->count - 1;
	else
		row->repeat = row->count;
}

static bool same_repeat(const struct decoder *d, const struct insn *in,
			const struct program_block *b, uint32_t index,
			uint32_t pc)
{
	const struct insn_row *row;

	if (!d->unbroken || !d->rows_used || index || !is_string(in))
		return false;
	row = &d->rows[d->rows_used - 1];
	return row->kind == ROW_INSN && row->pc == pc && row->ring == b->ring &&
	       row->task == d->task;
}

static size_t add_row(struct decoder *d, struct insn_row row)
{
	count_repeats(d, row.pc);
	if (d->rows_used + 1 >= d->rows_room) {
		d->failed = true;
		return d->rows_used - 1;
	}
	put_registers(d);
	d->first_ecx = d->m->regs[TR_ECX];
	row.number = d->number;
	row.task = d->task;
	d->rows[d->rows_used] = row;
	d->unbroken = true;
	return d->rows_used++;
}

size_t rows_instruction(struct decoder *d, uint32_t number,
			const struct program_block *b, uint32_t index)
{
	const struct insn *in = &d->p->insns[b->first + index];
	uint32_t pc = index && d->at_block == number + 1
			  ? d->at_pc
			  : b->pc + program_offset(d->p, b, index);
	size_t row;

	d->at_block = number + 1;
	d->at_pc = pc + in->length;
	d->whole_blocks = !in->length && b->bytes;
	if (same_repeat(d, in, b, index, pc)) {
		row = d->rows_used - 1;
		d->rows[row].count++;
	} else {
		row = add_row(d, (struct insn_row){
				     .count = 1,
				     .repeat = 1,
				     .pc = pc,
				     .block = number,
				     .index = (uint16_t)index,
				     .size = in->length,
				     .ring = (uint8_t)b->ring,
				 });
	}
	d->last = in;
	d->number++;
	run_model(d, b->first + index, row);
	return row;
}

/* A block whose instructions are not known is one row. */
void rows_widen(struct decoder *d, size_t row, uint32_t count)
{
	d->rows[row].count = count;
	d->number += count - 1;
}

size_t rows_pseudo(struct decoder *d, enum row_kind kind, uint32_t count)
{
	size_t row = add_row(d, (struct insn_row){
				    .count = count,
				    .repeat = 1,
				    .kind = (uint8_t)kind,
				});

	d->last = NULL;
	d->unbroken = false;
	d->number += count;
	run_model(d, 0, row);
	return row;
}

void rows_finish(struct decoder *d)
{
	count_repeats(d, 0);
	put_registers(d);
}

static PyObject *bytes_of(const void *from, size_t bytes)
{
	return PyByteArray_FromStringAndSize(from, (Py_ssize_t)bytes);
}

PyObject *rows_result(struct decoder *d)
{
	if (d->failed)
		return PyErr_NoMemory();
	return Py_BuildValue(
	    "OnOnNNi", d->rows_object, (Py_ssize_t)d->rows_used, d->regs_object,
	    (Py_ssize_t)d->rows_room,
	    bytes_of(d->mem, d->mem_used * sizeof(*d->mem)),
	    bytes_of(d->event_rows, d->event_count * sizeof(*d->event_rows)),
	    (int)(d->full && d->m->failed));
}
