/* SPDX-License-Identifier: GPL-2.0-or-later */
/* ls [DIR]: its names in order, in columns. */
#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define NAMES	512
#define COLUMNS	4

struct names {
	char *name[NAMES];
	int count;
};

/* Those that came before are in order already. */
static void insert(const char *name, void *arg)
{
	struct names *names = arg;
	size_t size = strlen(name) + 1;
	int at = names->count;
	char *copy;

	copy = at < NAMES ? malloc(size) : NULL;
	if (!copy)
		return;
	memcpy(copy, name, size);
	for (; at && strcmp(names->name[at - 1], copy) > 0; at--)
		names->name[at] = names->name[at - 1];
	names->name[at] = copy;
	names->count++;
}

/* Down the columns, as ls does. */
static void show(const struct names *names)
{
	int rows = (names->count + COLUMNS - 1) / COLUMNS, row, i;

	for (row = 0; row < rows; row++) {
		for (i = row; i < names->count; i += rows)
			printf("%-18s ", names->name[i]);
		printf("\n");
	}
}

int main(int argc, char **argv)
{
	const char *dir = argc > 1 ? argv[1] : ".";
	static struct names names;
	int error = list_dir(dir, insert, &names);

	show(&names);
	if (error)
		dprintf(2, "ls: %s: error %d\n", dir, -error);
	return error != 0;
}
