/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef USR_LDT_H
#define USR_LDT_H

#define NR_set_thread_area	243

/* A segment of the program's own, in one of three entries of the GDT. */
struct user_desc {
	unsigned int entry_number, base_addr, limit;
	unsigned int seg_32bit : 1, contents : 2, read_exec_only : 1,
		limit_in_pages : 1, seg_not_present : 1, useable : 1;
};

#endif
