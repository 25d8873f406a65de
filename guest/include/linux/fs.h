/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef _LINUX_FS_H
#define _LINUX_FS_H

#include <linux/address_space.h>
#include <linux/types.h>
#include <linux/dcache.h>
#include <linux/list.h>
#include <linux/spinlock.h>
#include <linux/stat.h>
#include <linux/super.h>
#include <linux/fcntl.h>
#include <asm/atomic.h>
#include <asm/semaphore.h>

#define FMODE_READ	1
#define FMODE_WRITE	2
#define NAME_MAX	255
#define PATH_MAX	4096
#define NR_OPEN		256

#define SEEK_SET	0
#define SEEK_CUR	1
#define SEEK_END	2

#define MKDEV(ma, mi)	(((ma) << 8) | (mi))
#define MAJOR(dev)	((unsigned int)((dev) >> 8))
#define MINOR(dev)	((unsigned int)((dev) & 0xff))

struct page;
struct inode;
struct file;
struct vfsmount;
struct poll_table_struct;
struct vm_area_struct;
struct task_struct;

struct iattr;

/*
 * What a file system does with an inode. The VFS holds i_sem of every
 * directory in it and has checked names, types and permissions. A method
 * that makes a name gets a dentry without an inode and gives it one.
 */
struct nameidata;

struct inode_operations {
	int (*create)(struct inode *dir, struct dentry *dentry, int mode);
	/* d_add() the dentry, with its inode or, if there is none, NULL. */
	int (*lookup)(struct inode *dir, struct dentry *dentry);
	int (*link)(struct dentry *old, struct inode *dir,
		    struct dentry *dentry);
	int (*unlink)(struct inode *dir, struct dentry *dentry);
	int (*symlink)(struct inode *dir, struct dentry *dentry,
		       const char *target);
	int (*mkdir)(struct inode *dir, struct dentry *dentry, int mode);
	int (*rmdir)(struct inode *dir, struct dentry *dentry);
	int (*mknod)(struct inode *dir, struct dentry *dentry, int mode,
		     dev_t dev);
	/* A new_dentry with an inode is replaced. */
	int (*rename)(struct inode *old_dir, struct dentry *old_dentry,
		      struct inode *new_dir, struct dentry *new_dentry);
	/* The text of a link, valid until *held, if set, is put_link()ed. */
	const char *(*get_link)(struct dentry *dentry, struct page **held);
	/* Of links that lead to a place and not along their text. */
	int (*follow_link)(struct dentry *dentry, struct nameidata *nd);
	/* i_size has become less: give the blocks behind it back. */
	void (*truncate)(struct inode *inode);
	int (*permission)(struct inode *inode, int mask);
	int (*setattr)(struct dentry *dentry, struct iattr *attr);
	int (*getattr)(struct dentry *dentry, struct kstat *stat);
};

typedef int (*filldir_t)(void *buf, const char *name, int namlen, loff_t off,
			 unsigned long ino, unsigned int d_type);

struct file_operations {
	loff_t (*llseek)(struct file *file, loff_t offset, int origin);
	ssize_t (*read)(struct file *file, char *buf, size_t count,
			loff_t *ppos);
	ssize_t (*write)(struct file *file, const char *buf, size_t count,
			 loff_t *ppos);
	int (*readdir)(struct file *file, void *dirent, filldir_t filldir);
	int (*ioctl)(struct inode *inode, struct file *file, unsigned int cmd,
		     unsigned long arg);
	/* What can be done now; queues go to the table, which may be NULL. */
	unsigned int (*poll)(struct file *file,
			     struct poll_table_struct *table);
	int (*mmap)(struct file *file, struct vm_area_struct *vma);
	int (*open)(struct inode *inode, struct file *file);
	int (*release)(struct inode *inode, struct file *file);
	/* What is dirty of the file, to its device; waits. Holds i_sem. */
	int (*fsync)(struct file *file, struct dentry *dentry, int datasync);
};

