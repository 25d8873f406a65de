/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Process 0.  Nobody makes it: it is in the image, with its stack, and is
 * what runs from startup_high on.  Every other task descends from it.
 */
#include <linux/fs.h>
#include <linux/mm.h>
#include <linux/sched.h>

struct sighand_struct init_sighand = {
	.count = ATOMIC_INIT(1),
};

struct signal_struct init_signals = {
	.count = ATOMIC_INIT(1),
	.live = ATOMIC_INIT(1),
	.wait_chldexit =
		__WAIT_QUEUE_HEAD_INITIALIZER(init_signals.wait_chldexit),
	.shared_pending = {
		.list = LIST_HEAD_INIT(init_signals.shared_pending.list),
	},
	.posix_timers = LIST_HEAD_INIT(init_signals.posix_timers),
};

union thread_union init_thread_union __section(".data.init_task")
	__aligned(THREAD_SIZE) = {
	.thread_info = {
		.task = &init_task,
		.preempt_count = 1,	/* until sched_init() is done */
		.addr_limit = { 0xffffffffUL },
	},
};

struct task_struct init_task = {
	.state = TASK_RUNNING,
	.thread_info = &init_thread_union.thread_info,
	.usage = ATOMIC_INIT(2),
	.prio = MAX_PRIO - 20,
	.static_prio = MAX_PRIO - 20,
	.run_list = LIST_HEAD_INIT(init_task.run_list),
	.time_slice = HZ,
	.tasks = LIST_HEAD_INIT(init_task.tasks),
	.mm = NULL,
	.active_mm = &init_mm,
	.real_parent = &init_task,
	.parent = &init_task,
	.children = LIST_HEAD_INIT(init_task.children),
	.sibling = LIST_HEAD_INIT(init_task.sibling),
	.group_leader = &init_task,
	.thread_group = LIST_HEAD_INIT(init_task.thread_group),
	.comm = "swapper",
	.thread = INIT_THREAD,
	.fs = &init_fs,
	.files = &init_files,
	.signal = &init_signals,
	.sighand = &init_sighand,
	.pending = { .list = LIST_HEAD_INIT(init_task.pending.list) },
};
