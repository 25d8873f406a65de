/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The Python type harness._core.Core and the module's constants. */
#include "core.h"
#include "trace/program.h"

/* Opened by tp_new, so that no method ever meets a Core without an engine. */
static PyObject *core_new(PyTypeObject *type, PyObject *args, PyObject *kw)
{
	static char *names[] = {"ram_bytes", NULL};
	unsigned long long ram_bytes;
	PyObject *number, *self;

	if (!PyArg_ParseTupleAndKeywords(args, kw, "O!:Core", names,
					 &PyLong_Type, &number))
		return NULL;
	ram_bytes = PyLong_AsUnsignedLongLong(number);
	if (PyErr_Occurred())
		return NULL;
	self = type->tp_alloc(type, 0);
	if (self && core_open((struct core *)self, ram_bytes))
		Py_CLEAR(self);
	return self;
}

static int core_init(PyObject *self, PyObject *args, PyObject *kw)
{
	(void)self;
	(void)args;
	(void)kw;
	return 0;
}

static int core_traverse(PyObject *self, visitproc visit, void *arg)
{
	struct core *c = (struct core *)self;
	int i;

	Py_VISIT(c->on_port_in);
	Py_VISIT(c->on_port_out);
	Py_VISIT(c->on_deadline);
	Py_VISIT(c->on_ack);
	for (i = 0; i < MAX_PROBES; i++)
		Py_VISIT(c->probes[i].callable);
	return 0;
}

static int core_clear(PyObject *self)
{
	struct core *c = (struct core *)self;

	trace_close(c);
	data_port_close(c);
	tlb_close(c);
	walker_close(c);
	Py_CLEAR(c->on_port_in);
	Py_CLEAR(c->on_port_out);
	Py_CLEAR(c->on_deadline);
	Py_CLEAR(c->on_ack);
	probe_release(c);
	return 0;
}

static void core_dealloc(PyObject *self)
{
	struct core *c = (struct core *)self;

	PyObject_GC_UnTrack(self);
	core_clear(self);
	Py_CLEAR(c->err_type);
	Py_CLEAR(c->err_value);
	Py_CLEAR(c->err_trace);
	core_close(c);
	Py_TYPE(self)->tp_free(self);
}

/* A view holds the Core, so RAM outlives every view of it. */
static int ram_getbuffer(PyObject *self, Py_buffer *view, int flags)
{
	struct core *c = (struct core *)self;

	return PyBuffer_FillInfo(view, self, c->ram, (Py_ssize_t)c->ram_bytes,
				 0, flags);
}

static PyBufferProcs ram_buffer = {.bf_getbuffer = ram_getbuffer};

static PyObject *get_ram(PyObject *self, void *unused)
{
	(void)unused;
	return PyMemoryView_FromObject(self);
}

static PyMethodDef methods[96];
static PyGetSetDef getset[32];

static PyTypeObject core_type = {
    PyVarObject_HEAD_INIT(NULL, 0).tp_name = "harness._core.Core",
    .tp_basicsize = sizeof(struct core),
    .tp_flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_HAVE_GC | Py_TPFLAGS_BASETYPE,
    .tp_doc = PyDoc_STR("One i386 machine; see harness.machine.engine."),
    .tp_new = core_new,
    .tp_init = core_init,
    .tp_dealloc = core_dealloc,
    .tp_traverse = core_traverse,
    .tp_clear = core_clear,
    .tp_as_buffer = &ram_buffer,
    .tp_methods = methods,
    .tp_getset = getset,
};

static void join_tables(void)
{
	PyMethodDef *tables[] = {
	    state_methods,    memory_methods, probe_methods, event_methods,
	    snapshot_methods, ram_methods,    trace_methods, data_methods,
	    tlb_methods,      walker_methods, tap_methods};
	int n = 0, g = 0;
	size_t i;

	for (i = 0; i < sizeof(tables) / sizeof(tables[0]); i++)
		for (PyMethodDef *m = tables[i]; m->ml_name; m++)
			methods[n++] = *m;
	for (PyGetSetDef *s = state_getset; s->name; s++)
		getset[g++] = *s;
	getset[g] = (PyGetSetDef){"ram", get_ram, NULL,
				  "memoryview of physical memory", NULL};
}

static const struct {
	const char *name;
	int value;
} constants[] = {
    {"EXIT", STOP_EXIT},
    {"HALTED", STOP_HALTED},
    {"BUDGET", STOP_BUDGET},
    {"SHUTDOWN", STOP_SHUTDOWN},
    {"BREAKPOINT", STOP_BREAKPOINT},
    {"BUS", STOP_BUS},
    {"INTERRUPTED", STOP_INTERRUPTED},
    {"ENGINE", STOP_ENGINE},
    {"EV_SWITCH", EV_SWITCH},
    {"EV_EXCEPTION", EV_EXCEPTION},
    {"EV_INTERRUPT", EV_INTERRUPT},
    {"EV_CR3", EV_CR3},
    {"EV_USER_ACCESS", EV_USER_ACCESS},
    {"EV_PORT", EV_PORT},
    {"EV_TASK", EV_TASK},
    {"EV_DISK", EV_DISK},
    {"GDTR", 0},
    {"IDTR", 1},
    {"EAX", 0},
    {"ECX", 1},
    {"EDX", 2},
    {"EBX", 3},
    {"ESP", 4},
    {"EBP", 5},
    {"ESI", 6},
    {"EDI", 7},
    {"EIP", 8},
    {"EFLAGS", 9},
    {"ES", 10},
    {"CS", 11},
    {"SS", 12},
    {"DS", 13},
    {"FS", 14},
    {"GS", 15},
    {"CR0", 16},
    {"CR2", 17},
    {"CR3", 18},
    {"CR4", 19},
};

static struct PyModuleDef module = {PyModuleDef_HEAD_INIT,
				    .m_name = "harness._core", .m_size = -1,
				    .m_methods = image_functions};

PyMODINIT_FUNC PyInit__core(void)
{
	PyObject *m;
	size_t i;

	join_tables();
	if (PyType_Ready(&core_type) < 0)
		return NULL;
	m = PyModule_Create(&module);
	if (!m)
		return NULL;
	if (PyModule_AddFunctions(m, program_functions) < 0)
		goto fail;
	if (PyModule_AddObjectRef(m, "Core", (PyObject *)&core_type) < 0)
		goto fail;
	for (i = 0; i < sizeof(constants) / sizeof(constants[0]); i++)
		if (PyModule_AddIntConstant(m, constants[i].name,
					    constants[i].value) < 0)
			goto fail;
	return m;
fail:
	Py_DECREF(m);
	return NULL;
}
