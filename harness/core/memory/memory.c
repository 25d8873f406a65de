/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Guest memory and port shortcuts as Python sees them. */
#include "core.h"

#define READ_LIMIT (256u << 20)

static bool paging_for(struct core *c, PyObject *cr3, struct paging *p)
{
	*p = paging_now(c);
	if (cr3 && cr3 != Py_None) {
		p->cr3 = (uint32_t)PyLong_AsUnsignedLongMask(cr3);
		if (PyErr_Occurred())
			return false;
	}
	return true;
}

/* flags: 1 present, 2 writable, 4 user, 0x20 accessed, 0x40 dirty, 0x100
 * no execute; both levels combined where both have a say. */
static unsigned int walk_flags(const struct walk *w)
{
	return 1u | w->writable << 1 | w->user << 2 | w->accessed << 5 |
	       w->dirty << 6 | w->nx << 8;
}

static PyObject *translate(PyObject *self, PyObject *args, PyObject *kw)
{
	static char *names[] = {"vaddr", "cr3", NULL};
	struct core *c = (struct core *)self;
	PyObject *cr3 = NULL;
	unsigned int vaddr;
	struct paging p;
	struct walk w;

	if (!PyArg_ParseTupleAndKeywords(args, kw, "I|O:translate", names,
					 &vaddr, &cr3) ||
	    !paging_for(c, cr3, &p))
		return NULL;
	w = walk_page(c, &p, vaddr, false);
	if (w.status != WALK_OK)
		Py_RETURN_NONE;
	return Py_BuildValue("KI",
			     (unsigned long long)w.page + (vaddr & PAGE_MASK),
			     walk_flags(&w));
}

static int64_t not_there(uint32_t vaddr, const char *why)
{
	PyObject *args = Py_BuildValue("(Is)", vaddr, why);

	if (args)
		PyErr_SetObject(PyExc_LookupError, args);
	Py_XDECREF(args);
	return -1;
}

/* Physical address, or -1 with LookupError(address, why) set. */
static int64_t locate(struct core *c, const struct paging *p, uint32_t vaddr)
{
	struct walk w = walk_page(c, p, vaddr, false);
	uint64_t paddr = w.page + (vaddr & PAGE_MASK);

	if (w.status != WALK_OK)
		return not_there(vaddr, "not mapped");
	if (paddr >= c->ram_bytes)
		return not_there(vaddr, "mapped to absent memory");
	return (int64_t)paddr;
}

static void host_write(struct core *c, uint32_t vaddr, uint64_t paddr,
		       const char *bytes, size_t part)
{
	core_write_ram(c, paddr, bytes, part);
	if (unlikely(c->tracing_stores))
		trace_full_store(c, vaddr, paddr, bytes, (uint32_t)part);
}

static int copy_virt(struct core *c, const struct paging *p, uint32_t vaddr,
		     char *bytes, size_t count, bool write)
{
	while (count) {
		size_t room = PAGE_SIZE - (vaddr & PAGE_MASK);
		size_t part = count < room ? count : room;
		int64_t paddr = locate(c, p, vaddr);

		if (paddr < 0)
			return -1;
		if (write)
			host_write(c, vaddr, (uint64_t)paddr, bytes, part);
		else
			memcpy(bytes, c->ram + paddr, part);
		bytes += part;
		vaddr += (uint32_t)part;
		count -= part;
	}
	return 0;
}

static PyObject *read_virt(PyObject *self, PyObject *args, PyObject *kw)
{
	static char *names[] = {"vaddr", "count", "cr3", NULL};
	struct core *c = (struct core *)self;
	PyObject *cr3 = NULL, *bytes;
	unsigned int vaddr;
	Py_ssize_t count;
	struct paging p;

	if (!PyArg_ParseTupleAndKeywords(args, kw, "In|O:read_virt", names,
					 &vaddr, &count, &cr3) ||
	    !paging_for(c, cr3, &p))
		return NULL;
	if (count < 0 || count > READ_LIMIT) {
		PyErr_Format(PyExc_ValueError, "cannot read %zd bytes", count);
		return NULL;
	}
	bytes = PyBytes_FromStringAndSize(NULL, count);
	if (bytes && copy_virt(c, &p, vaddr, PyBytes_AS_STRING(bytes),
			       (size_t)count, false))
		Py_CLEAR(bytes);
	return bytes;
}

