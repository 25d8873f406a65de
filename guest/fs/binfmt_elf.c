/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Static ELF programs for i386. */
#include <linux/binfmts.h>
#include <linux/elf.h>
#include <linux/err.h>
#include <linux/fs.h>
#include <linux/jiffies.h>
#include <linux/kernel.h>
#include <linux/mm.h>
#include <linux/mman.h>
#include <linux/sched.h>
#include <linux/slab.h>
#include <linux/write_access.h>
#include <asm/uaccess.h>
#include <asm/vsyscall.h>

#define MAX_PHNUM	64
#define AUXV_PAIRS	16

/* Programs end where the strings on the stack may begin. */
#define ELF_LIMIT	(STACK_TOP - (MAX_ARG_PAGES + 1) * PAGE_SIZE)

static int elf_header_ok(const Elf32_Ehdr *elf)
{
	return !memcmp(elf->e_ident, ELFMAG, SELFMAG) &&
	       elf->e_ident[EI_CLASS] == ELFCLASS32 &&
	       elf->e_ident[EI_DATA] == ELFDATA2LSB &&
	       elf->e_type == ET_EXEC && elf->e_machine == EM_386 &&
	       elf->e_phentsize == sizeof(Elf32_Phdr) &&
	       elf->e_phnum >= 1 && elf->e_phnum <= MAX_PHNUM &&
	       elf->e_phoff < 0x7fffffff;
}

static int segment_ok(const Elf32_Phdr *ph, loff_t file_size)
{
	return ph->p_filesz <= ph->p_memsz &&
	       ph->p_vaddr >= MMAP_MIN_ADDR && ph->p_vaddr < ELF_LIMIT &&
	       ph->p_memsz <= ELF_LIMIT - ph->p_vaddr &&
	       ph->p_offset <= file_size &&
	       ph->p_filesz <= file_size - ph->p_offset &&
	       ((ph->p_vaddr ^ ph->p_offset) & ~PAGE_MASK) == 0;
}

/* The program headers, checked, for kfree(); or an error pointer. */
static Elf32_Phdr *read_phdrs(struct linux_binprm *bprm,
			      const Elf32_Ehdr *elf)
{
	loff_t file_size = bprm->file->f_dentry->d_inode->i_size;
	int size = elf->e_phnum * sizeof(Elf32_Phdr), i, loads = 0;
	Elf32_Phdr *phdrs = kmalloc(size, GFP_KERNEL);

	if (!phdrs)
		return ERR_PTR(-ENOMEM);
	if (kernel_read(bprm->file, elf->e_phoff, phdrs, size) != size)
		goto bad;
	for (i = 0; i < elf->e_phnum; i++) {
		if (phdrs[i].p_type == PT_INTERP)
			goto bad;
		if (phdrs[i].p_type != PT_LOAD || !phdrs[i].p_memsz)
			continue;
		if (!segment_ok(&phdrs[i], file_size))
			goto bad;
		loads++;
	}
	if (loads)
		return phdrs;
bad:
	kfree(phdrs);
	return ERR_PTR(-ENOEXEC);
}

static int elf_prot(u32 flags)
{
	return (flags & PF_R ? PROT_READ : 0) |
	       (flags & PF_W ? PROT_WRITE : 0) |
	       (flags & PF_X ? PROT_EXEC : 0);
}

/* At exactly this place, or an error. */
static int elf_map(struct file *file, unsigned long start, unsigned long len,
		   int prot, unsigned long offset)
{
	struct mm_struct *mm = current->mm;
	unsigned long ret;

	down(&mm->mmap_sem);
	ret = do_mmap(file, start, len, prot, MAP_PRIVATE | MAP_FIXED,
		      offset);
	up(&mm->mmap_sem);
	if (ret == start)
		return 0;
	return IS_ERR((void *)ret) ? (int)ret : -ENOMEM;
}

/* The memory of a segment behind what the file has of it. */
static int map_bss(const Elf32_Phdr *ph)
{
	unsigned long bss = ph->p_vaddr + ph->p_filesz;
	unsigned long end = ph->p_vaddr + ph->p_memsz;
	unsigned long page = PAGE_ALIGN(bss);

	if (end == bss)
		return 0;
	if (ph->p_filesz && ph->p_flags & PF_W &&
	    clear_user((void *)bss, min(page, end) - bss))
		return -EFAULT;
	if (!ph->p_filesz)
		page = bss & PAGE_MASK;
	if (PAGE_ALIGN(end) <= page)
		return 0;
	return elf_map(NULL, page, PAGE_ALIGN(end) - page,
		       elf_prot(ph->p_flags), 0);
}

static int map_segment(struct file *file, const Elf32_Phdr *ph)
{
	unsigned long start = ph->p_vaddr & PAGE_MASK;
	int error = 0;

	if (ph->p_filesz)
		error = elf_map(file, start,
				ph->p_filesz + (ph->p_vaddr - start),
				elf_prot(ph->p_flags),
				ph->p_offset & PAGE_MASK);
	return error ? error : map_bss(ph);
}

static int map_segments(struct linux_binprm *bprm, const Elf32_Phdr *phdrs,
			int n)
{
	struct mm_struct *mm = current->mm;
	const Elf32_Phdr *ph;
	int error;

	for (ph = phdrs; ph < phdrs + n; ph++) {
		if (ph->p_type != PT_LOAD || !ph->p_memsz)
			continue;
		error = map_segment(bprm->file, ph);
		if (error)
			return error;
		if (ph->p_flags & PF_X) {
			mm->start_code = ph->p_vaddr;
			mm->end_code = ph->p_vaddr + ph->p_filesz;
		} else {
			mm->start_data = ph->p_vaddr;
			mm->end_data = ph->p_vaddr + ph->p_filesz;
		}
		mm->brk = max(mm->brk, PAGE_ALIGN(ph->p_vaddr + ph->p_memsz));
	}
	mm->start_brk = mm->brk;
	return 0;
}

