/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * First fit over one list of blocks that covers the heap in address order.
 * A block is split when it is handed out and joined with its free successors
 * when the list is walked; the heap never shrinks.
 */
#include <stdlib.h>
#include <sys/mman.h>

struct block {
	struct block *next;
	size_t size;		/* of the bytes behind the header */
	unsigned int used;
	unsigned int pad;	/* keeps those bytes 16-aligned */
};

static struct block *heap;

/* sbrk() need not continue the last block: such a pair is never joined. */
static int adjoins(const struct block *a, const struct block *b)
{
	return (const char *)(a + 1) + a->size == (const char *)b;
}

static struct block *grow(size_t size)
{
	size_t len = (size + sizeof(struct block) + PAGE_SIZE - 1) &
		     ~(PAGE_SIZE - 1);
	struct block *block = sbrk(len);

	if (MMAP_FAILED(block))
		return NULL;
	block->next = NULL;
	block->size = len - sizeof(*block);
	block->used = 0;
	return block;
}

static void split(struct block *block, size_t size)
{
	struct block *rest = (struct block *)((char *)(block + 1) + size);

	if (block->size < size + 2 * sizeof(*block))
		return;
	rest->next = block->next;
	rest->size = block->size - size - sizeof(*rest);
	rest->used = 0;
	block->next = rest;
	block->size = size;
}

static void join(struct block *block)
{
	struct block *next = block->next;

	while (next && !next->used && adjoins(block, next)) {
		block->size += sizeof(*next) + next->size;
		block->next = next = next->next;
	}
}

void *malloc(size_t size)
{
	struct block **at = &heap;

	size = (size + 15) & ~15ul;
	for (; *at; at = &(*at)->next) {
		if ((*at)->used)
			continue;
		join(*at);
		if ((*at)->size >= size)
			break;
	}
	if (!*at)
		*at = grow(size);
	if (!*at)
		return NULL;
	split(*at, size);
	(*at)->used = 1;
	return *at + 1;
}

void free(void *ptr)
{
	if (ptr)
		((struct block *)ptr - 1)->used = 0;
}
