/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Unpacks cpio archives of the "newc" form into the root. */
#include <linux/bootmem.h>
#include <linux/err.h>
#include <linux/fs.h>
#include <linux/init.h>
#include <linux/kernel.h>
#include <linux/mm.h>
#include <linux/namei.h>
#include <linux/sched.h>
#include <linux/slab.h>
#include <linux/ctype.h>

#define CPIO_HEADER	110
#define CPIO_FIELDS	13
#define CPIO_TRAILER	"TRAILER!!!"

/* The eight-digit fields, in their order. */
enum { INO, MODE, UID, GID, NLINK, MTIME, FILESIZE, MAJ, MIN, RMAJ, RMIN,
	NAMESIZE, CHECK };

struct cpio {
	const char *next, *end;
	unsigned long field[CPIO_FIELDS];
	const char *name, *data;
};

static int parse_header(struct cpio *c)
{
	int i, j;

	if (c->end - c->next < CPIO_HEADER || memcmp(c->next, "070701", 6))
		return -EINVAL;
	for (i = 0; i < CPIO_FIELDS; i++) {
		char digits[9];

		memcpy(digits, c->next + 6 + 8 * i, 8);
		digits[8] = '\0';
		for (j = 0; j < 8; j++)
			if (!isxdigit(digits[j]))
				return -EINVAL;
		c->field[i] = simple_strtoul(digits, NULL, 16);
	}
	return 0;
}

/* Name and data follow, each padded to a multiple of four. */
static int next_entry(struct cpio *c)
{
	unsigned long room, head;
	int error = parse_header(c);

	if (error)
		return error;
	room = c->end - c->next;
	if (!c->field[NAMESIZE] || c->field[NAMESIZE] > PATH_MAX)
		return -EINVAL;
	head = ALIGN(CPIO_HEADER + c->field[NAMESIZE], 4UL);
	if (head > room || c->field[FILESIZE] > room - head)
		return -EINVAL;
	c->name = c->next + CPIO_HEADER;
	if (c->name[c->field[NAMESIZE] - 1])
		return -EINVAL;
	c->data = c->next + head;
	c->next = c->data + min(ALIGN(c->field[FILESIZE], 4UL), room - head);
	return 0;
}

static int write_file(const char *name, int mode, const char *data,
			     unsigned long size)
{
	struct file *file = filp_open(name, O_WRONLY | O_CREAT | O_TRUNC,
				      mode);
	int written;

	if (IS_ERR(file))
		return PTR_ERR(file);
	written = kernel_write(file, data, size);
	fput(file);
	if (written < 0)
		return written;
	return (unsigned long)written == size ? 0 : -ENOSPC;
}

static int make_link(struct cpio *c)
{
	char *target = kmalloc(c->field[FILESIZE] + 1, GFP_KERNEL);
	int error;

	if (!target)
		return -ENOMEM;
	memcpy(target, c->data, c->field[FILESIZE]);
	target[c->field[FILESIZE]] = '\0';
	error = do_symlink(target, c->name);
	kfree(target);
	return error;
}

static int make_entry(struct cpio *c)
{
	int mode = c->field[MODE], error;

	/* An initrd may go over what is there already, never through a link. */
	if (!S_ISDIR(mode))
		do_unlink(c->name);
	if (S_ISREG(mode))
		return write_file(c->name, mode, c->data, c->field[FILESIZE]);
	if (S_ISLNK(mode))
		return make_link(c);
	if (!S_ISDIR(mode))
		return do_mknod(c->name, mode,
				MKDEV(c->field[RMAJ], c->field[RMIN]));
	error = do_mkdir(c->name, mode);
	return error == -EEXIST ? 0 : error;
}

/*
 * Makes every entry up to the trailer. -EINVAL when the archive breaks off
 * before that; what came before the break stays. `what` names it in the log.
 */
int unpack_to_rootfs(const char *what, const char *buf, unsigned long len)
{
	struct cpio c = { .next = buf, .end = buf + len };
	int entries = 0, error;

	while (!(error = next_entry(&c)) && strcmp(c.name, CPIO_TRAILER)) {
		error = make_entry(&c);
		if (error)
			printk(KERN_ERR "%s: cannot make %s: error %d\n",
			       what, c.name, -error);
		entries++;
	}
	if (error)
		printk(KERN_ERR "%s: not a cpio archive from byte %ld on\n",
		       what, (long)(c.next - buf));
	printk(KERN_INFO "%s: %d entries\n", what, entries);
	return error;
}

extern char __initramfs_start[], __initramfs_end[];

void __init populate_rootfs(void)
{
	int old_umask = current->fs->umask;

	current->fs->umask = 0;
	unpack_to_rootfs("initramfs", __initramfs_start,
			 __initramfs_end - __initramfs_start);
	if (ramdisk_size && ramdisk_image < max_low_pfn << PAGE_SHIFT &&
	    ramdisk_size <= (max_low_pfn << PAGE_SHIFT) - ramdisk_image) {
		unpack_to_rootfs("initrd", __va(ramdisk_image), ramdisk_size);
		free_reserved_range(ramdisk_image,
				    ramdisk_image + ramdisk_size);
	}
	current->fs->umask = old_umask;
}
