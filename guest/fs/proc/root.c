/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What is in /proc, and the files of it that are not about one task. */
#include <kunit/test.h>
#include <linux/err.h>
#include <linux/genhd.h>
#include <linux/init.h>
#include <linux/interrupt.h>
#include <linux/jiffies.h>
#include <linux/kernel.h>
#include <linux/mm.h>
#include <linux/mount.h>
#include <linux/slab.h>
#include <linux/string.h>
#include <linux/swap.h>
#include "internal.h"

static int uptime_read(char *buf, int size, struct task_struct *tsk)
{
	unsigned long up = jiffies, idle = init_task.stime + init_task.utime;

	(void)tsk;
	return scnprintf(buf, size, "%lu.%02lu %lu.%02lu\n", up / HZ,
			 up % HZ * (100 / HZ), idle / HZ,
			 idle % HZ * (100 / HZ));
}

static int version_read(char *buf, int size, struct task_struct *tsk)
{
	(void)tsk;
	return scnprintf(buf, size, "%s", linux_banner);
}

static int stat_read(char *buf, int size, struct task_struct *tsk)
{
	unsigned long user = 0, system = 0, intr = 0;
	struct task_struct *p;
	unsigned int irq;

	(void)tsk;
	read_lock(&tasklist_lock);
	for_each_process(p) {
		user += p->utime;
		system += p->stime;
	}
	read_unlock(&tasklist_lock);
	for (irq = 0; irq < NR_IRQS; irq++)
		intr += kstat_irqs(irq);
	return scnprintf(buf, size,
			 "cpu  %lu 0 %lu %lu 0 0 0\nintr %lu\nctxt %lu\n"
			 "processes %lu\nprocs_running %lu\n",
			 user, system, init_task.stime, intr,
			 nr_context_switches, total_forks, nr_running());
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

	len = scnprintf(buf, size, "%s %s %s %s%s%s%s%s", mnt->mnt_devname,
			path, sb->s_type->name,
			sb->s_flags & MS_RDONLY ? "ro" : "rw",
			sb->s_flags & MS_SYNCHRONOUS ? ",sync" : "",
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

static int mounts_read(char *buf, int size, struct task_struct *tsk)
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

static const struct proc_entry pid_entries[] = {
	{ .name = "status", .read = proc_pid_status },
	{ .name = "stat", .read = proc_pid_stat },
	{ .name = "statm", .read = proc_pid_statm },
	{ .name = "maps", .read = proc_pid_maps },
	{ .name = "cmdline", .read = proc_pid_cmdline },
	{ .name = "cwd", .get_path = proc_cwd_path },
	{ .name = "exe", .get_path = proc_exe_path },
	{ .name = "root", .get_path = proc_root_path },
	{ .name = NULL },
};

static int proc_diskstats(char *buf, int size, struct task_struct *tsk)
{
	(void)tsk;
	return diskstats_read(buf, size);
}

static int proc_partitions(char *buf, int size, struct task_struct *tsk)
{
	(void)tsk;
	return partitions_read(buf, size);
}

static const struct proc_entry root_entries[] = {
	{ .name = "cmdline", .read = cmdline_read },
	{ .name = "diskstats", .read = proc_diskstats },
	{ .name = "interrupts", .read = interrupts_read },
	{ .name = "kunit", .read = kunit_read, .write = kunit_write },
	{ .name = "meminfo", .read = meminfo_read },
	{ .name = "mounts", .read = mounts_read },
	{ .name = "filesystems", .read = filesystems_read },
	{ .name = "partitions", .read = proc_partitions },
	{ .name = "stat", .read = stat_read },
	{ .name = "swaps", .read = swaps_read },
	{ .name = "sys", .children = sys_entries },
	{ .name = "uptime", .read = uptime_read },
	{ .name = "version", .read = version_read },
	{ .name = "vmstat", .read = vmstat_read },
	{ .name = NULL },
};

const struct proc_entry proc_root = { .name = "/", .children = root_entries };
const struct proc_entry proc_pid_dir = {
	.name = "pid", .children = pid_entries,
};
