/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The system calls of memory and files, with their i386 numbers. Those of
 * processes, signals and time are in kernel/.
 */
#ifndef _LINUX_SYSCALLS_H
#define _LINUX_SYSCALLS_H

#include <linux/linkage.h>
#include <linux/types.h>

struct stat;
struct stat64;

struct iovec {
	void *iov_base;
	size_t iov_len;
};

struct mmap_arg_struct {
	unsigned long addr, len, prot, flags, fd, offset;
};

asmlinkage long sys_read(unsigned int fd, char *buf, size_t count); /* 3 */
asmlinkage long sys_write(unsigned int fd, const char *buf,
			  size_t count);			/* 4 */
asmlinkage long sys_open(const char *filename, int flags, int mode); /* 5 */
asmlinkage long sys_close(unsigned int fd);			/* 6 */
asmlinkage long sys_creat(const char *filename, int mode);	/* 8 */
asmlinkage long sys_link(const char *old_name,
			 const char *new_name);			/* 9 */
asmlinkage long sys_unlink(const char *name);			/* 10 */
asmlinkage long sys_chdir(const char *filename);		/* 12 */
asmlinkage long sys_mknod(const char *user_name, int mode,
			  unsigned int dev);			/* 14 */
asmlinkage long sys_chmod(const char *filename, int mode);	/* 15 */
asmlinkage long sys_lseek(unsigned int fd, long offset,
			  unsigned int origin);			/* 19 */
asmlinkage long sys_mount(char *dev_name, char *dir_name, char *type,
			  unsigned long flags, void *data);	/* 21 */
asmlinkage long sys_oldumount(char *name);			/* 22 */
asmlinkage long sys_access(const char *filename, int mode);	/* 33 */
asmlinkage long sys_sync(void);					/* 36 */
asmlinkage long sys_rename(const char *old_name,
			   const char *new_name);		/* 38 */
asmlinkage long sys_mkdir(const char *user_name, int mode);	/* 39 */
asmlinkage long sys_rmdir(const char *name);			/* 40 */
asmlinkage long sys_dup(unsigned int fildes);			/* 41 */
asmlinkage long sys_pipe(int *fildes);				/* 42 */
asmlinkage long sys_brk(unsigned long brk);			/* 45 */
asmlinkage long sys_umount(char *name, int flags);		/* 52 */
asmlinkage long sys_ioctl(unsigned int fd, unsigned int cmd,
			  unsigned long arg);			/* 54 */
asmlinkage long sys_umask(int mask);				/* 60 */
asmlinkage long sys_dup2(unsigned int oldfd, unsigned int newfd); /* 63 */
asmlinkage long sys_symlink(const char *target, const char *name); /* 83 */
asmlinkage long sys_readlink(const char *path, char *buf,
			     int bufsiz);			/* 85 */
asmlinkage long sys_swapon(const char *specialfile,
			   int swap_flags);			/* 87 */
asmlinkage long old_mmap(struct mmap_arg_struct *arg);		/* 90 */
asmlinkage long sys_munmap(unsigned long addr, unsigned long len); /* 91 */
asmlinkage long sys_truncate(const char *path, long length);	/* 92 */
asmlinkage long sys_ftruncate(unsigned int fd, long length);	/* 93 */
asmlinkage long sys_newstat(const char *filename,
			    struct stat *statbuf);		/* 106 */
asmlinkage long sys_newlstat(const char *filename,
			     struct stat *statbuf);		/* 107 */
asmlinkage long sys_newfstat(unsigned int fd, struct stat *statbuf); /* 108 */
asmlinkage long sys_swapoff(const char *specialfile);		/* 115 */
asmlinkage long sys_fsync(unsigned int fd);			/* 118 */
asmlinkage long sys_msync(unsigned long start, unsigned long len,
			  int flags);				/* 144 */
asmlinkage long sys_fdatasync(unsigned int fd);			/* 148 */
asmlinkage long sys_mlockall(int flags);
asmlinkage long sys_munlockall(void);
asmlinkage long sys_mprotect(unsigned long start, unsigned long len,
			     unsigned long prot);		/* 125 */
asmlinkage long sys_llseek(unsigned int fd, unsigned long offset_high,
			   unsigned long offset_low, loff_t *result,
			   unsigned int origin);		/* 140 */
asmlinkage long sys_readv(unsigned int fd, const struct iovec *vec,
			  unsigned long nr_segs);		/* 145 */
asmlinkage long sys_writev(unsigned int fd, const struct iovec *vec,
			   unsigned long nr_segs);		/* 146 */
asmlinkage long sys_pread64(unsigned int fd, char *buf, size_t count,
			    loff_t pos);			/* 180 */
asmlinkage long sys_pwrite64(unsigned int fd, const char *buf, size_t count,
			     loff_t pos);			/* 181 */
asmlinkage long sys_getcwd(char *buf, unsigned long size);	/* 183 */
asmlinkage long sys_mmap2(unsigned long addr, unsigned long len,
			  unsigned long prot, unsigned long flags,
			  unsigned long fd, unsigned long pgoff); /* 192 */
asmlinkage long sys_stat64(const char *filename,
			   struct stat64 *statbuf);		/* 195 */
asmlinkage long sys_lstat64(const char *filename,
			    struct stat64 *statbuf);		/* 196 */
asmlinkage long sys_fstat64(unsigned int fd,
			    struct stat64 *statbuf);		/* 197 */
asmlinkage long sys_mincore(unsigned long start, unsigned long len,
			    unsigned char *vec);		/* 218 */
asmlinkage long sys_getdents64(unsigned int fd, void *dirent,
			       unsigned int count);		/* 220 */
asmlinkage long sys_fcntl64(unsigned int fd, unsigned int cmd,
			    unsigned long arg);			/* 55, 221 */

#endif
