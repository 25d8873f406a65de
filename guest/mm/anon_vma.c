/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Which areas may map a page: the lists that reverse mapping walks. */
#include <linux/fs.h>
#include <linux/init.h>
#include <linux/kernel.h>
#include <linux/rmap.h>
#include <linux/slab.h>

static kmem_cache_t *anon_vma_cachep;

void __init anon_vma_init(void)
{
	anon_vma_cachep = kmem_cache_create("anon_vma",
					    sizeof(struct anon_vma), 0,
					    SLAB_PANIC, NULL, NULL);
}

/* The caller holds mmap_sem, so that nobody else gives the area one. */
int anon_vma_prepare(struct vm_area_struct *vma)
{
	struct anon_vma *anon_vma = vma->anon_vma;

	if (anon_vma)
		return 0;
	anon_vma = kmem_cache_alloc(anon_vma_cachep, GFP_KERNEL);
	if (!anon_vma)
		return -ENOMEM;
	INIT_LIST_HEAD(&anon_vma->head);
	spin_lock(&anon_vma->lock);
	vma->anon_vma = anon_vma;
	list_add(&vma->anon_vma_node, &anon_vma->head);
	spin_unlock(&anon_vma->lock);
	return 0;
}

/*
 * Behind all others: while fork() copies entries, reclaim meets the parent's
 * first, and what it leaves there in exchange has not been copied yet.
 */
static void anon_vma_link(struct vm_area_struct *vma)
{
	struct anon_vma *anon_vma = vma->anon_vma;

	if (!anon_vma)
		return;
	spin_lock(&anon_vma->lock);
	list_add_tail(&vma->anon_vma_node, &anon_vma->head);
	spin_unlock(&anon_vma->lock);
}

static void anon_vma_unlink(struct vm_area_struct *vma)
{
	struct anon_vma *anon_vma = vma->anon_vma;
	int empty;

	if (!anon_vma)
		return;
	spin_lock(&anon_vma->lock);
	list_del(&vma->anon_vma_node);
	vma->anon_vma = NULL;
	empty = list_empty(&anon_vma->head);
	spin_unlock(&anon_vma->lock);
	if (empty)
		kmem_cache_free(anon_vma_cachep, anon_vma);
}

void rmap_link_vma(struct vm_area_struct *vma)
{
	struct address_space *mapping;

	anon_vma_link(vma);
	if (!vma->vm_file)
		return;
	mapping = vma->vm_file->f_dentry->d_inode->i_mapping;
	spin_lock(&mapping->i_mmap_lock);
	list_add_tail(&vma->i_mmap_node, &mapping->i_mmap);
	spin_unlock(&mapping->i_mmap_lock);
}

void rmap_unlink_vma(struct vm_area_struct *vma)
{
	struct address_space *mapping;

	anon_vma_unlink(vma);
	if (!vma->vm_file || list_empty(&vma->i_mmap_node))
		return;
	mapping = vma->vm_file->f_dentry->d_inode->i_mapping;
	spin_lock(&mapping->i_mmap_lock);
	list_del_init(&vma->i_mmap_node);
	spin_unlock(&mapping->i_mmap_lock);
}
