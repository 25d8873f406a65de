/* SPDX-License-Identifier: GPL-2.0-or-later */
/* File system types and their instances. */
#include <linux/blkdev.h>
#include <linux/err.h>
#include <linux/buffer_head.h>
#include <linux/fs.h>
#include <linux/init.h>
#include <linux/kernel.h>
#include <linux/slab.h>
#include <linux/string.h>
#include <linux/writeback.h>

struct file_system_type *file_systems;
static dev_t next_anon_dev = 1;

LIST_HEAD(super_blocks);
DEFINE_SPINLOCK(sb_lock);

int register_filesystem(struct file_system_type *fs)
{
	fs->next = file_systems;
	file_systems = fs;
	return 0;
}

struct file_system_type *get_fs_type(const char *name)
{
	struct file_system_type *fs;

	for (fs = file_systems; fs; fs = fs->next)
		if (!strcmp(fs->name, name))
			break;
	return fs;
}

/* With sb_lock. The memory goes with the last who knows of it. */
static void drop_super(struct super_block *sb)
{
	if (--sb->s_refs)
		return;
	list_del(&sb->s_list);
	kfree(sb);
}

/*
 * Calls fn for each instance that is mounted, until it returns nonzero. None
 * is unmounted meanwhile; one that just now is, is waited for or passed over.
 */
int for_each_super(int (*fn)(struct super_block *sb, void *data), void *data,
		   int wait)
{
	struct super_block *sb, *next;
	int ret = 0;

	spin_lock(&sb_lock);
	for (sb = list_entry(super_blocks.next, struct super_block, s_list);
	     &sb->s_list != &super_blocks && !ret; sb = next) {
		int locked = !down_trylock(&sb->s_umount);

		sb->s_refs++;
		spin_unlock(&sb_lock);
		if (!locked && wait) {
			down(&sb->s_umount);
			locked = 1;
		}
		if (locked && sb->s_root)
			ret = fn(sb, data);
		if (locked)
			up(&sb->s_umount);
		spin_lock(&sb_lock);
		next = list_entry(sb->s_list.next, struct super_block, s_list);
		drop_super(sb);
	}
	spin_unlock(&sb_lock);
	return ret;
}

/* Locked, so that nobody else looks at it before it is complete. */
static struct super_block *alloc_super(struct file_system_type *type,
				       unsigned long flags)
{
	struct super_block *sb = kzalloc(sizeof(*sb), GFP_KERNEL);

	if (!sb)
		return NULL;
	sb->s_type = type;
	sb->s_flags = flags & MS_SB_FLAGS;
	sb->s_count = 1;
	sb->s_refs = 1;
	sb->s_maxbytes = MAX_LFS_FILESIZE;
	sb->s_blocksize = PAGE_SIZE;
	sb->s_blocksize_bits = PAGE_SHIFT;
	INIT_LIST_HEAD(&sb->s_dirty);
	INIT_LIST_HEAD(&sb->s_io);
	sema_init(&sb->s_umount, 0);
	spin_lock(&sb_lock);
	list_add_tail(&sb->s_list, &super_blocks);
	spin_unlock(&sb_lock);
	return sb;
}

static void forget_super(struct super_block *sb)
{
	spin_lock(&sb_lock);
	drop_super(sb);
	spin_unlock(&sb_lock);
}

static struct super_block *fill(struct super_block *sb, void *data,
				fill_super_t fill_super)
{
	int error = fill_super(sb, data, 0);

	if (!error)
		sb->s_flags |= MS_ACTIVE;
	up(&sb->s_umount);
	if (!error)
		return sb;
	put_super(sb);
	return ERR_PTR(error);
}

struct super_block *get_sb_nodev(struct file_system_type *type,
				 unsigned long flags, void *data,
				 fill_super_t fill_super)
{
	struct super_block *sb = alloc_super(type, flags);

	if (!sb)
		return ERR_PTR(-ENOMEM);
	sb->s_dev = next_anon_dev++;
	return fill(sb, data, fill_super);
}

