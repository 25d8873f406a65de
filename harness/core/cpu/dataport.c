/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A port through which a device hands over whole blocks, as the data register
 * of a disk: words move between the guest and the device's buffer in here.
 * The access that would use the block up goes to the device itself, which then
 * knows without being told apart.  Byte accesses go to it too.
 */
#include "core.h"

struct data_port {
	Py_buffer view;
	uint32_t port;
	size_t at, end, moved;
	bool write;
};

static bool data_fits(const struct data_port *d, uint32_t port, int size)
{
	return d && d->port == port && size > 1 &&
	       d->at + (size_t)size < d->end;
}

/* The words behind the one that just went, all but the block's last. */
static void take_along(struct core *c, struct data_port *d, int size)
{
	size_t words = (d->end - 1 - d->at) / (size_t)size, bytes;

	bytes = repeat_port(c, !d->write, size, (uint8_t *)d->view.buf + d->at,
			    words) *
		(size_t)size;
	d->at += bytes;
	d->moved += bytes;
}

bool data_port_in(struct core *c, uint32_t port, int size, uint32_t *value)
{
	struct data_port *d = c->data;

	if (!data_fits(d, port, size) || d->write)
		return false;
	*value = 0;
	memcpy(value, (uint8_t *)d->view.buf + d->at, (size_t)size);
	d->at += (size_t)size;
	d->moved += (size_t)size;
	take_along(c, d, size);
	return true;
}

bool data_port_out(struct core *c, uint32_t port, int size, uint32_t value)
{
	struct data_port *d = c->data;

	if (!data_fits(d, port, size) || !d->write)
		return false;
	memcpy((uint8_t *)d->view.buf + d->at, &value, (size_t)size);
	d->at += (size_t)size;
	d->moved += (size_t)size;
	take_along(c, d, size);
	return true;
}

void data_port_close(struct core *c)
{
	struct data_port *d = c->data;

	if (!d)
		return;
	c->port_kind[d->port] &= (uint8_t)~PORT_DATA;
	c->data = NULL;
	PyBuffer_Release(&d->view);
	PyMem_Free(d);
}

static bool sane(const struct data_port *d, size_t bytes)
{
	if (d->port <= 0xffff && d->at <= d->end && d->end <= bytes)
		return true;
	PyErr_Format(PyExc_ValueError,
		     "data port 0x%x: bytes %zu to %zu of a buffer of %zu",
		     d->port, d->at, d->end, bytes);
	return false;
}

static PyObject *open_data(PyObject *self, PyObject *args)
{
	struct core *c = (struct core *)self;
	struct data_port d = {0}, *kept;
	Py_ssize_t at, end;
	int write;

	if (!PyArg_ParseTuple(args, "Iw*nnp:open_data", &d.port, &d.view, &at,
			      &end, &write))
		return NULL;
	d.at = (size_t)at;
	d.end = (size_t)end;
	d.write = write;
	kept = PyMem_Malloc(sizeof(*kept));
	if (!kept)
		PyErr_NoMemory();
	if (!kept || !sane(&d, (size_t)d.view.len)) {
		PyMem_Free(kept);
		PyBuffer_Release(&d.view);
		return NULL;
	}
	data_port_close(c);
	*kept = d;
	c->data = kept;
	c->port_kind[d.port] |= PORT_DATA;
	Py_RETURN_NONE;
}

static PyObject *close_data(PyObject *self, PyObject *unused)
{
	(void)unused;
	data_port_close((struct core *)self);
	Py_RETURN_NONE;
}

static PyObject *data_moved(PyObject *self, PyObject *unused)
{
	struct data_port *d = ((struct core *)self)->data;
	size_t moved = d ? d->moved : 0;

	(void)unused;
	if (d)
		d->moved = 0;
	return PyLong_FromSize_t(moved);
}

PyMethodDef data_methods[] = {
    {"open_data", open_data, METH_VARARGS,
     "open_data(port, buffer, start, end, write): move words between the guest "
     "and the buffer; the last one goes to the callback"},
    {"close_data", close_data, METH_NOARGS,
     "close_data(): every access to the data port goes to the callback"},
    {"data_moved", data_moved, METH_NOARGS,
     "data_moved() -> bytes that were moved since the last call or open_data"},
    {NULL},
};