/* Why an inode is dirty: times and such, what data needs, its pages. */
#define I_DIRTY_SYNC		1
#define I_DIRTY_DATASYNC	2
#define I_DIRTY_PAGES		4
#define I_DIRTY	(I_DIRTY_SYNC | I_DIRTY_DATASYNC | I_DIRTY_PAGES)
#define I_LOCK_BIT		3	/* being written */
#define I_LOCK			(1 << I_LOCK_BIT)
#define I_FREEING		16	/* nobody may take it up again */
#define I_NEW_BIT		5	/* read_inode() is at work */
#define I_NEW			(1 << I_NEW_BIT)

struct inode {
	unsigned long i_ino;
	atomic_t i_count;
	umode_t i_mode;
	unsigned int i_nlink;
	unsigned int i_uid, i_gid;
	dev_t i_rdev;
	loff_t i_size;
	unsigned long i_atime, i_mtime, i_ctime;
	struct super_block *i_sb;
	struct semaphore i_sem;
	struct inode_operations *i_op;
	struct file_operations *i_fop;
	struct address_space i_data;
	struct address_space *i_mapping;
	unsigned int i_blkbits;
	unsigned long i_state;		/* I_*, under inode_lock */
	unsigned long dirtied_when;	/* jiffies when it became dirty */
	struct list_head i_list;	/* the super block's, while dirty */
	struct list_head i_hash;	/* by super block and number */
	struct list_head i_lru;		/* kept though nobody uses it */
	int i_writecount;		/* see fs/write_access.c */
	void *i_private;	/* pipe, link text, proc entry */
};

/* How a file is read, in pages; see mm/readahead.c. */
struct file_ra_state {
	unsigned long start, size;	/* the window that is being read */
	unsigned long ahead_start, ahead_size;	/* and the next one */
	unsigned long prev_page;	/* the last that was asked for */
	unsigned long ra_pages;		/* the largest window; 0: never */
	unsigned long misses;		/* not there though read ahead */
};

struct file {
	struct dentry *f_dentry;
	struct vfsmount *f_vfsmnt;
	struct file_operations *f_op;
	atomic_t f_count;
	unsigned int f_flags;
	unsigned int f_mode;
	loff_t f_pos;
	struct file_ra_state f_ra;
	struct address_space *f_mapping;
	void *private_data;
};

struct files_struct {
	atomic_t count;
	spinlock_t file_lock;
	unsigned char close_on_exec[NR_OPEN];
	struct file *fd[NR_OPEN];
};

struct fs_struct {
	atomic_t count;
	int umask;
	struct dentry *root, *pwd;
	struct vfsmount *rootmnt, *pwdmnt;
};

extern struct files_struct init_files;
extern struct fs_struct init_fs;

/* namespace.c */
long do_mount(const char *dev, const char *dir, const char *type,
	      unsigned long flags, void *data);

/* inode.c */
struct inode *new_inode(struct super_block *sb);
void inode_init_once(struct inode *inode);
/* The inode of a number, read if it is not in memory; NULL without any. */
struct inode *iget(struct super_block *sb, unsigned long ino);
void insert_inode_hash(struct inode *inode);
void make_bad_inode(struct inode *inode);
int is_bad_inode(struct inode *inode);
/* Under inode_lock: another reference to an inode that may have had none. */
void __iget(struct inode *inode);
void iput(struct inode *inode);
int invalidate_inodes(struct super_block *sb);
int prune_icache(int count);
extern int nr_inode_unused;
void init_special_inode(struct inode *inode, umode_t mode, dev_t rdev);
extern struct file_operations def_chr_fops, def_fifo_fops, def_blk_fops;
void inode_init(void);
void files_init(void);
void init_ramfs(void);
int register_chrdev(unsigned int major, const char *name,
		    struct file_operations *fops);