/* Programs from before the header could ask expect to run code there. */
static int stack_executable(const Elf32_Phdr *phdrs, int n)
{
	const Elf32_Phdr *ph;

	for (ph = phdrs; ph < phdrs + n; ph++)
		if (ph->p_type == PT_GNU_STACK)
			return (ph->p_flags & PF_X) != 0;
	return 1;
}

/* Where the program itself finds its program headers in memory. */
static unsigned long phdr_address(const Elf32_Ehdr *elf,
				  const Elf32_Phdr *phdrs)
{
	const Elf32_Phdr *ph;

	for (ph = phdrs; ph < phdrs + elf->e_phnum; ph++)
		if (ph->p_type == PT_LOAD && elf->e_phoff >= ph->p_offset &&
		    elf->e_phoff - ph->p_offset < ph->p_filesz)
			return ph->p_vaddr + (elf->e_phoff - ph->p_offset);
	return 0;
}

static int fill_auxv(unsigned long *auxv, const Elf32_Ehdr *elf,
		     const Elf32_Phdr *phdrs, unsigned long random)
{
	const unsigned long pairs[][2] = {
		{ AT_PHDR, phdr_address(elf, phdrs) },
		{ AT_PHENT, sizeof(Elf32_Phdr) },
		{ AT_PHNUM, elf->e_phnum },
		{ AT_PAGESZ, PAGE_SIZE },
		{ AT_BASE, 0 },
		{ AT_FLAGS, 0 },
		{ AT_ENTRY, elf->e_entry },
		{ AT_UID, current->uid },
		{ AT_EUID, current->euid },
		{ AT_GID, current->gid },
		{ AT_EGID, current->egid },
		{ AT_CLKTCK, USER_HZ },
		{ AT_RANDOM, random },
		/* Without the page the vector ends here. */
		{ vsyscall_entry ? AT_SYSINFO : AT_NULL, vsyscall_entry },
		{ AT_SYSINFO_EHDR, VSYSCALL_BASE },
		{ AT_NULL, 0 },
	};

	_Static_assert(ARRAY_SIZE(pairs) == AUXV_PAIRS, "AUXV_PAIRS");
	memcpy(auxv, pairs, sizeof(pairs));
	return sizeof(pairs);
}

/* n pointers to the strings from *str on, and a NULL; *str moves on. */
static int put_strings(unsigned long **sp, unsigned long *str, int n)
{
	while (n-- > 0) {
		long len = strnlen_user((char *)*str,
					MAX_ARG_PAGES * PAGE_SIZE);

		if (!len || put_user(*str, (*sp)++))
			return -EFAULT;
		*str += len;
	}
	return put_user(0UL, (*sp)++);
}

/*
 * What a program finds at esp: argc, argv[] and NULL, envp[] and NULL, the
 * auxiliary vector; then 16 bytes for AT_RANDOM and the strings.
 */
static long create_elf_tables(struct linux_binprm *bprm,
			      const Elf32_Ehdr *elf, const Elf32_Phdr *phdrs)
{
	struct mm_struct *mm = current->mm;
	unsigned long auxv[AUXV_PAIRS * 2], random, bottom, *sp;
	unsigned long str = bprm->p;
	int size;

	random = (bprm->p - 16) & ~15UL;
	if (clear_user((void *)random, 16))
		return -EFAULT;
	size = fill_auxv(auxv, elf, phdrs, random);
	bottom = random - size -
		 (bprm->argc + bprm->envc + 3) * sizeof(unsigned long);
	bottom &= ~15UL;
	sp = (unsigned long *)bottom;
	if (put_user((unsigned long)bprm->argc, sp++))
		return -EFAULT;
	mm->arg_start = str;
	if (put_strings(&sp, &str, bprm->argc))
		return -EFAULT;
	mm->arg_end = mm->env_start = str;
	if (put_strings(&sp, &str, bprm->envc))
		return -EFAULT;
	mm->env_end = str;
	if (copy_to_user(sp, auxv, size))
		return -EFAULT;
	return bottom;
}

int load_elf_binary(struct linux_binprm *bprm, struct pt_regs *regs)
{
	Elf32_Ehdr elf;
	Elf32_Phdr *phdrs;
	long error;

	memcpy(&elf, bprm->buf, sizeof(elf));
	if (!elf_header_ok(&elf))
		return -ENOEXEC;
	phdrs = read_phdrs(bprm, &elf);
	if (IS_ERR(phdrs))
		return PTR_ERR(phdrs);
	error = flush_old_exec(bprm);
	if (error)
		goto out;

	set_mm_exe_file(current->mm, bprm->file);
	error = setup_arg_pages(bprm, stack_executable(phdrs, elf.e_phnum));
	if (!error)
		error = map_segments(bprm, phdrs, elf.e_phnum);
	if (!error)
		error = create_elf_tables(bprm, &elf, phdrs);
	if (error < 0 && IS_ERR((void *)error)) {
		send_sig(SIGKILL, current, 0);
		goto out;
	}
	start_thread(regs, elf.e_entry, error);
	error = 0;
out:
	kfree(phdrs);
	return error;
}
