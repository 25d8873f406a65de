/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What file systems that live in the page cache do for its pages. */
#include <linux/backing-dev.h>
#include <linux/kernel.h>
#include <linux/pagemap.h>
#include <linux/writeback.h>

struct backing_dev_info memory_backing_dev_info = {
	.capabilities = BDI_CAP_NO_ACCT_DIRTY | BDI_CAP_NO_WRITEBACK,
};

/* What was never written reads as zero. */
int simple_readpage(struct file *file, struct page *page)
{
	(void)file;
	clear_highpage(page);
	SetPageUptodate(page);
	unlock_page(page);
	return 0;
}

int simple_prepare_write(struct file *file, struct page *page,
			 unsigned int from, unsigned int to)
{
	(void)file;
	if (!PageUptodate(page) && to - from != PAGE_SIZE)
		clear_highpage(page);
	return 0;
}

int simple_commit_write(struct file *file, struct page *page,
			unsigned int from, unsigned int to)
{
	struct inode *inode = page->mapping->host;
	loff_t pos = ((loff_t)page->index << PAGE_SHIFT) + to;

	(void)file;
	(void)from;
	SetPageUptodate(page);
	if (pos > inode->i_size)
		inode->i_size = pos;
	set_page_dirty(page);
	return 0;
}

/* A link whose text is in its mapping, as on a disk. */
const char *page_get_link(struct dentry *dentry, struct page **held)
{
	struct inode *inode = dentry->d_inode;
	struct page *page = read_cache_page(inode->i_mapping, 0, NULL);
	char *text;

	if (IS_ERR(page))
		return ERR_CAST(page);
	text = kmap(page);
	/* Room for the end is left by every file system that we know. */
	text[min_t(loff_t, inode->i_size, PAGE_SIZE - 1)] = '\0';
	*held = page;
	return text;
}

void put_link(struct page *held)
{
	if (!held)
		return;
	kunmap(held);
	put_page(held);
}

/* The text of a new link goes the way of a file's data. */
int page_symlink(struct inode *inode, const char *target, unsigned int len)
{
	struct address_space *mapping = inode->i_mapping;
	struct page *page = grab_cache_page(mapping, 0);
	char *kaddr;
	int error;

	if (!page)
		return -ENOMEM;
	error = mapping->a_ops->prepare_write(NULL, page, 0, len);
	if (!error) {
		kaddr = kmap_atomic(page, KM_USER0);
		memcpy(kaddr, target, len);
		kunmap_atomic(kaddr, KM_USER0);
		error = mapping->a_ops->commit_write(NULL, page, 0, len);
	}
	unlock_page(page);
	put_page(page);
	return error;
}

/* A device or a fifo: its mode says which. */
void init_special_inode(struct inode *inode, umode_t mode, dev_t rdev)
{
	inode->i_mode = mode;
	inode->i_rdev = rdev;
	if (S_ISCHR(mode))
		inode->i_fop = &def_chr_fops;
	else if (S_ISFIFO(mode))
		inode->i_fop = &def_fifo_fops;
	else if (S_ISBLK(mode))
		inode->i_fop = &def_blk_fops;
}
