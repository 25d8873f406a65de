/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The page cache: each file's pages by their place in the file. The cache
 * holds one reference to each of its pages.
 */
#include <linux/kernel.h>
#include <linux/fs.h>
#include <linux/jiffies.h>
#include <linux/mm.h>
#include <linux/sched.h>
#include <linux/slab.h>
#include <linux/time.h>
#include <asm/uaccess.h>

#define MAX_FILE_PAGES	(1UL << 15)

/* The page with a reference for the caller, or NULL. */
struct page *find_get_page(struct address_space *mapping, unsigned long index)
{
	struct page *page;

	if (index >= mapping->slots)
		return NULL;
	page = mapping->pages[index];
	if (page)
		get_page(page);
	return page;
}

static int grow_slots(struct address_space *mapping, unsigned long index)
{
	unsigned long slots = mapping->slots ? mapping->slots : 4;
	struct page **pages;

	if (index < mapping->slots)
		return 0;
	if (index >= MAX_FILE_PAGES)
		return -EFBIG;
	while (slots <= index)
		slots *= 2;
	pages = kcalloc(slots, sizeof(*pages), GFP_KERNEL);
	if (!pages)
		return -ENOMEM;
	memcpy(pages, mapping->pages, mapping->slots * sizeof(*pages));
	kfree(mapping->pages);
	mapping->pages = pages;
	mapping->slots = slots;
	return 0;
}

/* The page, made and zeroed if it is not there; NULL without memory. */
struct page *grab_cache_page(struct address_space *mapping,
			     unsigned long index)
{
	struct page *page = find_get_page(mapping, index);

	if (page)
		return page;
	if (grow_slots(mapping, index))
		return NULL;
	page = alloc_page(GFP_HIGHUSER | __GFP_ZERO);
	if (!page)
		return NULL;
	page->mapping = mapping;
	page->index = index;
	mapping->pages[index] = page;
	mapping->nrpages++;
	get_page(page);
	return page;
}

static struct page *read_cache_page(struct file *file, unsigned long index)
{
	struct address_space *mapping = file->f_dentry->d_inode->i_mapping;
	struct page *page = grab_cache_page(mapping, index);

	if (!page || PageUptodate(page))
		return page;
	if (mapping->a_ops && mapping->a_ops->readpage &&
	    mapping->a_ops->readpage(file, page)) {
		put_page(page);
		return NULL;
	}
	SetPageUptodate(page);
	return page;
}

/* Drop the pages from start on, and zero what is left of the one it cuts. */
void truncate_inode_pages(struct address_space *mapping, loff_t start)
{
	unsigned long index = (start + PAGE_SIZE - 1) >> PAGE_SHIFT;
	unsigned long offset = start & ~PAGE_MASK;
	struct page *page;

	if (offset && index && index - 1 < mapping->slots) {
		page = mapping->pages[index - 1];
		if (page)
			memset(page_address(page) + offset, 0,
			       PAGE_SIZE - offset);
	}
	for (; index < mapping->slots; index++) {
		page = mapping->pages[index];
		if (!page)
			continue;
		mapping->pages[index] = NULL;
		mapping->nrpages--;
		page->mapping = NULL;
		put_page(page);
	}
	if (!start) {
		kfree(mapping->pages);
		mapping->pages = NULL;
		mapping->slots = 0;
	}
}

static unsigned long chunk(loff_t pos, size_t count)
{
	return min((unsigned long)count,
		   PAGE_SIZE - (unsigned long)(pos & ~PAGE_MASK));
}

ssize_t generic_file_read(struct file *file, char *buf, size_t count,
			  loff_t *ppos)
{
	struct inode *inode = file->f_dentry->d_inode;
	size_t done = 0;

	if (*ppos >= inode->i_size)
		return 0;
	if (count > inode->i_size - *ppos)
		count = inode->i_size - *ppos;
	while (done < count) {
		unsigned long n = chunk(*ppos, count - done), left;
		struct page *page = read_cache_page(file, *ppos >> PAGE_SHIFT);

		if (!page)
			return done ? (ssize_t)done : -ENOMEM;
		left = copy_to_user(buf + done, page_address(page) +
				    (*ppos & ~PAGE_MASK), n);
		put_page(page);
		done += n - left;
		*ppos += n - left;
		if (left)
			return done ? (ssize_t)done : -EFAULT;
	}
	return done;
}

static ssize_t write_pages(struct file *file, const char *buf, size_t count,
			   loff_t *ppos)
{
	size_t done = 0;

	while (done < count) {
		unsigned long n = chunk(*ppos, count - done), left;
		struct page *page = read_cache_page(file, *ppos >> PAGE_SHIFT);

		if (!page)
			return done ? (ssize_t)done : -ENOSPC;
		left = copy_from_user(page_address(page) +
				      (*ppos & ~PAGE_MASK), buf + done, n);
		SetPageDirty(page);
		put_page(page);
		done += n - left;
		*ppos += n - left;
		if (left)
			return done ? (ssize_t)done : -EFAULT;
	}
	return done;
}

ssize_t generic_file_write(struct file *file, const char *buf, size_t count,
			   loff_t *ppos)
{
	struct inode *inode = file->f_dentry->d_inode;
	ssize_t done;

	down(&inode->i_sem);
	if (file->f_flags & O_APPEND)
		*ppos = inode->i_size;
	done = -EFBIG;
	if (*ppos < (loff_t)MAX_FILE_PAGES << PAGE_SHIFT)
		done = write_pages(file, buf, count, ppos);
	if (*ppos > inode->i_size)
		inode->i_size = *ppos;
	inode->i_mtime = get_seconds();
	up(&inode->i_sem);
	return done;
}

static struct page *filemap_nopage(struct vm_area_struct *vma,
				   unsigned long address)
{
	struct inode *inode = vma->vm_file->f_dentry->d_inode;
	unsigned long index;

	index = ((address - vma->vm_start) >> PAGE_SHIFT) + vma->vm_pgoff;
	if ((loff_t)index << PAGE_SHIFT >= inode->i_size)
		return NULL;
	return read_cache_page(vma->vm_file, index);
}

static struct vm_operations_struct generic_file_vm_ops = {
	.nopage = filemap_nopage,
};

int generic_file_mmap(struct file *file, struct vm_area_struct *vma)
{
	(void)file;
	vma->vm_ops = &generic_file_vm_ops;
	return 0;
}
