/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef _LINUX_INIT_H
#define _LINUX_INIT_H

#include <linux/compiler.h>

/* Code and data that free_initmem() gives back once init() has started. */
#define __init		__section(".init.text")
#define __initdata	__section(".init.data")

typedef int (*initcall_t)(void);

/*
 * Run by do_initcalls() in process 1, in link order within a level:
 * subsystems first, then drivers, then what needs both.
 */
#define __define_initcall(level, fn) \
	static initcall_t __initcall_##fn __used \
	__section(".initcall" level ".init") = fn

#define core_initcall(fn)	__define_initcall("1", fn)
#define subsys_initcall(fn)	__define_initcall("4", fn)
#define fs_initcall(fn)		__define_initcall("5", fn)
#define device_initcall(fn)	__define_initcall("6", fn)
#define late_initcall(fn)	__define_initcall("7", fn)

/*
 * A word of the kernel command line: "str" with its '=' when it takes a
 * value.  The function gets what follows, and returns 1 when it took it.
 */
struct obs_kernel_param {
	const char *str;
	int (*setup_func)(char *value);
};

#define __setup(string, fn) \
	static const struct obs_kernel_param __setup_##fn __used \
	__section(".init.setup") __aligned(4) = { string, fn }

extern char saved_command_line[];
extern unsigned long ramdisk_image, ramdisk_size;

void parse_command_line(char *line);
const char *command_line_init_path(void);

#endif
