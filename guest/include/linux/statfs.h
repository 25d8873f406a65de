/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef _LINUX_STATFS_H
#define _LINUX_STATFS_H

#include <linux/types.h>

/* What a file system says of itself, in blocks of f_bsize bytes. */
struct kstatfs {
	unsigned long f_type, f_bsize;
	unsigned long f_blocks, f_bfree, f_bavail;
	unsigned long f_files, f_ffree;
	unsigned long f_namelen;
};

struct super_block;

int vfs_statfs(struct super_block *sb, struct kstatfs *buf);
/* Of a file system that has neither blocks nor a number of inodes. */
int simple_statfs(struct super_block *sb, struct kstatfs *buf);

#endif