static PyObject *write_virt(PyObject *self, PyObject *args, PyObject *kw)
{
	static char *names[] = {"vaddr", "data", "cr3", NULL};
	struct core *c = (struct core *)self;
	PyObject *cr3 = NULL;
	unsigned int vaddr;
	struct paging p;
	Py_buffer data;
	int result;

	if (!PyArg_ParseTupleAndKeywords(args, kw, "Iy*|O:write_virt", names,
					 &vaddr, &data, &cr3))
		return NULL;
	result = paging_for(c, cr3, &p)
		     ? copy_virt(c, &p, vaddr, data.buf, (size_t)data.len, true)
		     : -1;
	PyBuffer_Release(&data);
	if (result)
		return NULL;
	Py_RETURN_NONE;
}

static PyObject *flush_tlb(PyObject *self, PyObject *unused)
{
	(void)unused;
	uc_ctl_flush_tlb(((struct core *)self)->uc);
	Py_RETURN_NONE;
}

static PyObject *flush_code(PyObject *self, PyObject *unused)
{
	(void)unused;
	mmu_forget_code((struct core *)self);
	Py_RETURN_NONE;
}

static bool check_port(unsigned int port)
{
	if (port <= 0xffff)
		return true;
	PyErr_Format(PyExc_ValueError, "no port %u", port);
	return false;
}

static PyObject *latch_port(PyObject *self, PyObject *args)
{
	struct core *c = (struct core *)self;
	unsigned int port;
	PyObject *value;
	long byte;

	if (!PyArg_ParseTuple(args, "IO:latch_port", &port, &value) ||
	    !check_port(port))
		return NULL;
	if (value == Py_None) {
		c->port_kind[port] &= ~PORT_LATCHED;
		Py_RETURN_NONE;
	}
	byte = PyLong_AsLong(value);
	if (PyErr_Occurred())
		return NULL;
	if (byte < 0 || byte > 255) {
		PyErr_SetString(PyExc_ValueError, "a latch holds one byte");
		return NULL;
	}
	c->port_latch[port] = (uint8_t)byte;
	c->port_kind[port] |= PORT_LATCHED;
	Py_RETURN_NONE;
}

static PyObject *stream_port(PyObject *self, PyObject *args)
{
	struct core *c = (struct core *)self;
	unsigned int port;
	int on;

	if (!PyArg_ParseTuple(args, "Ip:stream_port", &port, &on) ||
	    !check_port(port))
		return NULL;
	if (on)
		c->port_kind[port] |= PORT_STREAM;
	else
		c->port_kind[port] &= ~PORT_STREAM;
	Py_RETURN_NONE;
}

static PyObject *take_stream(PyObject *self, PyObject *unused)
{
	struct core *c = (struct core *)self;
	PyObject *bytes;

	(void)unused;
	bytes = PyBytes_FromStringAndSize(c->stream, (Py_ssize_t)c->stream_len);
	if (bytes)
		c->stream_len = 0;
	return bytes;
}

static PyObject *output_hash(PyObject *self, PyObject *args)
{
	struct core *c = (struct core *)self;
	Py_buffer data;
	Py_ssize_t i;

	if (!PyArg_ParseTuple(args, "y*:output_hash", &data))
		return NULL;
	for (i = 0; i < data.len; i++)
		trace_mix(c, 0x200000000u | ((uint8_t *)data.buf)[i]);
	PyBuffer_Release(&data);
	Py_RETURN_NONE;
}

#define KEYWORDS (METH_VARARGS | METH_KEYWORDS)
#define WITH_KW(f) ((PyCFunction)(void (*)(void))(f))

PyMethodDef memory_methods[] = {
    {"translate", WITH_KW(translate), KEYWORDS,
     "translate(vaddr, cr3=None) -> (paddr, flags) or None, with no side "
     "effect"},
    {"read_virt", WITH_KW(read_virt), KEYWORDS,
     "read_virt(vaddr, count, cr3=None) -> bytes; LookupError(vaddr, why)"},
    {"write_virt", WITH_KW(write_virt), KEYWORDS,
     "write_virt(vaddr, data, cr3=None): read-only pages too; "
     "LookupError(vaddr, why)"},
    {"flush_tlb", flush_tlb, METH_NOARGS,
     "flush_tlb(): after page tables were changed through ram"},
    {"flush_code", flush_code, METH_NOARGS,
     "flush_code(): after code was changed through ram"},
    {"latch_port", latch_port, METH_VARARGS,
     "latch_port(port, byte or None): answer byte reads without a callback"},
    {"stream_port", stream_port, METH_VARARGS,
     "stream_port(port, on): collect byte writes without a callback"},
    {"take_stream", take_stream, METH_NOARGS,
     "take_stream() -> bytes: what stream ports collected"},
    {"output_hash", output_hash, METH_VARARGS,
     "output_hash(data): mix device output into trace_hash"},
    {NULL},
};
