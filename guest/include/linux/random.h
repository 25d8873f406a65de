/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef _LINUX_RANDOM_H
#define _LINUX_RANDOM_H

/* The same at every run, so no secret: a machine here repeats itself. */
void get_random_bytes(void *buf, int n);

/* drivers/char/random.c */
extern struct file_operations urandom_fops;

#endif
