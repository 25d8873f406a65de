/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef _LINUX_KALLSYMS_H
#define _LINUX_KALLSYMS_H

int kernel_text_address(unsigned long addr);
const char *kallsyms_lookup(unsigned long addr, unsigned long *offset);
/* fmt has one %s, which becomes name+0xoffset. */
void print_symbol(const char *fmt, unsigned long addr);

#endif
