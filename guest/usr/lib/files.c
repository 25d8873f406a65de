/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <stdio.h>
#include <string.h>
#include <syscall.h>
#include <unistd.h>

int open(const char *path, int flags, int mode)
{
	return syscall3(NR_open, path, flags, mode);
}

int close(int fd)
{
	return syscall1(NR_close, fd);
}

int read(int fd, void *buf, size_t len)
{
	return syscall3(NR_read, fd, buf, len);
}

int write(int fd, const void *buf, size_t len)
{
	return syscall3(NR_write, fd, buf, len);
}

int fsync(int fd)
{
	return syscall1(NR_fsync, fd);
}

void sync(void)
{
	syscall0(NR_sync);
}

int dup2(int old, int new)
{
	return syscall2(NR_dup2, old, new);
}

int pipe(int fd[2])
{
	return syscall1(NR_pipe, fd);
}

int unlink(const char *path)
{
	return syscall1(NR_unlink, path);
}

int mkdir(const char *path, int mode)
{
	return syscall2(NR_mkdir, path, mode);
}

int mount(const char *device, const char *dir, const char *type)
{
	return syscall5(NR_mount, (long)device, (long)dir, (long)type, 0, 0);
}

int read_file(const char *path, char *buf, size_t size)
{
	int fd = open(path, O_RDONLY, 0);
	size_t len = 0;
	int got;

	if (fd < 0)
		return fd;
	do {
		got = read(fd, buf + len, size - 1 - len);
		if (got > 0)
			len += got;
	} while (got > 0 && len < size - 1);
	close(fd);
	buf[len] = '\0';
	return got < 0 ? got : (int)len;
}

int write_file(const char *path, const char *text)
{
	int fd = open(path, O_WRONLY, 0);
	int done;

	if (fd < 0)
		return fd;
	done = write(fd, text, strlen(text));
	close(fd);
	return done < 0 ? done : 0;
}
