/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef _LINUX_LINKAGE_H
#define _LINUX_LINKAGE_H

#include <linux/compiler.h>

/* Called from assembly: every argument on the stack. */
#define asmlinkage	__attribute__((regparm(0)))
/* Called from assembly: the first three arguments in eax, edx, ecx. */
#define fastcall	__attribute__((regparm(3)))

#endif
