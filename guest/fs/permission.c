/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Who may do what with an inode. */
#include <linux/fs.h>
#include <linux/kernel.h>
#include <linux/namei.h>
#include <linux/sched.h>

int in_group_p(gid_t gid)
{
	int i;

	if (gid == current->egid)
		return 1;
	for (i = 0; i < current->ngroups; i++)
		if (current->groups[i] == gid)
			return 1;
	return 0;
}

static int generic_permission(struct inode *inode, int mask)
{
	umode_t mode = inode->i_mode;

	if (current->euid == inode->i_uid)
		mode >>= 6;
	else if (in_group_p(inode->i_gid))
		mode >>= 3;
	if ((mode & mask & (MAY_READ | MAY_WRITE | MAY_EXEC)) == mask)
		return 0;
	/* Root may all but execute what nobody may. */
	if (!current->euid && (!(mask & MAY_EXEC) ||
			       inode->i_mode & S_IXUGO ||
			       S_ISDIR(inode->i_mode)))
		return 0;
	return -EACCES;
}

/* mask is of MAY_*; 0, -EACCES or -EROFS. */
int permission(struct inode *inode, int mask)
{
	umode_t mode = inode->i_mode;

	if (mask & MAY_WRITE && IS_RDONLY(inode) &&
	    (S_ISREG(mode) || S_ISDIR(mode) || S_ISLNK(mode)))
		return -EROFS;
	if (inode->i_op && inode->i_op->permission)
		return inode->i_op->permission(inode, mask);
	return generic_permission(inode, mask);
}
