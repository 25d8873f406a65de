/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Who is who. */
#include <linux/kernel.h>
#include <linux/sched.h>
#include <linux/string.h>
#include <linux/unistd.h>
#include <asm/uaccess.h>

struct new_utsname {
	char sysname[65], nodename[65], release[65], version[65], machine[65],
		domainname[65];
};

static const struct new_utsname system_utsname = {
	.sysname = "Linux",
	.nodename = "(none)",
	.release = "2.6.11-guest",
	.version = "#1",
	.machine = "i686",
	.domainname = "(none)",
};

asmlinkage long sys_newuname(struct new_utsname *name)
{
	if (copy_to_user(name, &system_utsname, sizeof(system_utsname)))
		return -EFAULT;
	return 0;
}

asmlinkage long sys_getpid(void)
{
	return current->tgid;
}

asmlinkage long sys_gettid(void)
{
	return current->pid;
}

asmlinkage long sys_getppid(void)
{
	return current->real_parent->tgid;
}
