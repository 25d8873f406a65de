/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Who is who, and the end of the machine. */
#include <linux/kernel.h>
#include <linux/reboot.h>
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

asmlinkage long sys_getpgrp(void)
{
	return process_group(current);
}

asmlinkage long sys_getpgid(pid_t pid)
{
	struct task_struct *p;
	long retval = -ESRCH;

	read_lock(&tasklist_lock);
	p = pid ? find_task_by_pid(pid) : current;
	if (p)
		retval = process_group(p);
	read_unlock(&tasklist_lock);
	return retval;
}

asmlinkage long sys_getsid(pid_t pid)
{
	struct task_struct *p;
	long retval = -ESRCH;

	read_lock(&tasklist_lock);
	p = pid ? find_task_by_pid(pid) : current;
	if (p)
		retval = p->session;
	read_unlock(&tasklist_lock);
	return retval;
}

/* Only oneself and one's children, within the session. */
asmlinkage long sys_setpgid(pid_t pid, pid_t pgid)
{
	struct task_struct *p;
	long error = -ESRCH;

	if (pgid < 0)
		return -EINVAL;
	write_lock_irq(&tasklist_lock);
	p = pid ? find_task_by_pid(pid) : current;
	if (p && (p == current || p->real_parent == current)) {
		error = -EPERM;
		if (p->session == current->session && !p->leader) {
			p->pgrp = pgid ? pgid : p->pid;
			error = 0;
		}
	}
	write_unlock_irq(&tasklist_lock);
	return error;
}

asmlinkage long sys_setsid(void)
{
	struct task_struct *p;
	long error = 0;

	write_lock_irq(&tasklist_lock);
	for_each_process(p)
		if (process_group(p) == current->pid)
			error = -EPERM;
	if (!error) {
		current->leader = 1;
		current->session = current->pgrp = current->pid;
		error = current->pid;
	}
	write_unlock_irq(&tasklist_lock);
	return error;
}

/* With POWER_OFF the machine's exit status is arg. */
asmlinkage long sys_reboot(int magic1, int magic2, unsigned int cmd,
			   unsigned long arg)
{
	if (current->euid)
		return -EPERM;
	if ((u32)magic1 != LINUX_REBOOT_MAGIC1 ||
	    magic2 != LINUX_REBOOT_MAGIC2)
		return -EINVAL;
	switch (cmd) {
	case LINUX_REBOOT_CMD_POWER_OFF:
		printk(KERN_EMERG "Power down.\n");
		machine_power_off(arg);
	case LINUX_REBOOT_CMD_RESTART:
		printk(KERN_EMERG "Restarting system.\n");
		machine_power_off(0);
	case LINUX_REBOOT_CMD_HALT:
		printk(KERN_EMERG "System halted.\n");
		machine_halt();
	default:
		return -EINVAL;
	}
}
