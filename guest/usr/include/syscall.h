/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Raw system calls: Linux's i386 numbers, `int $0x80`, arguments in ebx, ecx,
 * edx, esi, edi, result in eax (a negative value is -errno).
 */
#ifndef USR_SYSCALL_H
#define USR_SYSCALL_H

#define NR_exit			1
#define NR_fork			2
#define NR_read			3
#define NR_write		4
#define NR_open			5
#define NR_close		6
#define NR_link			9
#define NR_unlink		10
#define NR_execve		11
#define NR_chdir		12
#define NR_chmod		15
#define NR_getpid		20
#define NR_mount		21
#define NR_alarm		27
#define NR_pause		29
#define NR_nice			34
#define NR_sync			36
#define NR_kill			37
#define NR_rename		38
#define NR_mkdir		39
#define NR_rmdir		40
#define NR_pipe			42
#define NR_brk			45
#define NR_dup2			63
#define NR_getppid		64
#define NR_setsid		66
#define NR_gettimeofday		78
#define NR_symlink		83
#define NR_swapon		87
#define NR_reboot		88
#define NR_munmap		91
#define NR_wait4		114
#define NR_swapoff		115
#define NR_fsync		118
#define NR_sigreturn		119
#define NR_mprotect		125
#define NR_fdatasync		148
#define NR_mlockall		152
#define NR_sched_yield		158
#define NR_nanosleep		162
#define NR_rt_sigaction		174
#define NR_rt_sigprocmask	175
#define NR_rt_sigpending	176
#define NR_mmap2		192
#define NR_mincore		218
#define NR_getdents64		220
#define NR_waitid		284

/* The kernel may write through any pointer argument: hence "memory". */
static inline long syscall5(long nr, long a, long b, long c, long d, long e)
{
	long ret;

	__asm__ volatile("int $0x80"
			 : "=a"(ret)
			 : "0"(nr), "b"(a), "c"(b), "d"(c), "S"(d), "D"(e)
			 : "memory");
	return ret;
}

#define syscall4(nr, a, b, c, d)	\
	syscall5(nr, (long)(a), (long)(b), (long)(c), (long)(d), 0)
#define syscall3(nr, a, b, c)		syscall4(nr, a, b, c, 0)
#define syscall2(nr, a, b)		syscall4(nr, a, b, 0, 0)
#define syscall1(nr, a)			syscall4(nr, a, 0, 0, 0)
#define syscall0(nr)			syscall4(nr, 0, 0, 0, 0)

#endif
