/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef _LINUX_UNISTD_H
#define _LINUX_UNISTD_H

/* System calls that exist here run below this number: 2.6.11's 289 and, for
 * programs of today, some of those that came later. */
#define NR_syscalls	356

#define NR_execve	11

#ifndef __ASSEMBLY__

#include <linux/linkage.h>
#include <linux/types.h>

/*
 * The system call, from ring 0: its way back out leads into the program, on
 * the registers that the int has saved here.  Returns only if it fails.
 */
static inline int kernel_execve(const char *path, char *const argv[],
				char *const envp[])
{
	int ret;

	__asm__ __volatile__("int $0x80"
			     : "=a"(ret)
			     : "0"(NR_execve), "b"(path), "c"(argv), "d"(envp)
			     : "memory");
	return ret;
}

asmlinkage long sys_wait4(pid_t pid, int *stat_addr, int options,
			  void *rusage);
asmlinkage long sys_setsid(void);
asmlinkage long sys_sched_yield(void);

#endif /* !__ASSEMBLY__ */
#endif
