/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The files of /proc that are about no task: processor, mounts, counters. */
#include <kunit/test.h>
#include <linux/err.h>
#include <linux/genhd.h>
#include <linux/interrupt.h>
#include <linux/jiffies.h>
#include <linux/kernel.h>
#include <linux/kernel_stat.h>
#include <linux/loadavg.h>
#include <linux/locks.h>
#include <linux/mm.h>
#include <linux/mount.h>
#include <linux/swap.h>
#include <linux/time.h>
#include <linux/init.h>
#include "internal.h"

static int uptime_read(char *buf, int size, struct task_struct *tsk)
{
	unsigned long up = jiffies, idle = init_task.stime + init_task.utime;

	(void)tsk;
	return scnprintf(buf, size, "%lu.%02lu %lu.%02lu\n", up / HZ,
			 up % HZ * (100 / HZ), idle / HZ,
			 idle % HZ * (100 / HZ));
}

static int loadavg_read(char *buf, int size, struct task_struct *tsk)
{
	int i, len = 0;

	(void)tsk;
	for (i = 0; i < 3; i++) {
		unsigned long load = avenrun[i] + FIXED_1 / 200;

		len += scnprintf(buf + len, size - len, "%lu.%02lu ",
				 LOAD_INT(load), LOAD_FRAC(load));
	}
	return len + scnprintf(buf + len, size - len, "%lu/%d %d\n",
			       nr_running(), nr_threads, last_pid);
}

static int version_read(char *buf, int size, struct task_struct *tsk)
{
	(void)tsk;
	return scnprintf(buf, size, "%s", linux_banner);
}

/* The processor's ticks: in all, and of the only one. */
static int cpu_lines(char *buf, int size)
{
	const struct cpu_usage_stat *k = &kstat_cpu;
	int i, len = 0;

	for (i = 0; i < 2; i++)
		len += scnprintf(buf + len, size - len,
				 "cpu%s %lu %lu %lu %lu 0 0 0\n",
				 i ? "0" : " ", k->user, k->nice, k->system,
				 k->idle);
	return len;
}

static int intr_line(char *buf, int size)
{
	unsigned long sum = 0;
	unsigned int irq;
	int len;

	for (irq = 0; irq < NR_IRQS; irq++)
		sum += kstat_irqs(irq);
	len = scnprintf(buf, size, "intr %lu", sum);
	for (irq = 0; irq < NR_IRQS; irq++)
		len += scnprintf(buf + len, size - len, " %u",
				 kstat_irqs(irq));
	return len + scnprintf(buf + len, size - len, "\n");
}

static unsigned long count_blocked(void)
{
	struct task_struct *g, *t;
	unsigned long blocked = 0;

	read_lock(&tasklist_lock);
	do_each_thread(g, t) {
		blocked += t->state == TASK_UNINTERRUPTIBLE;
	} while_each_thread(g, t);
	read_unlock(&tasklist_lock);
	return blocked;
}

static int stat_read(char *buf, int size, struct task_struct *tsk)
{
	int len = cpu_lines(buf, size);

	(void)tsk;
	len += intr_line(buf + len, size - len);
	return len + scnprintf(buf + len, size - len,
			       "ctxt %lu\nbtime %lu\nprocesses %lu\n"
			       "procs_running %lu\nprocs_blocked %lu\n",
			       nr_context_switches,
			       (unsigned long)-wall_to_monotonic.tv_sec,
			       total_forks, nr_running(), count_blocked());
}

static int interrupts_read(char *buf, int size, struct task_struct *tsk)
{
	int len = scnprintf(buf, size, "           CPU0\n");
	unsigned int irq;

	(void)tsk;
	for (irq = 0; irq < NR_IRQS; irq++)
		if (irq_name(irq))
			len += scnprintf(buf + len, size - len,
					 "%3u: %10u  XT-PIC  %s\n", irq,
					 kstat_irqs(irq), irq_name(irq));
	return len;
}

static int cmdline_read(char *buf, int size, struct task_struct *tsk)
{
	(void)tsk;
	return scnprintf(buf, size, "%s\n", saved_command_line);
}

