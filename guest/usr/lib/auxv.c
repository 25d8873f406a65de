/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <sys/auxv.h>
#include <unistd.h>

unsigned long getauxval(unsigned long type)
{
	char **end = environ;
	const unsigned long *pair;

	while (*end)
		end++;
	for (pair = (const unsigned long *)(end + 1); *pair; pair += 2)
		if (*pair == type)
			return pair[1];
	return 0;
}
