/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Inodes that go while others are looking for something to write. */
#include <kunit/test.h>
#include <linux/backing-dev.h>
#include <linux/err.h>
#include <linux/fs.h>
#include <linux/kthread.h>
#include <linux/sched.h>
#include <linux/writeback.h>

static struct super_block sb;
static int deleted, rounds;

static void count_deletion(struct inode *inode __maybe_unused)
{
	deleted++;
}

static struct super_operations sb_ops = { .delete_inode = count_deletion };
static struct address_space_operations no_aops;
static struct backing_dev_info bdi;

static struct inode *dirty_inode(void)
{
	struct inode *inode;

	memset(&sb, 0, sizeof(sb));
	INIT_LIST_HEAD(&sb.s_dirty);
	INIT_LIST_HEAD(&sb.s_io);
	sb.s_op = &sb_ops;
	inode = new_inode(&sb);
	if (!inode)
		return NULL;
	inode->i_mapping->backing_dev_info = &bdi;
	inode->i_mapping->a_ops = &no_aops;
	mark_inode_dirty(inode);
	return inode;
}

static int write_round(void *unused __maybe_unused)
{
	sync_inodes_sb(&sb, 0);
	rounds++;
	return 0;
}

/* The writer runs as soon as the one who puts the inode gives up the lock. */
static void an_inode_that_goes_is_not_written_too(struct kunit *test)
{
	struct task_struct *k = kthread_create(write_round, NULL, "writer");
	struct inode *inode = dirty_inode();

	KUNIT_ASSERT_NOT_ERR(test, k);
	KUNIT_ASSERT_NOT_ERR(test, inode);
	set_user_nice(k, -10);
	deleted = rounds = 0;
	inode->i_nlink = 0;
	preempt_disable();
	wake_up_process(k);
	set_tsk_need_resched(current);
	preempt_enable_no_resched();
	iput(inode);
	KUNIT_EXPECT_EQ(test, rounds, 1);
	KUNIT_EXPECT_EQ(test, deleted, 1);
}

static const struct kunit_case cases[] = {
	KUNIT_CASE(an_inode_that_goes_is_not_written_too),
	{}
};

static const struct kunit_suite inode_suite = {
	"inode", NULL, NULL, cases
};
kunit_test_suite(inode_suite);
