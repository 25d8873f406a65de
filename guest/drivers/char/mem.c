/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Character devices without hardware: null, zero, random, kmsg. */
#include <linux/fs.h>
#include <linux/init.h>
#include <linux/kernel.h>
#include <linux/random.h>
#include <linux/tty.h>
#include <asm/uaccess.h>

#define NULL_MINOR	3
#define ZERO_MINOR	5
#define RANDOM_MINOR	8
#define URANDOM_MINOR	9
#define KMSG_MINOR	11
#define KMSG_LINE	256

static ssize_t read_null(struct file *file, char *buf, size_t count,
			 loff_t *ppos)
{
	(void)file;
	(void)buf;
	(void)count;
	(void)ppos;
	return 0;
}

static ssize_t write_null(struct file *file, const char *buf, size_t count,
			  loff_t *ppos)
{
	(void)file;
	(void)buf;
	(void)ppos;
	return count;
}

static ssize_t read_zero(struct file *file, char *buf, size_t count,
			 loff_t *ppos)
{
	size_t left = clear_user(buf, count);

	(void)file;
	(void)ppos;
	return left == count && count ? -EFAULT : (ssize_t)(count - left);
}

/* A line for the kernel's log. */
static ssize_t write_kmsg(struct file *file, const char *buf, size_t count,
			  loff_t *ppos)
{
	size_t n = min_t(size_t, count, KMSG_LINE - 1);
	char line[KMSG_LINE];

	(void)file;
	(void)ppos;
	if (copy_from_user(line, buf, n))
		return -EFAULT;
	if (n && line[n - 1] == '\n')
		line[n - 1] = '\0';
	line[n] = '\0';
	printk("%s\n", line);
	return count;
}

/* Any position is its beginning. */
static loff_t null_lseek(struct file *file, loff_t offset, int origin)
{
	(void)offset, (void)origin;
	return file->f_pos = 0;
}

static struct file_operations null_fops = {
	.llseek = null_lseek,
	.read = read_null,
	.write = write_null,
};

static struct file_operations zero_fops = {
	.read = read_zero,
	.write = write_null,
};

static struct file_operations kmsg_fops = {
	.write = write_kmsg,
};

static int memory_open(struct inode *inode, struct file *file)
{
	switch (MINOR(inode->i_rdev)) {
	case NULL_MINOR:
		file->f_op = &null_fops;
		return 0;
	case ZERO_MINOR:
		file->f_op = &zero_fops;
		return 0;
	case RANDOM_MINOR:
	case URANDOM_MINOR:
		file->f_op = &urandom_fops;
		return 0;
	case KMSG_MINOR:
		file->f_op = &kmsg_fops;
		return 0;
	default:
		return -ENXIO;
	}
}

static struct file_operations memory_fops = {
	.open = memory_open,
};

static int __init chr_dev_init(void)
{
	int error = register_chrdev(MEM_MAJOR, "mem", &memory_fops);

	if (error)
		return error;
	device_create("null", MKDEV(MEM_MAJOR, NULL_MINOR));
	device_create("zero", MKDEV(MEM_MAJOR, ZERO_MINOR));
	device_create("random", MKDEV(MEM_MAJOR, RANDOM_MINOR));
	device_create("urandom", MKDEV(MEM_MAJOR, URANDOM_MINOR));
	return device_create("kmsg", MKDEV(MEM_MAJOR, KMSG_MINOR));
}
fs_initcall(chr_dev_init);