/* The instance that the type has, or its first, which never goes. */
struct super_block *get_sb_single(struct file_system_type *type,
				  unsigned long flags, void *data,
				  fill_super_t fill_super)
{
	struct super_block *sb = type->single;

	if (!sb) {
		sb = get_sb_nodev(type, flags, data, fill_super);
		if (IS_ERR(sb))
			return sb;
		type->single = sb;
	}
	sb->s_count++;
	return sb;
}

/* The device is the instance's alone: a second mount finds it busy. */
struct super_block *get_sb_bdev(struct file_system_type *type,
				unsigned long flags, const char *dev,
				void *data, fill_super_t fill_super)
{
	struct super_block *sb = alloc_super(type, flags);
	struct block_device *bdev;

	if (!sb)
		return ERR_PTR(-ENOMEM);
	bdev = dev ? open_bdev_excl(dev, flags & MS_RDONLY, sb) :
		     ERR_PTR(-EINVAL);
	if (IS_ERR(bdev)) {
		up(&sb->s_umount);
		forget_super(sb);
		return ERR_CAST(bdev);
	}
	sb->s_dev = bdev->bd_dev;
	sb->s_bdev = bdev;
	return fill(sb, data, fill_super);
}

/* Names, then what is dirty, then inodes, then the file system's own. */
static void generic_shutdown_super(struct super_block *sb)
{
	struct dentry *root = sb->s_root;

	down(&sb->s_umount);
	if (root) {
		shrink_dcache_sb(sb);
		fsync_super(sb);
		sb->s_root = NULL;
		sb->s_flags &= ~MS_ACTIVE;
		dput(root);
		/* The file system's own may have to write, still. */
		invalidate_inodes(sb);
		if (sb->s_op && sb->s_op->put_super)
			sb->s_op->put_super(sb);
		if (invalidate_inodes(sb))
			printk(KERN_ERR "VFS: busy inodes after unmount of "
			       "%s\n", sb->s_type->name);
	}
	up(&sb->s_umount);
}

void kill_anon_super(struct super_block *sb)
{
	generic_shutdown_super(sb);
	forget_super(sb);
}

void kill_litter_super(struct super_block *sb)
{
	if (sb->s_root)
		d_genocide(sb->s_root);
	kill_anon_super(sb);
}

void kill_block_super(struct super_block *sb)
{
	struct block_device *bdev = sb->s_bdev;

	generic_shutdown_super(sb);
	sync_blockdev(bdev);
	forget_super(sb);
	close_bdev_excl(bdev);
}

void put_super(struct super_block *sb)
{
	if (!--sb->s_count)
		sb->s_type->kill_sb(sb);
}

/*
 * Before it is read-only. Names that nobody uses may hold what was removed.
 * The writers are counted last: one may have come while we slept.
 */
static int end_writing(struct super_block *sb)
{
	shrink_dcache_sb(sb);
	fsync_super(sb);
	return atomic_read(&sb->s_writers) ? -EBUSY : 0;
}

/* Read-only only when nobody has a file open to write to it. */
int do_remount_sb(struct super_block *sb, unsigned long flags, void *data)
{
	int error = 0;

	down(&sb->s_umount);
	if (flags & MS_RDONLY && !(sb->s_flags & MS_RDONLY))
		error = end_writing(sb);
	if (!error && sb->s_op && sb->s_op->remount_fs)
		error = sb->s_op->remount_fs(sb, &flags, data);
	if (!error)
		sb->s_flags = (sb->s_flags & ~MS_SB_FLAGS) |
			      (flags & MS_SB_FLAGS);
	up(&sb->s_umount);
	return error;
}

void __init vfs_caches_init(void)
{
	inode_init();
	dcache_init();
	files_init();
	buffer_init();
	bdev_cache_init();
	init_ramfs();
	init_mount_tree();
}