/* open.c, file.c, file_table.c */
struct file *get_empty_filp(void);
struct file *filp_open(const char *name, int flags, int mode);
/* One of files' descriptors goes, and with it its owner's locks. */
void filp_close(struct file *file, struct files_struct *files);
/* One more than the highest descriptor that current may have. */
unsigned int max_fds(void);
struct file *fget(unsigned int fd);
void fput(struct file *file);
#define get_file(f)	atomic_inc(&(f)->f_count)
int get_unused_fd(unsigned int start);
void fd_install(unsigned int fd, struct file *file);
void put_unused_fd(unsigned int fd);
char *getname(const char *user_name);
void putname(char *name);
int do_truncate(struct dentry *dentry, loff_t length);

/* attr.c */
#define ATTR_MODE	1
#define ATTR_UID	2
#define ATTR_GID	4
#define ATTR_SIZE	8
#define ATTR_ATIME	16
#define ATTR_MTIME	32
#define ATTR_CTIME	64
#define ATTR_ATIME_SET	128
#define ATTR_MTIME_SET	256

struct iattr {
	unsigned int ia_valid;		/* ATTR_*: what changes */
	umode_t ia_mode;
	unsigned int ia_uid, ia_gid;
	loff_t ia_size;
	unsigned long ia_atime, ia_mtime, ia_ctime;
};

umode_t mode_without_suid(umode_t mode);
int inode_change_ok(struct inode *inode, struct iattr *attr);
int inode_setattr(struct inode *inode, struct iattr *attr);
int notify_change(struct dentry *dentry, struct iattr *attr);
void generic_fillattr(struct inode *inode, struct kstat *stat);

int copy_files(unsigned long clone_flags, struct task_struct *tsk);
void exit_files(struct task_struct *tsk);
void put_files_struct(struct files_struct *files);
int copy_fs(unsigned long clone_flags, struct task_struct *tsk);
void exit_fs(struct task_struct *tsk);
void put_fs_struct(struct fs_struct *fs);
int unshare_files(void);
void flush_old_files(struct files_struct *files);

/* read_write.c, filemap.c */
ssize_t vfs_read(struct file *file, char *buf, size_t count, loff_t *pos);
ssize_t vfs_write(struct file *file, const char *buf, size_t count,
		  loff_t *pos);
int kernel_read(struct file *file, unsigned long offset, void *addr,
		unsigned long count);
int kernel_write(struct file *file, const void *addr, unsigned long count);
ssize_t generic_file_read(struct file *file, char *buf, size_t count,
			  loff_t *ppos);
ssize_t generic_file_write(struct file *file, const char *buf, size_t count,
			   loff_t *ppos);
int generic_file_mmap(struct file *file, struct vm_area_struct *vma);
void truncate_inode_pages(struct address_space *mapping, loff_t start);
int vmtruncate(struct inode *inode, loff_t length);

/* ramfs and the tree's root */
struct inode *ramfs_get_inode(struct super_block *sb, int mode, dev_t dev);
int ramfs_fill_super(struct super_block *sb, void *data, int silent);
int ramfs_mknod(struct inode *dir, struct dentry *dentry, int mode, dev_t dev);
int dcache_readdir(struct file *file, void *dirent, filldir_t filldir);
int simple_readpage(struct file *file, struct page *page);
int simple_prepare_write(struct file *file, struct page *page,
			 unsigned int from, unsigned int to);
int simple_commit_write(struct file *file, struct page *page,
			unsigned int from, unsigned int to);
loff_t default_llseek(struct file *file, loff_t offset, int origin);
struct file *shmem_file_setup(loff_t size);
void populate_rootfs(void);
int unpack_to_rootfs(const char *what, const char *buf, unsigned long len);
void vfs_caches_init(void);
void init_mount_tree(void);
void bdev_cache_init(void);
/* A name under /dev for every instance of devtmpfs, now and later. */
int device_create(const char *name, dev_t dev);
int device_create_block(const char *name, dev_t dev);

/* exec */
struct pt_regs;
int do_execve(char *filename, char **argv, char **envp, struct pt_regs *regs);

#define DT_DIR	4
#define DT_REG	8
#define DT_LNK	10

#endif
