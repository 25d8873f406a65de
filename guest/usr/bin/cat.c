/* SPDX-License-Identifier: GPL-2.0-or-later */
/* cat [FILE...]: their contents, or the input's. */
#include <stdio.h>
#include <unistd.h>

static int show(int fd)
{
	char buf[512];
	int got;

	if (fd < 0)
		return fd;
	while ((got = read(fd, buf, sizeof(buf))) > 0)
		write(1, buf, got);
	close(fd);
	return got;
}

int main(int argc, char **argv)
{
	int i, error = 0, failed = 0;

	if (argc == 1)
		failed = show(0);
	for (i = 1; i < argc; i++) {
		error = show(open(argv[i], O_RDONLY, 0));
		if (error)
			printf("cat: %s: error %d\n", argv[i], -error);
		failed |= error;
	}
	return failed != 0;
}
