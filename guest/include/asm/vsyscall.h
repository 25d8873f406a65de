/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The page of code that programs call to make a system call. It is at the
 * same address in every process, with every paging layout.
 */
#ifndef _ASM_VSYSCALL_H
#define _ASM_VSYSCALL_H

#include "layout.h"

/* __kernel_vsyscall's address, or 0: there is no such page (vdso=0). */
extern unsigned long vsyscall_entry;

/* Ring 3 may enter by SYSENTER: MSR_SYSENTER_ESP follows the task. */
extern int sysenter_enabled;

#endif
