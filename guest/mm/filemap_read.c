/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Reading through the page cache, by read() and by page faults. */
#include <linux/backing-dev.h>
#include <linux/kernel.h>
#include <linux/pagemap.h>
#include <linux/swap.h>
#include <asm/uaccess.h>

/*
 * Locked, has a reference, is not up to date: read it. On an error the
 * reference goes. Value: the page, an error, or NULL if it was truncated.
 */
static struct page *read_locked_page(struct address_space *mapping,
				     struct file *file, struct page *page)
{
	int error;

	if (!page->mapping) {
		unlock_page(page);
		put_page(page);
		return NULL;
	}
	if (PageUptodate(page)) {
		unlock_page(page);
		return page;
	}
	error = mapping->a_ops->readpage(file, page);
	if (!error) {
		wait_on_page_locked(page);
		if (PageUptodate(page))
			return page;
		/* If it was truncated while we waited, that is no error. */
		error = page->mapping ? -EIO : 0;
	}
	put_page(page);
	return error ? ERR_PTR(error) : NULL;
}

static struct page *new_locked_page(struct address_space *mapping,
				    struct file *file, unsigned long index)
{
	struct page *page = grab_cache_page(mapping, index);

	if (file)
		handle_ra_miss(&file->f_ra, index);
	return page ? page : ERR_PTR(-ENOMEM);
}

struct page *read_cache_page(struct address_space *mapping,
			     unsigned long index, struct file *file)
{
	struct page *page;

	do {
		page = find_get_page(mapping, index);
		if (page && PageUptodate(page))
			return page;
		if (page)
			lock_page(page);
		else
			page = new_locked_page(mapping, file, index);
		if (IS_ERR(page))
			return page;
		page = read_locked_page(mapping, file, page);
	} while (!page);
	return page;
}

static unsigned long chunk(loff_t pos, size_t count)
{
	return min((unsigned long)count,
		   PAGE_SIZE - (unsigned long)(pos & ~PAGE_MASK));
}

/* Bytes of one page to the user; how many of n arrived. */
static unsigned long file_read_actor(struct page *page, unsigned long offset,
				     char *buf, unsigned long n)
{
	char *kaddr = kmap(page);
	unsigned long left = copy_to_user(buf, kaddr + offset, n);

	kunmap(page);
	return n - left;
}

ssize_t generic_file_read(struct file *file, char *buf, size_t count,
			  loff_t *ppos)
{
	struct address_space *mapping = file->f_mapping;
	struct inode *inode = mapping->host;
	size_t done = 0;
	int first;

	while (done < count && *ppos < inode->i_size) {
		unsigned long index = *ppos >> PAGE_SHIFT, n, copied;
		struct page *page;

		first = index != file->f_ra.prev_page;
		page_cache_readahead(mapping, &file->f_ra, file, index);
		page = read_cache_page(mapping, index, file);
		if (IS_ERR(page))
			return done ? (ssize_t)done : PTR_ERR(page);
		/* It may have been truncated while the page was read. */
		n = chunk(*ppos, count - done);
		if (*ppos + n > inode->i_size)
			n = max(inode->i_size - *ppos, (loff_t)0);
		/* Many small reads of a page are one use of it. */
		if (first)
			mark_page_accessed(page);
		copied = file_read_actor(page, *ppos & ~PAGE_MASK, buf + done,
					 n);
		put_page(page);
		done += copied;
		*ppos += copied;
		if (copied < n)
			return done ? (ssize_t)done : -EFAULT;
	}
	return done;
}

/*
 * The page that belongs at address, with a reference. *type becomes
 * VM_FAULT_MAJOR if it had to be read.
 */
static struct page *filemap_nopage(struct vm_area_struct *vma,
				   unsigned long address, int *type)
{
	struct file *file = vma->vm_file;
	struct address_space *mapping = file->f_mapping;
	struct page *page;
	unsigned long index;

	index = ((address - vma->vm_start) >> PAGE_SHIFT) + vma->vm_pgoff;
	if ((loff_t)index << PAGE_SHIFT >= mapping->host->i_size)
		return NOPAGE_SIGBUS;
	page = find_get_page(mapping, index);
	if (!page || !PageUptodate(page)) {
		if (mapping->backing_dev_info->ra_pages) {
			*type = VM_FAULT_MAJOR;
			inc_page_state(pgmajfault);
			if (!page)
				page_cache_readaround(mapping, &file->f_ra,
						      file, index);
		}
		if (page)
			put_page(page);
		page = read_cache_page(mapping, index, file);
		if (IS_ERR(page))
			return PTR_ERR(page) == -ENOMEM ? NOPAGE_OOM :
							  NOPAGE_SIGBUS;
	}
	mark_page_accessed(page);
	return page;
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
