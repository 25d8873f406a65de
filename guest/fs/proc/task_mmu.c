/* SPDX-License-Identifier: GPL-2.0-or-later */
/* /proc/<pid>/maps, statm, and what status says of memory. */
#include <linux/err.h>
#include <linux/kernel.h>
#include <linux/mm.h>
#include <linux/mount.h>
#include <asm/vsyscall.h>
#include "internal.h"

#define K(pages)	((pages) << (PAGE_SHIFT - 10))

/* Pages of the areas, by what they are for; tables in pages too. */
struct usage {
	unsigned long shared, stack, exec, text, tables;
};

static unsigned long vma_pages(const struct vm_area_struct *vma)
{
	return (vma->vm_end - vma->vm_start) >> PAGE_SHIFT;
}

static unsigned long page_tables(struct mm_struct *mm)
{
	unsigned long address, tables = 0;

	for (address = 0; address < TASK_SIZE; address += PMD_SIZE)
		tables += pte_lookup(mm->pgd, address) != NULL;
	return tables;
}

/* With mmap_sem. A file's areas count as shared, as in Linux 2.6. */
static void sum_up(struct mm_struct *mm, struct usage *u)
{
	struct vm_area_struct *vma;

	memset(u, 0, sizeof(*u));
	for (vma = mm->mmap; vma; vma = vma->vm_next) {
		if (vma->vm_flags & VM_GROWSDOWN)
			u->stack += vma_pages(vma);
		if (!vma->vm_file)
			continue;
		u->shared += vma_pages(vma);
		if ((vma->vm_flags & (VM_EXEC | VM_WRITE)) == VM_EXEC)
			u->exec += vma_pages(vma);
	}
	u->text = (PAGE_ALIGN(mm->end_code) - (mm->start_code & PAGE_MASK)) >>
		  PAGE_SHIFT;
	u->tables = page_tables(mm);
}

int proc_mm_status(char *buf, int size, struct mm_struct *mm)
{
	struct usage u;
	int len;

	down(&mm->mmap_sem);
	sum_up(mm, &u);
	len = scnprintf(buf, size,
			"VmSize:\t%8lu kB\nVmLck:\t%8lu kB\n"
			"VmRSS:\t%8lu kB\nVmData:\t%8lu kB\n"
			"VmStk:\t%8lu kB\nVmExe:\t%8lu kB\n"
			"VmLib:\t%8lu kB\nVmPTE:\t%8lu kB\n",
			K(mm->total_vm), 0UL, K(mm->rss),
			K(mm->total_vm - u.shared - u.stack), K(u.stack),
			K(u.text), K(u.exec - min(u.exec, u.text)),
			K(u.tables));
	up(&mm->mmap_sem);
	return len;
}

/* Pages: size, resident, of files, text, (libraries,) data and stack. */
int proc_pid_statm(char *buf, int size, struct task_struct *tsk)
{
	struct mm_struct *mm = get_task_mm(tsk);
	struct usage u;
	int len;

	if (!mm)
		return scnprintf(buf, size, "0 0 0 0 0 0 0\n");
	down(&mm->mmap_sem);
	sum_up(mm, &u);
	len = scnprintf(buf, size, "%lu %lu %lu %lu 0 %lu 0\n", mm->total_vm,
			mm->rss, mm->rss - mm->anon_rss, u.text,
			mm->total_vm - u.shared);
	up(&mm->mmap_sem);
	mmput(mm);
	return len;
}

static int show_map(char *buf, int size, struct vm_area_struct *vma,
		    char *path)
{
	struct file *file = vma->vm_file;
	struct inode *inode = file ? file->f_dentry->d_inode : NULL;
	const char *name = "";

	if (file && file->f_vfsmnt) {
		name = d_path(file->f_dentry, file->f_vfsmnt, path, PAGE_SIZE);
		if (IS_ERR(name))
			name = "?";
	} else if (vma->vm_flags & VM_GROWSDOWN) {
		name = "[stack]";
	} else if (vma->vm_start <= vma->vm_mm->brk &&
		   vma->vm_end > vma->vm_mm->start_brk && !file) {
		name = "[heap]";
	}
	return scnprintf(buf, size,
			 "%08lx-%08lx %c%c%c%c %08lx 00:%02x %-10lu %s\n",
			 vma->vm_start, vma->vm_end,
			 vma->vm_flags & VM_READ ? 'r' : '-',
			 vma->vm_flags & VM_WRITE ? 'w' : '-',
			 vma->vm_flags & VM_EXEC ? 'x' : '-',
			 vma->vm_flags & VM_SHARED ? 's' : 'p',
			 file ? vma->vm_pgoff << PAGE_SHIFT : 0,
			 inode ? inode->i_sb->s_dev : 0,
			 inode ? inode->i_ino : 0, name);
}

/* No area of the process's own, but part of what it can reach. */
static int show_vsyscall_page(char *buf, int size)
{
	if (!vsyscall_entry)
		return 0;
	return scnprintf(buf, size,
			 "%08x-%08lx r-xp 00000000 00:00 %-10d [vdso]\n",
			 VSYSCALL_BASE, VSYSCALL_BASE + PAGE_SIZE, 0);
}

int proc_pid_maps(char *buf, int size, struct task_struct *tsk)
{
	struct mm_struct *mm = get_task_mm(tsk);
	char *path = (char *)__get_free_page(GFP_KERNEL);
	struct vm_area_struct *vma;
	int len = 0;

	if (mm && path) {
		down(&mm->mmap_sem);
		for (vma = mm->mmap; vma; vma = vma->vm_next)
			len += show_map(buf + len, size - len, vma, path);
		up(&mm->mmap_sem);
		len += show_vsyscall_page(buf + len, size - len);
	}
	free_page((unsigned long)path);
	if (mm)
		mmput(mm);
	return len;
}
