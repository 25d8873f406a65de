/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Writing into the page cache; the way from there to a device is others'. */
#include <linux/blkdev.h>
#include <linux/highmem.h>
#include <linux/kernel.h>
#include <linux/pagemap.h>
#include <linux/sched.h>
#include <linux/swap.h>
#include <linux/time.h>
#include <linux/writeback.h>
#include <asm/uaccess.h>

/* A block device has an end that no write moves. */
static int check_device(struct inode *inode, loff_t pos, size_t *count)
{
	if (bdev_read_only(I_BDEV(inode)))
		return -EPERM;
	if (pos >= inode->i_size)
		return *count || pos > inode->i_size ? -ENOSPC : 0;
	*count = min((loff_t)*count, inode->i_size - pos);
	return 0;
}

/* Where a write begins and how long it may be; with i_sem. */
int generic_write_checks(struct file *file, loff_t *pos, size_t *count)
{
	struct inode *inode = file->f_mapping->host;
	loff_t limit = inode->i_sb->s_maxbytes;

	if (S_ISBLK(inode->i_mode))
		return check_device(inode, *pos, count);
	if (file->f_flags & O_APPEND)
		*pos = inode->i_size;
	if (*count && exceeds_fsize(*pos + 1))
		return -EFBIG;
	limit = min(limit, fsize_limit());
	if (*pos >= limit)
		return *count || *pos > limit ? -EFBIG : 0;
	*count = min((loff_t)*count, limit - *pos);
	return 0;
}

/*
 * Touch the user's first and last byte while no page is locked: a fault
 * in the middle of the copy could want the very page we hold.  How many of
 * the bytes, on two pages at most, are there.
 */
static unsigned long fault_in_readable(const char *buf, unsigned long n)
{
	char c;

	if (get_user(c, buf))
		return 0;
	if (get_user(c, buf + n - 1))
		n = PAGE_SIZE - ((unsigned long)buf & ~PAGE_MASK);
	return n;
}

/* How many bytes came; a page that was not read gets zeros for the others. */
static unsigned long copy_in(struct page *page, unsigned long offset,
			     const char *buf, unsigned long n)
{
	char *kaddr = kmap(page);
	unsigned long left = copy_from_user(kaddr + offset, buf, n);

	if (left && !PageUptodate(page))
		memset(kaddr + offset + n - left, 0, left);
	kunmap(page);
	return n - left;
}

/* Bytes of one page; how many, or an error. */
static ssize_t write_one(struct file *file, loff_t pos, const char *buf,
			 unsigned long n)
{
	struct address_space *mapping = file->f_mapping;
	struct address_space_operations *a_ops = mapping->a_ops;
	unsigned long offset = pos & ~PAGE_MASK, copied = 0;
	struct page *page;
	int error;

	n = fault_in_readable(buf, n);
	if (!n)
		return -EFAULT;
	page = grab_cache_page(mapping, pos >> PAGE_SHIFT);
	if (!page)
		return -ENOMEM;
	error = a_ops->prepare_write(file, page, offset, offset + n);
	if (!error) {
		copied = copy_in(page, offset, buf, n);
		error = a_ops->commit_write(file, page, offset, offset + n);
	}
	unlock_page(page);
	mark_page_accessed(page);
	put_page(page);
	/* Blocks may have been found for what nobody will see. */
	if (error && pos + n > mapping->host->i_size)
		vmtruncate(mapping->host, mapping->host->i_size);
	if (error)
		return error;
	return copied ? (ssize_t)copied : -EFAULT;
}

static ssize_t generic_file_buffered_write(struct file *file, const char *buf,
					   size_t count, loff_t *ppos)
{
	size_t done = 0;
	ssize_t n = 0;

	while (done < count) {
		n = min((unsigned long)(count - done),
			PAGE_SIZE - (unsigned long)(*ppos & ~PAGE_MASK));
		n = write_one(file, *ppos, buf + done, n);
		if (n < 0)
			break;
		done += n;
		*ppos += n;
		balance_dirty_pages_ratelimited(file->f_mapping);
		cond_resched();
	}
	return done ? (ssize_t)done : n;
}

ssize_t generic_file_write(struct file *file, const char *buf, size_t count,
			   loff_t *ppos)
{
	struct address_space *mapping = file->f_mapping;
	struct inode *inode = mapping->host;
	ssize_t done;
	int error;

	down(&inode->i_sem);
	done = generic_write_checks(file, ppos, &count);
	if (!done && count) {
		inode->i_mtime = inode->i_ctime = get_seconds();
		/* What he writes must not run as somebody else. */
		if (current->euid && S_ISREG(inode->i_mode))
			inode->i_mode = mode_without_suid(inode->i_mode);
		if (!S_ISBLK(inode->i_mode))
			mark_inode_dirty_sync(inode);
		done = generic_file_buffered_write(file, buf, count, ppos);
	}
	up(&inode->i_sem);
	if (done > 0 && (file->f_flags & O_SYNC || IS_SYNC(inode))) {
		error = generic_osync_inode(inode, mapping,
					    OSYNC_METADATA | OSYNC_DATA);
		if (error)
			done = error;
	}
	return done;
}