static int show_mount(char *buf, int size, struct vfsmount *mnt,
		      const char *path)
{
	struct super_block *sb = mnt->mnt_sb;
	unsigned long flags = mnt->mnt_flags;
	int len;

	len = scnprintf(buf, size, "%s %s %s %s%s%s%s%s%s", mnt->mnt_devname,
			path, sb->s_type->name,
			sb->s_flags & MS_RDONLY ? "ro" : "rw",
			sb->s_flags & MS_SYNCHRONOUS ? ",sync" : "",
			sb->s_flags & MS_DIRSYNC ? ",dirsync" : "",
			flags & MS_NOSUID ? ",nosuid" : "",
			flags & MS_NODEV ? ",nodev" : "",
			flags & MS_NOEXEC ? ",noexec" : "");
	if (sb->s_op && sb->s_op->show_options)
		len += sb->s_op->show_options(buf + len, size - len, sb);
	return len + scnprintf(buf + len, size - len, " 0 0\n");
}

static int filesystems_read(char *buf, int size, struct task_struct *tsk)
{
	struct file_system_type *fs;
	int len = 0;

	(void)tsk;
	for (fs = file_systems; fs; fs = fs->next)
		len += scnprintf(buf + len, size - len, "%s\t%s\n",
				 fs->fs_flags & FS_REQUIRES_DEV ? "" : "nodev",
				 fs->name);
	return len;
}

int mounts_read(char *buf, int size, struct task_struct *tsk)
{
	char *page = (char *)__get_free_page(GFP_KERNEL), *path;
	struct vfsmount *mnt;
	int len = 0;

	(void)tsk;
	if (!page)
		return 0;
	list_for_each_entry(mnt, &mount_list, mnt_list) {
		path = d_path(mnt->mnt_root, mnt, page, PAGE_SIZE);
		if (!IS_ERR(path))
			len += show_mount(buf + len, size - len, mnt, path);
	}
	free_page((unsigned long)page);
	return len;
}

static int swaps_read(char *buf, int size, struct task_struct *tsk)
{
	(void)tsk;
	return get_swaps_list(buf, size);
}

static int kunit_read(char *buf, int size, struct task_struct *tsk)
{
	(void)tsk;
	return kunit_list(buf, size);
}

static int kunit_write(char *text)
{
	return kunit_run(text);
}

static int proc_diskstats(char *buf, int size, struct task_struct *tsk)
{
	(void)tsk;
	return diskstats_read(buf, size);
}

static int proc_locks(char *buf, int size, struct task_struct *tsk)
{
	(void)tsk;
	return locks_read(buf, size);
}

static int proc_partitions(char *buf, int size, struct task_struct *tsk)
{
	(void)tsk;
	return partitions_read(buf, size);
}

static const struct proc_entry root_entries[] = {
	{ .name = "cmdline", .read = cmdline_read },
	{ .name = "cpuinfo", .read = cpuinfo_read },
	{ .name = "diskstats", .read = proc_diskstats },
	{ .name = "interrupts", .read = interrupts_read },
	{ .name = "kunit", .read = kunit_read, .write = kunit_write },
	{ .name = "loadavg", .read = loadavg_read },
	{ .name = "locks", .read = proc_locks },
	{ .name = "meminfo", .read = meminfo_read },
	{ .name = "mounts", .read = mounts_read },
	{ .name = "filesystems", .read = filesystems_read },
	{ .name = "partitions", .read = proc_partitions },
	{ .name = "self", .text = proc_self_text },
	{ .name = "stat", .read = stat_read },
	{ .name = "swaps", .read = swaps_read },
	{ .name = "sys", .children = sys_entries },
	{ .name = "uptime", .read = uptime_read },
	{ .name = "version", .read = version_read },
	{ .name = "vmstat", .read = vmstat_read },
	{ .name = NULL },
};

const struct proc_entry proc_root = {
	.name = "/", .children = root_entries, .numbers = &proc_pids,
};
