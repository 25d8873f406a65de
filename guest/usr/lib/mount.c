/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <stdlib.h>
#include <string.h>
#include <sys/mount.h>

static const struct {
	const char *word;
	unsigned long flag;
} known[] = {
	{ "ro", 1 }, { "sync", 16 }, { "dirsync", 128 },
};

static unsigned long flag_of(const char *word)
{
	size_t i;

	for (i = 0; i < ARRAY_SIZE(known); i++)
		if (!strcmp(word, known[i].word))
			return known[i].flag;
	return 0;
}

unsigned long mount_flags(char *options)
{
	unsigned long flags = 0, flag;
	char *word, *end, *to = options;

	for (word = options; *word; word = end) {
		end = strchr(word, ',');
		if (end)
			*end++ = '\0';
		else
			end = word + strlen(word);
		flag = flag_of(word);
		flags |= flag;
		if (flag)
			continue;
		if (to != options)
			*to++ = ',';
		memmove(to, word, strlen(word) + 1);
		to += strlen(to);
	}
	/* Options that are a constant have no flags. */
	if (flags)
		*to = '\0';
	return flags;
}
