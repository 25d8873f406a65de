/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef _LINUX_SYSCTL_H
#define _LINUX_SYSCTL_H

/* A number of the kernel's that can be read and set under /proc/sys. */
struct ctl_table {
	const int *value;
	int *data;			/* the same, or NULL: read only */
	int min, max;			/* of what may be written */
	/* Called after a change, in who wrote it. 0, or the write's error. */
	int (*changed)(void);
};

int sysctl_read(const struct ctl_table *ctl, char *buf, int size);
int sysctl_write(const struct ctl_table *ctl, const char *text);

#endif
