/* SPDX-License-Identifier: GPL-2.0-or-later */
/* IN and OUT, CPUID, RDTSC: instructions that the host answers. */
#include "core.h"
#include "cpu/insn.h"

#define STREAM_LIMIT (64u << 20)

static void log_port(struct core *c, uint32_t port, uint32_t value, int size,
		     bool out)
{
	if ((c->event_mask | c->trace_mask) & 1u << EV_PORT)
		event_add(c, EV_PORT, reg_get(c, UC_X86_REG_EIP), port, value,
			  out << 8 | size, 0);
}

static uint32_t ask_port(struct core *c, uint32_t port, int size)
{
	uint32_t value = 0xffffffff;
	PyObject *result;

	if (!c->on_port_in)
		return value;
	result = PyObject_CallFunction(c->on_port_in, "Ii", port, size);
	if (result)
		value = (uint32_t)PyLong_AsUnsignedLongMask(result);
	Py_XDECREF(result);
	if (PyErr_Occurred())
		core_store_error(c);
	return value;
}

/*
 * Unicorn lets every program do I/O.  Intel SDM volume 1, 19.5: IOPL first,
 * then the bit map of a 32-bit task state segment.
 */
static bool io_allowed(struct core *c, uint32_t port, int size)
{
	uint32_t cpl = cpl_now(c), map = 0, bits = 0, at;
	struct fault ignored;
	struct view v;
	uc_x86_mmr tr;

	if (!cpl || cpl <= (reg_get(c, UC_X86_REG_EFLAGS) >> 12 & 3))
		return true;
	uc_reg_read(c->uc, UC_X86_REG_TR, &tr);
	v = mmu_view(c, &ignored);
	if (!(tr.flags & 0x800) || tr.limit < 103 ||
	    !mmu_read(c, &v, (uint32_t)tr.base + 0x66, &map, 2))
		return false;
	at = map + (port >> 3);
	if (at + 1 > tr.limit ||
	    !mmu_read(c, &v, (uint32_t)tr.base + at, &bits, 2))
		return false;
	return !(bits >> (port & 7) & ((1u << size) - 1));
}

static void check_io(struct core *c, uint32_t port, int size)
{
	if (!io_allowed(c, port, size)) {
		c->insn_refused = true;
		mmu_abort_instruction(c);
	}
}

uint32_t port_in(uc_engine *uc, uint32_t port, int size, void *opaque)
{
	struct core *c = opaque;
	uint32_t value;

	(void)uc;
	port &= 0xffff;
	if (c->stop)
		return 0xffffffff;
	check_io(c, port, size);
	if (size == 1 && c->port_kind[port] & PORT_LATCHED) {
		value = c->port_latch[port];
	} else if (c->port_kind[port] & PORT_DATA &&
		   data_port_in(c, port, size, &value)) {
		/* Not logged: a disk's words would be most of every log. */
		return value;
	} else {
		c->in_insn = true;
		value = ask_port(c, port, size);
		c->in_insn = false;
	}
	log_port(c, port, value, size, false);
	return value;
}

static void stream_byte(struct core *c, uint8_t byte)
{
	if (c->stream_len == c->stream_cap) {
		size_t cap = c->stream_cap ? c->stream_cap * 2 : 4096;
		char *grown =
		    cap > STREAM_LIMIT ? NULL : realloc(c->stream, cap);

		if (!grown)
			return;
		c->stream = grown;
		c->stream_cap = cap;
	}
	c->stream[c->stream_len++] = (char)byte;
}

#define OUT_LOWEST 0xe6 /* outs, which has registers to move yet, is below */

static uint32_t length_here(struct core *c, uint32_t eip)
{
	struct insn in;

	if (!insn_at(c, eip, &in) || in.opcode < OUT_LOWEST)
		return 0;
	return in.length;
}

/* A machine that a port stopped stands behind that instruction. */
static void leave_behind(struct core *c)
{
	uint32_t eip = reg_get(c, UC_X86_REG_EIP);
	uint32_t length = length_here(c, eip), rest;

	if (!length)
		return;
	rest = block_rest(c, eip + length);
	if (rest)
		core_tick_traced(c, -(int64_t)rest, TRACE_CUT);
	c->resume_quiet = rest;
	reg_set(c, UC_X86_REG_EIP, eip + length);
	straight_leave(c);
}

void port_out(uc_engine *uc, uint32_t port, int size, uint32_t value,
	      void *opaque)
{
	struct core *c = opaque;
	PyObject *result;

	(void)uc;
	port &= 0xffff;
	if (c->stop)
		return;
	check_io(c, port, size);
	if (c->port_kind[port] & PORT_DATA &&
	    data_port_out(c, port, size, value))
		return;
	log_port(c, port, value, size, true);
	if (size == 1 && c->port_kind[port] & PORT_STREAM) {
		stream_byte(c, (uint8_t)value);
		trace_mix(c, 0x200000000u | (value & 0xff));
		return;
	}
	if (!c->on_port_out)
		return;
	c->in_insn = true;
	result =
	    PyObject_CallFunction(c->on_port_out, "IiI", port, size, value);
	c->in_insn = false;
	if (!result)
		core_store_error(c);
	Py_XDECREF(result);
	if (c->stop && c->straight)
		leave_behind(c);
}

static void set_four(struct core *c, uint32_t a, uint32_t b, uint32_t cx,
		     uint32_t d)
{
	reg_set(c, UC_X86_REG_EAX, a);
	reg_set(c, UC_X86_REG_EBX, b);
	reg_set(c, UC_X86_REG_ECX, cx);
	reg_set(c, UC_X86_REG_EDX, d);
}

/* Leaf 0x40000000 says who runs the guest, as hypervisors do. */
#define CPUID_OSXSAVE (1u << 27)
#define CR4_OSXSAVE (1u << 18)

int insn_cpuid(uc_engine *uc, void *opaque)
{
	const uint32_t hypervisor = 1u << 31;
	const uint32_t *one = layout.cpuid1;
	struct core *c = opaque;
	uint32_t leaf = reg_get(c, UC_X86_REG_EAX), name[3];

	(void)uc;
	if (leaf == 0x40000000) {
		memcpy(name, "HarnessGate!", 12);
		set_four(c, 0x40000000, name[0], name[1], name[2]);
		return 1;
	}
	if (leaf == 1) {
		uint32_t ecx = one[2] & ~CPUID_OSXSAVE;

		/* It tells what the kernel allows, not what there is. */
		if (reg_get(c, UC_X86_REG_CR4) & CR4_OSXSAVE)
			ecx |= CPUID_OSXSAVE;
		set_four(c, one[0], one[1], ecx | hypervisor, one[3]);
		return 1;
	}
	return 0;
}

int insn_rdtsc(uc_engine *uc, void *opaque)
{
	struct core *c = opaque;
	uint64_t now;

	(void)uc;
	c->in_insn = true;
	now = block_clock_now(c);
	c->in_insn = false;
	reg_set(c, UC_X86_REG_EAX, (uint32_t)now);
	reg_set(c, UC_X86_REG_EDX, (uint32_t)(now >> 32));
	return 1;
}

int insn_rdtscp(uc_engine *uc, void *opaque)
{
	struct core *c = opaque;

	insn_rdtsc(uc, opaque);
	reg_set(c, UC_X86_REG_ECX, 0);
	return 1;
}
