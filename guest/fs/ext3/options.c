/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Mount options: words with commas between. */
#include <linux/blkdev.h>
#include <linux/kernel.h>
#include <linux/string.h>
#include "ext3.h"

/* A word sets `value` in the bits `mask` of s_mount_opt. */
static const struct option {
	const char *word;
	unsigned long mask, value;
} options[] = {
	{ "noload", EXT3_MOUNT_NOLOAD, EXT3_MOUNT_NOLOAD },
	{ "errors=continue", EXT3_MOUNT_ERRORS, EXT3_MOUNT_ERRORS_CONT },
	{ "errors=remount-ro", EXT3_MOUNT_ERRORS, EXT3_MOUNT_ERRORS_RO },
	{ "errors=panic", EXT3_MOUNT_ERRORS, EXT3_MOUNT_ERRORS_PANIC },
	{ "data=journal", EXT3_MOUNT_DATA, EXT3_MOUNT_JOURNAL_DATA },
	{ "data=ordered", EXT3_MOUNT_DATA, EXT3_MOUNT_ORDERED_DATA },
	{ "data=writeback", EXT3_MOUNT_DATA, EXT3_MOUNT_WRITEBACK_DATA },
	{ "barrier=1", 0, 0 },		/* there is no other way */
};

#define MAX_COMMIT_INTERVAL	300	/* seconds */

/* Digits and nothing else; -1 if it is not, or too large. */
static long parse_seconds(const char *text)
{
	long value = 0;

	if (!*text)
		return -1;
	for (; *text; text++) {
		if (*text < '0' || *text > '9')
			return -1;
		value = value * 10 + *text - '0';
		if (value > MAX_COMMIT_INTERVAL)
			return -1;
	}
	return value;
}

/* 0 if it is known, and makes sense. */
static int parse_word(struct super_block *sb, const char *word,
		      unsigned long *flags)
{
	struct ext3_sb_info *sbi = EXT3_SB(sb);
	unsigned int i;
	long seconds;

	if (!strcmp(word, "ro")) {
		*flags |= MS_RDONLY;
		return 0;
	}
	if (!strcmp(word, "rw")) {
		*flags &= ~MS_RDONLY;
		return 0;
	}
	if (!strcmp(sb->s_type->name, "ext2") &&
	    (!strncmp(word, "data=", 5) || !strncmp(word, "commit=", 7)))
		return -EINVAL;
	if (!strncmp(word, "commit=", 7)) {
		seconds = parse_seconds(word + 7);
		if (seconds >= 0)
			sbi->s_commit_interval = seconds;
		return seconds < 0;
	}
	for (i = 0; i < ARRAY_SIZE(options); i++) {
		if (strcmp(word, options[i].word))
			continue;
		sbi->s_mount_opt &= ~options[i].mask;
		sbi->s_mount_opt |= options[i].value;
		return 0;
	}
	return -EINVAL;
}

/* One that is not known is refused by name; *flags are those of the mount. */
int ext3_parse_options(struct super_block *sb, char *words,
		       unsigned long *flags)
{
	char *word = words, *end;

	for (; word && *word; word = end) {
		end = strchr(word, ',');
		if (end)
			*end++ = '\0';
		if (!parse_word(sb, word, flags))
			continue;
		printk(KERN_ERR "EXT3-fs: %s: mount option \"%s\" is not "
		       "known\n", bdevname(sb->s_bdev), word);
		return -EINVAL;
	}
	return 0;
}

int ext3_show_options(char *buf, int size, struct super_block *sb)
{
	struct ext3_sb_info *sbi = EXT3_SB(sb);
	int len = 0;
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(options); i++)
		if (options[i].value && (sbi->s_mount_opt & options[i].mask) ==
					options[i].value)
			len += scnprintf(buf + len, size - len, ",%s",
					 options[i].word);
	if (sbi->s_commit_interval)
		len += scnprintf(buf + len, size - len, ",commit=%lu",
				 sbi->s_commit_interval);
	return len;
}
