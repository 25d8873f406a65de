/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A journal for suites, on /dev/ram0: no file system, only blocks. The first
 * thousand are for the cases to change; the journal has those behind.
 */
#ifndef TESTS_JBD_JOURNAL_H
#define TESTS_JBD_JOURNAL_H

#include <kunit/test.h>
#include <linux/blkdev.h>
#include <linux/buffer_head.h>
#include <linux/err.h>
#include <linux/fs.h>
#include <linux/jbd.h>
#include <linux/sched.h>
#include <linux/string.h>
#include "../fs/jbd/internal.h"

#define BLOCK		1024
#define LOG_START	1000		/* on the device */
#define LOG_BLOCKS	1100
#define DEVICE_BLOCKS	4096

static struct super_block jt_sb;
static struct inode jt_inode;
static journal_t *jt;

static sector_t log_bmap(struct address_space *mapping __maybe_unused,
			 sector_t block)
{
	return block < LOG_BLOCKS ? LOG_START + block : 0;
}

static struct address_space_operations log_aops = { .bmap = log_bmap };

/* The journal's own inode: no file system will put it. */
static void make_inode(void)
{
	memset(&jt_inode, 0, sizeof(jt_inode));
	inode_init_once(&jt_inode);
	jt_inode.i_mapping = &jt_inode.i_data;
	jt_inode.i_mapping->a_ops = &log_aops;
	jt_inode.i_size = LOG_BLOCKS * BLOCK;
	jt_inode.i_sb = &jt_sb;
	atomic_set(&jt_inode.i_count, 1 << 20);
}

/* As mke2fs leaves it. */
static void make_log(void)
{
	struct buffer_head *bh = sb_getblk(&jt_sb, LOG_START);
	journal_superblock_t *jsb = (journal_superblock_t *)bh->b_data;

	memset(bh->b_data, 0, BLOCK);
	jsb->s_header.h_magic = cpu_to_be32(JFS_MAGIC_NUMBER);
	jsb->s_header.h_blocktype = cpu_to_be32(JFS_SUPERBLOCK_V2);
	jsb->s_blocksize = cpu_to_be32(BLOCK);
	jsb->s_maxlen = cpu_to_be32(LOG_BLOCKS);
	jsb->s_first = cpu_to_be32(1);
	jsb->s_sequence = cpu_to_be32(1);
	set_buffer_uptodate(bh);
	mark_buffer_dirty(bh);
	brelse(bh);
}

static int load_journal(void)
{
	make_inode();
	jt = journal_load(&jt_sb, &jt_inode, 1, LOG_START);
	return IS_ERR(jt) ? PTR_ERR(jt) : 0;
}

static int start_journal(struct kunit *test __maybe_unused)
{
	struct block_device *bdev = bdget(MKDEV(RAMDISK_MAJOR, 0));
	int error = blkdev_get(bdev, NULL);

	if (error)
		return error;
	set_blocksize(bdev, BLOCK);
	memset(&jt_sb, 0, sizeof(jt_sb));
	jt_sb.s_bdev = bdev;
	jt_sb.s_blocksize = BLOCK;
	make_log();
	error = load_journal();
	return error ? error : journal_reset(jt);
}

static void stop_journal(struct kunit *test __maybe_unused)
{
	journal_destroy(jt);
	blkdev_put(jt_sb.s_bdev);
}

/* As after a power cut: nothing but what the device has. */
static __maybe_unused int reload_journal(void)
{
	int error = load_journal();

	return error ? error : journal_recover(jt);
}

/* One step that fills a block with a byte. */
static __maybe_unused void change(struct kunit *test, u32 block, int byte)
{
	struct buffer_head *bh = sb_bread(&jt_sb, block);
	handle_t *handle = journal_start(jt, 1);

	KUNIT_ASSERT_NOT_ERR(test, handle);
	KUNIT_EXPECT_EQ(test, journal_get_write_access(handle, bh), 0);
	memset(bh->b_data, byte, BLOCK);
	KUNIT_EXPECT_EQ(test, journal_dirty_metadata(handle, bh), 0);
	KUNIT_EXPECT_EQ(test, journal_stop(handle), 0);
	brelse(bh);
}

/* The first byte of a block on the device, whatever memory holds. */
static __maybe_unused int on_device(u32 block)
{
	struct page *page = alloc_page(GFP_KERNEL);
	struct buffer_head bh = {
		.b_size = BLOCK, .b_page = page, .b_blocknr = block,
		.b_bdev = jt_sb.s_bdev, .b_data = page_address(page),
		.b_end_io = end_buffer_read_sync,
		.b_state = 1UL << BH_Mapped | 1UL << BH_Lock,
	};
	int byte;

	INIT_LIST_HEAD(&bh.b_assoc_buffers);
	get_bh(&bh);
	submit_bh(READ | BIO_RW_SYNC, &bh);
	wait_on_buffer(&bh);
	byte = *(unsigned char *)page_address(page);
	__free_page(page);
	return byte;
}

static __maybe_unused be32 log_word(unsigned long block, int word)
{
	struct buffer_head *bh = sb_bread(&jt_sb, LOG_START + block);
	be32 value = ((be32 *)bh->b_data)[word];

	brelse(bh);
	return be32_to_cpu(value);
}

#endif
