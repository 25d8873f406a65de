/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * void *sys_call_table[NR_syscalls + 1]: what system_call jumps through, by
 * Linux's i386 numbers, in order.  Numbers left out, calls that nobody
 * defines, and the last row, which stands for all numbers from it on, are
 * sys_ni_syscall.
 */
#include <linux/unistd.h>

	.text
	.globl	sys_ni_syscall
	.type	sys_ni_syscall, @function
/* Defined in this file, or the rows could not be weak names of it. */
sys_ni_syscall:
	jmp	do_ni_syscall
	.size	sys_ni_syscall, . - sys_ni_syscall

	count = 0
	.macro	FILL limit
	.rept	\limit - count
	.long	sys_ni_syscall
	.endr
	.endm

	.macro	SYSCALL number, name
	FILL	\number
	.ifndef	\name
	.weak	\name
	.set	\name, sys_ni_syscall
	.endif
	.long	\name
	count = \number + 1
	.endm

	.section .rodata
	.globl	sys_call_table
	.align	4
sys_call_table:
	SYSCALL   0, sys_restart_syscall
	SYSCALL   1, sys_exit
	SYSCALL   2, sys_fork
	SYSCALL   3, sys_read
	SYSCALL   4, sys_write
	SYSCALL   5, sys_open
	SYSCALL   6, sys_close
	SYSCALL   7, sys_waitpid
	SYSCALL   8, sys_creat
	SYSCALL   9, sys_link
	SYSCALL  10, sys_unlink
	SYSCALL  11, sys_execve
	SYSCALL  12, sys_chdir
	SYSCALL  13, sys_time
	SYSCALL  14, sys_mknod
	SYSCALL  15, sys_chmod
	SYSCALL  16, sys_lchown16
	SYSCALL  19, sys_lseek
	SYSCALL  20, sys_getpid
	SYSCALL  21, sys_mount
	SYSCALL  22, sys_oldumount
	SYSCALL  23, sys_setuid16
	SYSCALL  24, sys_getuid16
	SYSCALL  25, sys_stime
	SYSCALL  27, sys_alarm
	SYSCALL  29, sys_pause
	SYSCALL  30, sys_utime
	SYSCALL  33, sys_access
	SYSCALL  34, sys_nice
	SYSCALL  36, sys_sync
	SYSCALL  37, sys_kill
	SYSCALL  38, sys_rename
	SYSCALL  39, sys_mkdir
	SYSCALL  40, sys_rmdir
	SYSCALL  41, sys_dup
	SYSCALL  42, sys_pipe
	SYSCALL  43, sys_times
	SYSCALL  45, sys_brk
	SYSCALL  46, sys_setgid16
	SYSCALL  47, sys_getgid16
	SYSCALL  49, sys_geteuid16
	SYSCALL  50, sys_getegid16
	SYSCALL  52, sys_umount
	SYSCALL  54, sys_ioctl
	SYSCALL  55, sys_fcntl64
	SYSCALL  57, sys_setpgid
	SYSCALL  59, sys_olduname
	SYSCALL  60, sys_umask
	SYSCALL  61, sys_chroot
	SYSCALL  63, sys_dup2
	SYSCALL  64, sys_getppid
	SYSCALL  65, sys_getpgrp
	SYSCALL  66, sys_setsid
	SYSCALL  67, sys_sigaction
	SYSCALL  70, sys_setreuid16
	SYSCALL  71, sys_setregid16
	SYSCALL  72, sys_sigsuspend
	SYSCALL  73, sys_sigpending
	SYSCALL  74, sys_sethostname
	SYSCALL  75, sys_setrlimit
	SYSCALL  76, sys_old_getrlimit
	SYSCALL  77, sys_getrusage
	SYSCALL  78, sys_gettimeofday
	SYSCALL  79, sys_settimeofday
	SYSCALL  82, old_select
	SYSCALL  83, sys_symlink
	SYSCALL  85, sys_readlink
	SYSCALL  87, sys_swapon
	SYSCALL  88, sys_reboot
	SYSCALL  90, old_mmap
	SYSCALL  91, sys_munmap
	SYSCALL  92, sys_truncate
	SYSCALL  93, sys_ftruncate
	SYSCALL  94, sys_fchmod
	SYSCALL  95, sys_fchown16
	SYSCALL  96, sys_getpriority
	SYSCALL  97, sys_setpriority
	SYSCALL  99, sys_statfs
	SYSCALL 100, sys_fstatfs
	SYSCALL 103, sys_syslog
	SYSCALL 104, sys_setitimer
	SYSCALL 105, sys_getitimer
	SYSCALL 106, sys_newstat
	SYSCALL 107, sys_newlstat
	SYSCALL 108, sys_newfstat
	SYSCALL 109, sys_uname
	SYSCALL 114, sys_wait4
	SYSCALL 115, sys_swapoff
	SYSCALL 116, sys_sysinfo
	SYSCALL 118, sys_fsync
	SYSCALL 119, sys_sigreturn
	SYSCALL 120, sys_clone
	SYSCALL 121, sys_setdomainname
	SYSCALL 122, sys_newuname
	SYSCALL 125, sys_mprotect
	SYSCALL 126, sys_sigprocmask
	SYSCALL 132, sys_getpgid
	SYSCALL 133, sys_fchdir
	SYSCALL 136, sys_personality
	SYSCALL 140, sys_llseek
	SYSCALL 141, sys_getdents
	SYSCALL 142, sys_select
	SYSCALL 143, sys_flock
	SYSCALL 144, sys_msync
	SYSCALL 145, sys_readv
	SYSCALL 146, sys_writev
	SYSCALL 147, sys_getsid
	SYSCALL 148, sys_fdatasync
	SYSCALL 150, sys_mlock
	SYSCALL 151, sys_munlock
	SYSCALL 152, sys_mlockall
	SYSCALL 153, sys_munlockall
	SYSCALL 154, sys_sched_setparam
	SYSCALL 155, sys_sched_getparam
	SYSCALL 156, sys_sched_setscheduler
	SYSCALL 157, sys_sched_getscheduler
	SYSCALL 158, sys_sched_yield
	SYSCALL 159, sys_sched_get_priority_max
	SYSCALL 160, sys_sched_get_priority_min
	SYSCALL 161, sys_sched_rr_get_interval
	SYSCALL 162, sys_nanosleep
	SYSCALL 163, sys_mremap
	SYSCALL 164, sys_setresuid16
	SYSCALL 165, sys_getresuid16
	SYSCALL 168, sys_poll
	SYSCALL 170, sys_setresgid16
	SYSCALL 171, sys_getresgid16
	SYSCALL 172, sys_prctl
	SYSCALL 173, sys_rt_sigreturn
	SYSCALL 174, sys_rt_sigaction
	SYSCALL 175, sys_rt_sigprocmask
	SYSCALL 176, sys_rt_sigpending
	SYSCALL 177, sys_rt_sigtimedwait
	SYSCALL 178, sys_rt_sigqueueinfo
	SYSCALL 179, sys_rt_sigsuspend
	SYSCALL 180, sys_pread64
	SYSCALL 181, sys_pwrite64
	SYSCALL 182, sys_chown16
	SYSCALL 183, sys_getcwd
	SYSCALL 186, sys_sigaltstack
	SYSCALL 187, sys_sendfile
	SYSCALL 190, sys_vfork
	SYSCALL 191, sys_getrlimit
	SYSCALL 192, sys_mmap2
	SYSCALL 193, sys_truncate64
	SYSCALL 194, sys_ftruncate64
	SYSCALL 195, sys_stat64
	SYSCALL 196, sys_lstat64
	SYSCALL 197, sys_fstat64
	SYSCALL 198, sys_lchown
	SYSCALL 199, sys_getuid
	SYSCALL 200, sys_getgid
	SYSCALL 201, sys_geteuid
	SYSCALL 202, sys_getegid
	SYSCALL 203, sys_setreuid
	SYSCALL 204, sys_setregid
	SYSCALL 205, sys_getgroups
	SYSCALL 206, sys_setgroups
	SYSCALL 207, sys_fchown
	SYSCALL 208, sys_setresuid
	SYSCALL 209, sys_getresuid
	SYSCALL 210, sys_setresgid
	SYSCALL 211, sys_getresgid
	SYSCALL 212, sys_chown
	SYSCALL 213, sys_setuid
	SYSCALL 214, sys_setgid
	SYSCALL 217, sys_pivot_root
	SYSCALL 218, sys_mincore
	SYSCALL 219, sys_madvise
	SYSCALL 220, sys_getdents64
	SYSCALL 221, sys_fcntl64
	SYSCALL 224, sys_gettid
	SYSCALL 238, sys_tkill
	SYSCALL 239, sys_sendfile64
	SYSCALL 240, sys_futex
	SYSCALL 241, sys_sched_setaffinity
	SYSCALL 242, sys_sched_getaffinity
	SYSCALL 243, sys_set_thread_area
	SYSCALL 244, sys_get_thread_area
	SYSCALL 250, sys_fadvise64
	SYSCALL 252, sys_exit_group
	SYSCALL 258, sys_set_tid_address
	SYSCALL 259, sys_timer_create
	SYSCALL 260, sys_timer_settime
	SYSCALL 261, sys_timer_gettime
	SYSCALL 262, sys_timer_getoverrun
	SYSCALL 263, sys_timer_delete
	SYSCALL 264, sys_clock_settime
	SYSCALL 265, sys_clock_gettime
	SYSCALL 266, sys_clock_getres
	SYSCALL 267, sys_clock_nanosleep
	SYSCALL 268, sys_statfs64
	SYSCALL 269, sys_fstatfs64
	SYSCALL 270, sys_tgkill
	SYSCALL 271, sys_utimes
	SYSCALL 272, sys_fadvise64_64
	SYSCALL 284, sys_waitid
	SYSCALL 295, sys_openat
	SYSCALL 296, sys_mkdirat
	SYSCALL 297, sys_mknodat
	SYSCALL 298, sys_fchownat
	SYSCALL 299, sys_futimesat
	SYSCALL 300, sys_fstatat64
	SYSCALL 301, sys_unlinkat
	SYSCALL 302, sys_renameat
	SYSCALL 303, sys_linkat
	SYSCALL 304, sys_symlinkat
	SYSCALL 305, sys_readlinkat
	SYSCALL 306, sys_fchmodat
	SYSCALL 307, sys_faccessat
	SYSCALL 308, sys_pselect6
	SYSCALL 309, sys_ppoll
	SYSCALL 311, sys_set_robust_list
	SYSCALL 312, sys_get_robust_list
	SYSCALL 318, sys_getcpu
	SYSCALL 320, sys_utimensat
	SYSCALL 324, sys_fallocate
	SYSCALL 330, sys_dup3
	SYSCALL 331, sys_pipe2
	SYSCALL 340, sys_prlimit64
	SYSCALL 355, sys_getrandom
	FILL	NR_syscalls
	.long	sys_ni_syscall
	.size	sys_call_table, . - sys_call_table

	.section .note.GNU-stack, "", @progbits
