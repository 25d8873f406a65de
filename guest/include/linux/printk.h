/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef _LINUX_PRINTK_H
#define _LINUX_PRINTK_H

void printk_serial_works(void);
void set_console_loglevel_quiet(void);

#endif
