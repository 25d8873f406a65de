/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Mounting ext3 and ext2; both are one format. */
#include <linux/blkdev.h>
#include <linux/err.h>
#include <linux/init.h>
#include <linux/kernel.h>
#include <linux/slab.h>
#include <linux/statfs.h>
#include <linux/string.h>
#include "ext3.h"

static kmem_cache_t *ext3_inode_cachep;

static struct inode *ext3_alloc_inode(struct super_block *sb)
{
	struct ext3_inode_info *ei = kmem_cache_alloc(ext3_inode_cachep,
						      GFP_NOFS | __GFP_ZERO);

	(void)sb;
	if (!ei)
		return NULL;
	INIT_LIST_HEAD(&ei->i_orphan);
	init_MUTEX(&ei->truncate_sem);
	ei->i_cut_to = EXT3_UNCUT;
	return &ei->vfs_inode;
}

static void ext3_destroy_inode(struct inode *inode)
{
	/* One whose deletion failed. */
	list_del_init(&EXT3_I(inode)->i_orphan);
	kmem_cache_free(ext3_inode_cachep, EXT3_I(inode));
}

struct buffer_head *ext3_get_group_bh(struct super_block *sb,
				      unsigned long group)
{
	struct ext3_sb_info *sbi = EXT3_SB(sb);

	return sbi->s_group_desc[group / sbi->s_desc_per_block];
}

struct ext3_group_desc *ext3_get_group_desc(struct super_block *sb,
					    unsigned long group)
{
	return (struct ext3_group_desc *)ext3_get_group_bh(sb, group)->b_data +
	       group % EXT3_SB(sb)->s_desc_per_block;
}

static int is_power_of(unsigned long n, unsigned long base)
{
	while (n > 1 && n % base == 0)
		n /= base;
	return n == 1;
}

/* Groups with copies of the super block and of the descriptors. */
int ext3_bg_has_super(struct super_block *sb, unsigned long group)
{
	if (!(EXT3_SB(sb)->s_es->s_feature_ro_compat &
	      EXT3_FEATURE_RO_COMPAT_SPARSE_SUPER) || group <= 1)
		return 1;
	return is_power_of(group, 3) || is_power_of(group, 5) ||
	       is_power_of(group, 7);
}

/* All that was read. */
static void release_super(struct super_block *sb)
{
	struct ext3_sb_info *sbi = EXT3_SB(sb);
	unsigned long i;

	for (i = 0; sbi->s_group_desc && i < sbi->s_gdb_count; i++)
		brelse(sbi->s_group_desc[i]);
	kfree(sbi->s_group_desc);
	sbi->s_group_desc = NULL;
	brelse(sbi->s_sbh);
	sbi->s_sbh = NULL;
}

static void ext3_put_super(struct super_block *sb)
{
	journal_t *journal = EXT3_SB(sb)->s_journal;

	if (!(sb->s_flags & MS_RDONLY))
		ext3_stop_writing(sb);
	if (journal)
		journal_destroy(journal);
	release_super(sb);
	/* The next mount must see the disk, not what never got there. */
	if (journal)
		kill_bdev(sb->s_bdev);
	kfree(sb->s_fs_info);
	sb->s_fs_info = NULL;
}

static struct super_operations ext3_sops = {
	.alloc_inode = ext3_alloc_inode,
	.destroy_inode = ext3_destroy_inode,
	.read_inode = ext3_read_inode,
	.dirty_inode = ext3_dirty_inode,
	.write_inode = ext3_write_inode,
	.delete_inode = ext3_delete_inode,
	.put_super = ext3_put_super,
	.sync_fs = ext3_sync_fs,
	.statfs = ext3_statfs,
	.remount_fs = ext3_remount,
	.show_options = ext3_show_options,
};

/* The super block's place and size do not depend on the block size. */
static int read_super(struct super_block *sb, const char *type)
{
	struct ext3_sb_info *sbi = EXT3_SB(sb);
	struct ext3_super_block *es;
	unsigned long size;

	set_blocksize(sb->s_bdev, EXT3_SUPER_OFFSET);
	sbi->s_sbh = __bread(sb->s_bdev, 1, EXT3_SUPER_OFFSET);
	if (!sbi->s_sbh) {
		printk(KERN_ERR "EXT3-fs: %s: cannot read the super block\n",
		       bdevname(sb->s_bdev));
		return -EIO;
	}
	es = (struct ext3_super_block *)sbi->s_sbh->b_data;
	if (ext3_check_super(sb, es, type))
		return -EINVAL;
	size = 1024UL << es->s_log_block_size;
	brelse(sbi->s_sbh);
	sbi->s_sbh = NULL;
	set_blocksize(sb->s_bdev, size);
	sb->s_blocksize = size;
	sb->s_blocksize_bits = __builtin_ffs(size) - 1;
	sbi->s_sbh = sb_bread(sb, EXT3_SUPER_OFFSET / size);
	if (!sbi->s_sbh)
		return -EIO;
	sbi->s_es = (struct ext3_super_block *)(sbi->s_sbh->b_data +
						EXT3_SUPER_OFFSET % size);
	/* Read once more, from a device that may be failing. */
	return ext3_check_super(sb, sbi->s_es, type);
}

