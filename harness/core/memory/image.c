/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Images of RAM, and their way to and from bytes. */
#define _GNU_SOURCE
#include "memory/image.h"

#include <sys/mman.h>
#include <unistd.h>

#define IMAGE_NAME "harness.ram_image"

static void image_free(struct ram_image *image)
{
	if (image->view)
		munmap((void *)image->view, image->bytes);
	if (image->fd >= 0)
		close(image->fd);
	free(image->has);
	free(image);
}

static void image_destroy(PyObject *capsule)
{
	image_free(PyCapsule_GetPointer(capsule, IMAGE_NAME));
}

static bool image_open(struct ram_image *image)
{
	void *view;

	image->fd = memfd_create("harness-ram", MFD_CLOEXEC);
	if (image->fd < 0 || ftruncate(image->fd, (off_t)image->bytes))
		return false;
	view = mmap(NULL, image->bytes, PROT_READ, MAP_SHARED, image->fd, 0);
	if (view == MAP_FAILED)
		return false;
	image->view = view;
	image->has = calloc(1, image_page_count(image->bytes));
	return image->has;
}

struct ram_image *image_make(uint64_t bytes)
{
	struct ram_image *image = calloc(1, sizeof(*image));

	if (!image) {
		PyErr_NoMemory();
		return NULL;
	}
	image->bytes = bytes;
	if (!image_open(image)) {
		PyErr_SetFromErrno(PyExc_OSError);
		image_free(image);
		return NULL;
	}
	return image;
}

PyObject *image_wrap(struct ram_image *image)
{
	PyObject *capsule = PyCapsule_New(image, IMAGE_NAME, image_destroy);

	if (!capsule)
		image_free(image);
	return capsule;
}

struct ram_image *image_get(PyObject *capsule)
{
	return PyCapsule_GetPointer(capsule, IMAGE_NAME);
}

static bool write_run(struct ram_image *image, const uint8_t *from, uint64_t at,
		      uint64_t bytes)
{
	while (bytes) {
		ssize_t n = pwrite(image->fd, from, bytes, (off_t)at);

		if (n <= 0) {
			PyErr_SetFromErrno(PyExc_OSError);
			return false;
		}
		from += n;
		at += (uint64_t)n;
		bytes -= (uint64_t)n;
	}
	return true;
}

/* The pages marked in image->has, from where each lies in ram. */
bool image_fill(struct ram_image *image, const uint8_t *ram)
{
	uint64_t total = image_page_count(image->bytes), at = 0, end;

	while (at < total) {
		if (!image->has[at]) {
			at++;
			continue;
		}
		for (end = at; end < total && image->has[end];)
			end++;
		if (!write_run(image, ram + (at << PAGE_SHIFT),
			       at << PAGE_SHIFT, (end - at) << PAGE_SHIFT))
			return false;
		at = end;
	}
	return true;
}

static uint64_t marked_pages(const uint8_t *has, uint64_t total)
{
	uint64_t count = 0, i;

	for (i = 0; i < total; i++)
		count += !!has[i];
	return count;
}

static PyObject *image_pages(PyObject *self, PyObject *capsule)
{
	struct ram_image *image = image_get(capsule);
	uint64_t total, i;
	PyObject *pages;
	char *to;

	(void)self;
	if (!image)
		return NULL;
	total = image_page_count(image->bytes);
	pages = PyBytes_FromStringAndSize(
	    NULL, (Py_ssize_t)(marked_pages(image->has, total) << PAGE_SHIFT));
	if (!pages)
		return NULL;
	to = PyBytes_AS_STRING(pages);
	for (i = 0; i < total; i++) {
		if (!image->has[i])
			continue;
		memcpy(to, image->view + (i << PAGE_SHIFT), PAGE_SIZE);
		to += PAGE_SIZE;
	}
	return Py_BuildValue("y#N", image->has, (Py_ssize_t)total, pages);
}

static struct ram_image *image_from(const Py_buffer *marks,
				    const Py_buffer *pages)
{
	uint64_t total = (uint64_t)marks->len, i;
	const uint8_t *has = marks->buf, *from = pages->buf;
	struct ram_image *image;

	if (!total || total > PAGE_COUNT ||
	    (uint64_t)pages->len != marked_pages(has, total) << PAGE_SHIFT) {
		PyErr_SetString(PyExc_ValueError,
				"the marks and the pages do not agree");
		return NULL;
	}
	image = image_make(total << PAGE_SHIFT);
	if (!image)
		return NULL;
	for (i = 0; i < total; i++) {
		if (!has[i])
			continue;
		if (!write_run(image, from, i << PAGE_SHIFT, PAGE_SIZE)) {
			image_free(image);
			return NULL;
		}
		image->has[i] = 1;
		from += PAGE_SIZE;
	}
	return image;
}

static PyObject *image_of(PyObject *self, PyObject *args)
{
	struct ram_image *image;
	Py_buffer marks, pages;

	(void)self;
	if (!PyArg_ParseTuple(args, "y*y*:image_of", &marks, &pages))
		return NULL;
	image = image_from(&marks, &pages);
	PyBuffer_Release(&marks);
	PyBuffer_Release(&pages);
	return image ? image_wrap(image) : NULL;
}

/* Functions of the module: an image belongs to no machine. */
PyMethodDef image_functions[] = {
    {"image_pages", image_pages, METH_O,
     "image_pages(image) -> (one byte a page, the pages that are not zero)"},
    {"image_of", image_of, METH_VARARGS,
     "image_of(marks, pages) -> image: the inverse of image_pages()"},
    {NULL},
};
