/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Compiled to assembly only.  The build makes two files of its "->" lines:
 * asm/offsets.h for entry.S, and offsets.S, whose absolute symbols
 * (offset.task_struct.pid, sizeof.task_struct) tell tools where to look.
 */
#include <linux/backing-dev.h>
#include <linux/blkdev.h>
#include <linux/fs.h>
#include <linux/bio.h>
#include <linux/buffer_head.h>
#include <linux/jbd.h>
#include <linux/mm_types.h>
#include <linux/sched.h>
#include <linux/vmstat.h>
#include <linux/workqueue.h>

#define EMIT(name, value) \
	__asm__ __volatile__("\n.ascii \"->" name " %c0\"" : : "i"(value))
#define OFFSET(type, member) \
	EMIT("offset." #type "." #member, offsetof(struct type, member))
#define SIZE(type)	EMIT("sizeof." #type, sizeof(struct type))

void task_offsets(void)
{
	SIZE(task_struct);
	OFFSET(task_struct, state);
	OFFSET(task_struct, thread_info);
	OFFSET(task_struct, usage);
	OFFSET(task_struct, flags);
	OFFSET(task_struct, pid);
	OFFSET(task_struct, tgid);
	OFFSET(task_struct, comm);
	OFFSET(task_struct, mm);
	OFFSET(task_struct, active_mm);
	OFFSET(task_struct, parent);
	OFFSET(task_struct, real_parent);
	OFFSET(task_struct, group_leader);
	OFFSET(task_struct, children);
	OFFSET(task_struct, sibling);
	OFFSET(task_struct, tasks);
	OFFSET(task_struct, exit_state);
	OFFSET(task_struct, exit_code);
	OFFSET(task_struct, thread_group);
	OFFSET(task_struct, static_prio);
	OFFSET(task_struct, files);
	OFFSET(task_struct, fs);
	OFFSET(task_struct, sighand);
	OFFSET(task_struct, signal);
	OFFSET(task_struct, blocked);
	OFFSET(task_struct, thread);
	OFFSET(task_struct, thread.esp0);
	OFFSET(task_struct, thread.esp);
	OFFSET(task_struct, thread.eip);
	OFFSET(signal_struct, session);
	OFFSET(signal_struct, pgrp);
}

void other_offsets(void)
{
	SIZE(mm_struct);
	OFFSET(mm_struct, pgd);
	OFFSET(mm_struct, mm_users);
	OFFSET(mm_struct, mm_count);

	EMIT("sizeof.thread_union", sizeof(union thread_union));
	SIZE(thread_info);
	OFFSET(thread_info, task);
	OFFSET(thread_info, flags);
	OFFSET(thread_info, preempt_count);

	SIZE(page);
	OFFSET(page, flags);
	OFFSET(page, private);
	OFFSET(bio, bi_sector);
	OFFSET(bio, bi_io_vec);

	OFFSET(work_struct, func);
	OFFSET(work_struct, data);
}

/* From a page to the sectors of its device. */
void cache_offsets(void)
{
	OFFSET(page, flags);
	OFFSET(page, mapping);
	OFFSET(page, index);
	OFFSET(address_space, host);
	OFFSET(address_space, backing_dev_info);
	OFFSET(backing_dev_info, state);
	OFFSET(inode, i_mode);
	OFFSET(inode, i_rdev);
	OFFSET(bio, bi_sector);
	OFFSET(bio, bi_size);
	OFFSET(bio, bi_bdev);
	OFFSET(block_device, bd_dev);
	OFFSET(page_state, nr_dirty);
	OFFSET(page_state, nr_writeback);
	OFFSET(page_state, nr_mapped);
}

/* From a handle to its journal's disk, and from a buffer to its block. */
void journal_offsets(void)
{
	OFFSET(handle_s, h_transaction);
	OFFSET(transaction_s, t_journal);
	OFFSET(transaction_s, t_tid);
	OFFSET(transaction_s, t_state);
	OFFSET(journal_s, j_dev);
	OFFSET(journal_s, j_running_transaction);
	OFFSET(journal_s, j_commit_interval);
	OFFSET(journal_head, b_bh);
	OFFSET(journal_head, b_transaction);
	OFFSET(journal_head, b_cp_transaction);
	OFFSET(buffer_head, b_state);
	OFFSET(buffer_head, b_blocknr);
	OFFSET(dentry, d_inode);
	OFFSET(inode, i_ino);
	OFFSET(inode, i_sb);
	OFFSET(super_block, s_bdev);
}
