/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What the system is and has: uname and its names, sysinfo, randomness. */
#include <linux/blkdev.h>
#include <linux/kernel.h>
#include <linux/loadavg.h>
#include <linux/mm.h>
#include <linux/proc_fs.h>
#include <linux/random.h>
#include <linux/sched.h>
#include <linux/string.h>
#include <linux/swap.h>
#include <asm/uaccess.h>

#define NEW_UTS_LEN	64
#define OLD_UTS_LEN	8
#define GRND_FLAGS	7	/* NONBLOCK, RANDOM, INSECURE */

struct new_utsname {
	char sysname[NEW_UTS_LEN + 1], nodename[NEW_UTS_LEN + 1],
		release[NEW_UTS_LEN + 1], version[NEW_UTS_LEN + 1],
		machine[NEW_UTS_LEN + 1], domainname[NEW_UTS_LEN + 1];
};

struct sysinfo {
	long uptime;
	unsigned long loads[3];
	unsigned long totalram, freeram, sharedram, bufferram;
	unsigned long totalswap, freeswap;
	unsigned short procs, pad;
	unsigned long totalhigh, freehigh;
	unsigned int mem_unit;
	char unused[8];
};

_Static_assert(sizeof(struct sysinfo) == 64, "sysinfo as i386 has it");

static struct new_utsname system_utsname = {
	.sysname = "Linux",
	.nodename = "(none)",
	.release = "2.6.11-guest",
	.version = "#1",
	.machine = "i686",
	.domainname = "(none)",
};

asmlinkage long sys_newuname(struct new_utsname *name)
{
	return copy_to_user(name, &system_utsname, sizeof(system_utsname)) ?
	       -EFAULT : 0;
}

/* Without the domain's name. */
asmlinkage long sys_uname(void *name)
{
	return copy_to_user(name, &system_utsname,
			    offsetof(struct new_utsname, domainname)) ?
	       -EFAULT : 0;
}

asmlinkage long sys_olduname(char *name)
{
	const char *from = system_utsname.sysname;
	char old[5][OLD_UTS_LEN + 1];
	int i;

	memset(old, 0, sizeof(old));
	for (i = 0; i < 5; i++, from += NEW_UTS_LEN + 1)
		memcpy(old[i], from, OLD_UTS_LEN);
	return copy_to_user(name, old, sizeof(old)) ? -EFAULT : 0;
}

static long set_name(char *where, const char *user, int len)
{
	char name[NEW_UTS_LEN];

	if (current->euid)
		return -EPERM;
	if (len < 0 || len > NEW_UTS_LEN)
		return -EINVAL;
	if (copy_from_user(name, user, len))
		return -EFAULT;
	memset(where, 0, NEW_UTS_LEN + 1);
	memcpy(where, name, len);
	return 0;
}

asmlinkage long sys_sethostname(const char *name, int len)
{
	return set_name(system_utsname.nodename, name, len);
}

asmlinkage long sys_setdomainname(const char *name, int len)
{
	return set_name(system_utsname.domainname, name, len);
}

/* /proc/sys/kernel: the same names as lines. */
#define PROC_NAME(fn, field)						\
	int fn(char *buf, int size, struct task_struct *tsk)		\
	{								\
		(void)tsk;						\
		return scnprintf(buf, size, "%s\n",			\
				 system_utsname.field);			\
	}

PROC_NAME(proc_hostname, nodename)
PROC_NAME(proc_domainname, domainname)
PROC_NAME(proc_ostype, sysname)
PROC_NAME(proc_osrelease, release)
PROC_NAME(proc_osversion, version)

int proc_set_hostname(char *text)
{
	strlcpy(system_utsname.nodename, text, NEW_UTS_LEN + 1);
	return 0;
}

int proc_set_domainname(char *text)
{
	strlcpy(system_utsname.domainname, text, NEW_UTS_LEN + 1);
	return 0;
}

asmlinkage long sys_sysinfo(struct sysinfo *info)
{
	const struct zone *high = &contig_page_data.node_zones[ZONE_HIGHMEM];
	struct sysinfo val = {
		.uptime = jiffies / HZ,
		.totalram = totalram_pages,
		.freeram = nr_free_pages(),
		.bufferram = nr_blockdev_pages(),
		.totalswap = total_swap_pages,
		.freeswap = nr_swap_pages,
		.procs = nr_threads,
		.totalhigh = high->present_pages,
		.freehigh = high->free_pages,
		.mem_unit = PAGE_SIZE,
	};
	int i;

	for (i = 0; i < 3; i++)
		val.loads[i] = avenrun[i] << (SI_LOAD_SHIFT - FSHIFT);
	return copy_to_user(info, &val, sizeof(val)) ? -EFAULT : 0;
}

asmlinkage long sys_getrandom(char *buf, size_t count, unsigned int flags)
{
	u8 block[64];
	size_t done, n, left;

	if (flags & ~GRND_FLAGS)
		return -EINVAL;
	count = min(count, (size_t)0x7fffffff);
	for (done = 0; done < count; done += n) {
		n = min(count - done, sizeof(block));
		get_random_bytes(block, n);
		left = copy_to_user(buf + done, block, n);
		if (left)
			return done + n - left ? (long)(done + n - left) :
						 -EFAULT;
		if (signal_pending(current) && done + n < count)
			return done + n;
	}
	return count;
}

/* There is one of each. */
asmlinkage long sys_getcpu(unsigned int *cpu, unsigned int *node)
{
	if ((cpu && put_user(0U, cpu)) || (node && put_user(0U, node)))
		return -EFAULT;
	return 0;
}