static int derive_geometry(struct super_block *sb)
{
	struct ext3_sb_info *sbi = EXT3_SB(sb);
	const struct ext3_super_block *es = sbi->s_es;
	unsigned long blocks = es->s_blocks_count - es->s_first_data_block;

	sb->s_magic = es->s_magic;
	sb->s_maxbytes = ext3_max_size(sb->s_blocksize_bits);
	sbi->s_inode_size = es->s_rev_level ? es->s_inode_size :
			    EXT3_GOOD_OLD_INODE_SIZE;
	sbi->s_first_ino = es->s_rev_level ? es->s_first_ino :
			   EXT3_GOOD_OLD_FIRST_INO;
	sbi->s_inodes_per_block = sb->s_blocksize / sbi->s_inode_size;
	sbi->s_itb_per_group = (es->s_inodes_per_group +
				sbi->s_inodes_per_block - 1) /
			       sbi->s_inodes_per_block;
	sbi->s_desc_per_block = sb->s_blocksize /
				sizeof(struct ext3_group_desc);
	sbi->s_groups_count = (blocks - 1) / es->s_blocks_per_group + 1;
	sbi->s_gdb_count = (sbi->s_groups_count - 1) /
			   sbi->s_desc_per_block + 1;
	if (es->s_inodes_count / es->s_inodes_per_group ==
	    sbi->s_groups_count &&
	    es->s_inodes_count % es->s_inodes_per_group == 0)
		return 0;
	printk(KERN_ERR "EXT3-fs: %s: bad super block: %u inodes in %lu "
	       "groups of %u\n", bdevname(sb->s_bdev), es->s_inodes_count,
	       sbi->s_groups_count, es->s_inodes_per_group);
	return -EINVAL;
}

static int read_groups(struct super_block *sb)
{
	struct ext3_sb_info *sbi = EXT3_SB(sb);
	sector_t first = EXT3_SUPER_OFFSET / sb->s_blocksize + 1;
	unsigned long i;

	sbi->s_group_desc = kcalloc(sbi->s_gdb_count, sizeof(void *),
				    GFP_KERNEL);
	if (!sbi->s_group_desc)
		return -ENOMEM;
	for (i = 0; i < sbi->s_gdb_count; i++) {
		sbi->s_group_desc[i] = sb_bread(sb, first + i);
		if (sbi->s_group_desc[i])
			continue;
		printk(KERN_ERR "EXT3-fs: %s: cannot read the groups' "
		       "descriptors\n", bdevname(sb->s_bdev));
		return -EIO;
	}
	return ext3_check_groups(sb);
}

static int get_root(struct super_block *sb)
{
	struct inode *root = ext3_iget(sb, EXT3_ROOT_INO);

	if (IS_ERR(root))
		return PTR_ERR(root);
	if (!S_ISDIR(root->i_mode)) {
		ext3_error(sb, "get_root", "inode 2 is no directory");
		iput(root);
		return -EINVAL;
	}
	sb->s_root = d_alloc_root(sb, root);
	if (sb->s_root)
		return 0;
	iput(root);
	return -ENOMEM;
}

/* Super block and descriptors; after a recovery they may be others. */
static int load_super(struct super_block *sb)
{
	int error = read_super(sb, sb->s_type->name);

	if (!error)
		error = derive_geometry(sb);
	return error ? error : read_groups(sb);
}

static int load_and_recover(struct super_block *sb)
{
	int error = load_super(sb);

	if (error || !ext3_needs_recovery(sb))
		return error;
	error = ext3_recover(sb);
	if (error)
		return error;
	/* Inodes that were read on the way may have been replaced. */
	invalidate_inodes(sb);
	release_super(sb);
	return load_super(sb);
}

static int ext3_fill_super(struct super_block *sb, void *data, int silent)
{
	struct ext3_sb_info *sbi = kzalloc(sizeof(*sbi), GFP_KERNEL);
	int error;

	(void)silent;
	if (!sbi)
		return -ENOMEM;
	sb->s_fs_info = sbi;
	sb->s_op = &ext3_sops;
	init_MUTEX(&sbi->s_lock);
	INIT_LIST_HEAD(&sbi->s_orphan);
	if (!strcmp(sb->s_type->name, "ext3"))
		sbi->s_mount_opt = EXT3_MOUNT_ORDERED_DATA;
	error = ext3_parse_options(sb, data, &sb->s_flags);
	if (!error)
		error = load_and_recover(sb);
	if (!error)
		error = get_root(sb);
	if (!error)
		error = ext3_setup_super(sb);
	if (error) {
		dput(sb->s_root);
		sb->s_root = NULL;
		invalidate_inodes(sb);
		release_super(sb);
		kfree(sbi);
		sb->s_fs_info = NULL;
		return error;
	}
	sb->s_flags |= MS_KEEP;
	return 0;
}

static struct super_block *ext3_get_sb(struct file_system_type *type,
				       unsigned long flags, const char *dev,
				       void *data)
{
	return get_sb_bdev(type, flags, dev, data, ext3_fill_super);
}

static struct file_system_type ext3_type = {
	.name = "ext3", .fs_flags = FS_REQUIRES_DEV, .get_sb = ext3_get_sb,
	.kill_sb = kill_block_super,
};

static struct file_system_type ext2_type = {
	.name = "ext2", .fs_flags = FS_REQUIRES_DEV, .get_sb = ext3_get_sb,
	.kill_sb = kill_block_super,
};

static int __init init_ext3_fs(void)
{
	ext3_inode_cachep = kmem_cache_create("ext3_inode_cache",
					      sizeof(struct ext3_inode_info),
					      0, SLAB_PANIC, NULL, NULL);
	register_filesystem(&ext2_type);
	return register_filesystem(&ext3_type);
}
fs_initcall(init_ext3_fs);
