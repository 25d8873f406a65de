/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The table of /proc/sys, and how its numbers are read and written. */
#include <linux/ctype.h>
#include <linux/hung_task.h>
#include <linux/jiffies.h>
#include <linux/kernel.h>
#include <linux/pid.h>
#include <linux/proc_fs.h>
#include <linux/swap.h>
#include <linux/sysctl.h>
#include <linux/writeback.h>

#define MAX_CENTISECS	((int)(MAX_JIFFY_OFFSET / HZ))

/* What may be set, to what, and what then happens. */
#define CTL(file, variable, low, high, fn)				\
	{ .name = file, .ctl = &(const struct ctl_table) {		\
		.value = &variable, .data = &variable,			\
		.min = low, .max = high, .changed = fn } }
/* What can only be read. */
#define CTL_RO(file, variable)						\
	{ .name = file, .ctl = &(const struct ctl_table) {		\
		.value = &variable } }

static const int pid_max = PID_MAX;

static const struct proc_entry kernel_entries[] = {
	{ .name = "domainname", .read = proc_domainname,
	  .write = proc_set_domainname },
	{ .name = "hostname", .read = proc_hostname,
	  .write = proc_set_hostname },
	CTL("hung_task_timeout_secs", sysctl_hung_task_timeout_secs,
	    0, MAX_JIFFY_OFFSET / HZ, hung_task_timeout_changed),
	{ .name = "osrelease", .read = proc_osrelease },
	{ .name = "ostype", .read = proc_ostype },
	CTL_RO("pid_max", pid_max),
	{ .name = "version", .read = proc_osversion },
	{ .name = NULL },
};

static const struct proc_entry vm_entries[] = {
	CTL("dirty_background_bytes", dirty_background_bytes,
	    0, 1 << 29, set_ratelimit),
	CTL("dirty_background_ratio", dirty_background_ratio, 0, 100, NULL),
	CTL("dirty_expire_centisecs", dirty_expire_centisecs,
	    0, MAX_CENTISECS, NULL),
	CTL("dirty_ratio", vm_dirty_ratio, 0, 100, NULL),
	CTL("dirty_writeback_centisecs", dirty_writeback_centisecs,
	    0, MAX_CENTISECS, set_dirty_writeback_interval),
	/* No setting of Linux's: experiments make high memory scarce by it. */
	CTL("min_free_high_kbytes", min_free_high_kbytes, 0, 3 << 20,
	    setup_per_zone_pages_min),
	CTL("min_free_kbytes", min_free_kbytes, 0, 3 << 20,
	    setup_per_zone_pages_min),
	CTL_RO("nr_pdflush_threads", nr_pdflush_threads),
	CTL("swappiness", vm_swappiness, 0, 100, NULL),
	{ .name = NULL },
};

const struct proc_entry sys_entries[] = {
	{ .name = "kernel", .children = kernel_entries },
	{ .name = "vm", .children = vm_entries },
	{ .name = NULL },
};

int sysctl_read(const struct ctl_table *ctl, char *buf, int size)
{
	return scnprintf(buf, size, "%d\n", *ctl->value);
}

/* -EINVAL for what is no number, or not within the limits. */
int sysctl_write(const struct ctl_table *ctl, const char *text)
{
	unsigned long value;
	char *end;

	if (!isdigit(*text))
		return -EINVAL;
	value = simple_strtoul(text, &end, 10);
	/* More digits may have wrapped around. */
	if (*end || end - text > 9)
		return -EINVAL;
	if ((int)value < ctl->min || (int)value > ctl->max)
		return -EINVAL;
	*ctl->data = value;
	return ctl->changed ? ctl->changed() : 0;
}
