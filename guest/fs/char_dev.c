/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <linux/fs.h>
#include <linux/kernel.h>
#include <linux/errno.h>

#define MAX_CHRDEV 256

static struct {
	const char *name;
	struct file_operations *fops;
} chrdevs[MAX_CHRDEV];

int register_chrdev(unsigned int major, const char *name,
		    struct file_operations *fops)
{
	if (major >= MAX_CHRDEV)
		return -EINVAL;
	if (chrdevs[major].fops)
		return -EBUSY;
	chrdevs[major].name = name;
	chrdevs[major].fops = fops;
	return 0;
}

/* The file gets the driver's operations in place of these. */
static int chrdev_open(struct inode *inode, struct file *file)
{
	unsigned int major = MAJOR(inode->i_rdev);

	if (major >= MAX_CHRDEV || !chrdevs[major].fops)
		return -ENXIO;
	file->f_op = chrdevs[major].fops;
	return file->f_op->open ? file->f_op->open(inode, file) : 0;
}

struct file_operations def_chr_fops = {
	.open = chrdev_open,
};
