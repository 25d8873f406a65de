/* SPDX-License-Identifier: GPL-2.0-or-later */
/* /dev/random and /dev/urandom, which are one here: nothing is random. */
#include <linux/fs.h>
#include <linux/kernel.h>
#include <linux/random.h>
#include <linux/sched.h>
#include <asm/uaccess.h>

#define CHUNK	128

static ssize_t urandom_read(struct file *file, char *buf, size_t count,
			    loff_t *ppos)
{
	char chunk[CHUNK];
	size_t done = 0, n;

	(void)file;
	(void)ppos;
	for (; done < count; done += n) {
		n = min_t(size_t, count - done, sizeof(chunk));
		get_random_bytes(chunk, n);
		if (copy_to_user(buf + done, chunk, n))
			return done ? (ssize_t)done : -EFAULT;
		if (signal_pending(current))
			return done + n;
		cond_resched();
	}
	return done;
}

/* What is written would make it less predictable; here it must not. */
static ssize_t random_write(struct file *file, const char *buf, size_t count,
			    loff_t *ppos)
{
	(void)file;
	(void)buf;
	(void)ppos;
	return count;
}

struct file_operations urandom_fops = {
	.read = urandom_read,
	.write = random_write,
};
