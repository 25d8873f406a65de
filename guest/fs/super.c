/* SPDX-License-Identifier: GPL-2.0-or-later */
/* File system types and their instances. */
#include <linux/err.h>
#include <linux/buffer_head.h>
#include <linux/fs.h>
#include <linux/init.h>
#include <linux/kernel.h>
#include <linux/slab.h>
#include <linux/string.h>

static struct file_system_type *file_systems;
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

static void kill_super(struct super_block *sb)
{
	struct dentry *root = sb->s_root;

	down(&sb->s_umount);
	sb->s_root = NULL;
	if (root) {
		d_genocide(root);
		dput(root);
	}
	up(&sb->s_umount);
	spin_lock(&sb_lock);
	drop_super(sb);
	spin_unlock(&sb_lock);
}

static void init_super(struct super_block *sb, struct file_system_type *fs)
{
	sb->s_dev = next_anon_dev++;
	sb->s_type = fs;
	sb->s_count = 1;
	sb->s_refs = 1;
	sb->s_maxbytes = MAX_LFS_FILESIZE;
	INIT_LIST_HEAD(&sb->s_dirty);
	INIT_LIST_HEAD(&sb->s_io);
	/* Locked: nobody else looks at it before it is complete. */
	sema_init(&sb->s_umount, 0);
	spin_lock(&sb_lock);
	list_add_tail(&sb->s_list, &super_blocks);
	spin_unlock(&sb_lock);
}

/* One more mount of the instance that the type has, or of a new one. */
struct super_block *get_sb(struct file_system_type *fs, void *data)
{
	struct super_block *sb = fs->single;
	int error;

	if (sb) {
		sb->s_count++;
		return sb;
	}
	sb = kzalloc(sizeof(*sb), GFP_KERNEL);
	if (!sb)
		return ERR_PTR(-ENOMEM);
	init_super(sb, fs);
	error = fs->fill_super(sb, data);
	up(&sb->s_umount);
	if (error) {
		kill_super(sb);
		return ERR_PTR(error);
	}
	if (fs->fs_flags & FS_SINGLE) {
		/* The type's own reference: such an instance never goes. */
		sb->s_count++;
		fs->single = sb;
	}
	return sb;
}

void put_super(struct super_block *sb)
{
	if (!--sb->s_count)
		kill_super(sb);
}

void __init vfs_caches_init(void)
{
	inode_init();
	files_init();
	buffer_init();
	bdev_cache_init();
	init_ramfs();
	init_mount_tree();
}
