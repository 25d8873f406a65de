/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Who is who. */
#include <linux/kernel.h>
#include <linux/sched.h>
#include <linux/unistd.h>
#include <asm/uaccess.h>

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
