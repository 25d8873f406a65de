/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What the journal knows of a buffer. It holds a reference to the buffer, so
 * that nobody frees that; whoever looks at it, each transaction that has it
 * and the checkpoint hold one to it.
 */
#include <linux/highmem.h>
#include <linux/kernel.h>
#include <linux/slab.h>
#include <linux/string.h>
#include "internal.h"

/* BH_JBD, b_private and b_jcount. */
static DEFINE_SPINLOCK(journal_head_lock);

void *journal_kmalloc(size_t size)
{
	void *memory;

	while (!(memory = kmalloc(size, GFP_NOFS)))
		yield();
	return memory;
}

static struct journal_head *new_journal_head(struct buffer_head *bh)
{
	struct journal_head *jh = journal_kmalloc(sizeof(*jh));

	memset(jh, 0, sizeof(*jh));
	jh->b_bh = bh;
	INIT_LIST_HEAD(&jh->b_list);
	INIT_LIST_HEAD(&jh->b_cplist);
	return jh;
}

struct journal_head *journal_add_journal_head(struct buffer_head *bh)
{
	struct journal_head *jh = journal_grab_journal_head(bh), *fresh;

	if (jh)
		return jh;
	fresh = new_journal_head(bh);
	spin_lock(&journal_head_lock);
	if (!test_set_buffer_jbd(bh)) {
		bh->b_private = fresh;
		get_bh(bh);
		fresh = NULL;
	}
	jh = bh2jh(bh);
	jh->b_jcount++;
	spin_unlock(&journal_head_lock);
	kfree(fresh);
	return jh;
}

struct journal_head *journal_grab_journal_head(struct buffer_head *bh)
{
	struct journal_head *jh = NULL;

	spin_lock(&journal_head_lock);
	if (buffer_jbd(bh)) {
		jh = bh2jh(bh);
		jh->b_jcount++;
	}
	spin_unlock(&journal_head_lock);
	return jh;
}

void journal_put_journal_head(struct journal_head *jh)
{
	struct buffer_head *bh = jh->b_bh;

	spin_lock(&journal_head_lock);
	if (--jh->b_jcount) {
		jh = NULL;
	} else {
		BUG_ON(jh->b_transaction || jh->b_cp_transaction);
		clear_buffer_jbd(bh);
		bh->b_private = NULL;
	}
	spin_unlock(&journal_head_lock);
	if (!jh)
		return;
	kfree(jh->b_frozen_data);
	kfree(jh->b_committed_data);
	kfree(jh);
	put_bh(bh);
}

void journal_copy_out(char *to, const struct buffer_head *bh)
{
	char *kaddr = kmap_atomic(bh->b_page, KM_USER0);

	memcpy(to, kaddr + bh_offset(bh), bh->b_size);
	kunmap_atomic(kaddr, KM_USER0);
}
