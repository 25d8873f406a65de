/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef USR_SYS_AUXV_H
#define USR_SYS_AUXV_H

#define AT_NULL		0
#define AT_SYSINFO	32
#define AT_SYSINFO_EHDR	33

/* What the kernel said of itself behind the environment; 0 if nothing. */
unsigned long getauxval(unsigned long type);

#endif
