/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef _LINUX_BINFMTS_H
#define _LINUX_BINFMTS_H

#include <linux/mm_types.h>

#define BINPRM_BUF_SIZE	128
#define MAX_ARG_PAGES	32

struct pt_regs;

/*
 * A program on its way into memory. The strings of its stack are collected
 * in page[], downwards from the end; p is where the lowest begins.
 */
struct linux_binprm {
	char buf[BINPRM_BUF_SIZE];	/* how the file begins */
	struct page *page[MAX_ARG_PAGES];
	struct mm_struct *mm;
	unsigned long p;
	unsigned long exec;		/* where in the strings the name is */
	struct file *file;
	int argc, envc;
	uid_t e_uid;
	gid_t e_gid;
	const char *filename;
	int script_depth;
};

int prepare_binprm(struct linux_binprm *bprm);
int search_binary_handler(struct linux_binprm *bprm, struct pt_regs *regs);
int load_elf_binary(struct linux_binprm *bprm, struct pt_regs *regs);
int load_script(struct linux_binprm *bprm, struct pt_regs *regs);
int copy_strings_kernel(int argc, char **argv, struct linux_binprm *bprm);
int remove_arg_zero(struct linux_binprm *bprm);
int flush_old_exec(struct linux_binprm *bprm);
int setup_arg_pages(struct linux_binprm *bprm, int executable);
struct file *open_exec(const char *name);
void put_exec(struct file *file);

#endif
