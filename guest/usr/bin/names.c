/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Names of files, and who may do what with them: renaming over, directories,
 * links, modes, the sticky bit. Linux must say the same.
 */
#include <check.h>
#include <syscall.h>
#include <string.h>
#include <unistd.h>

#define NR_access	33
#define NR_readlink	85
#define NR_truncate	92
#define NR_getcwd	183
#define NR_chown32	212
#define NR_setresuid	208
#define NR_openat	295
#define NR_unlinkat	301
#define O_EXCL		0200
#define O_DIRECTORY	0200000
#define AT_REMOVEDIR	0x200
#define EPERM		1
#define ENOENT		2
#define ENOEXEC		8
#define EACCES		13
#define EEXIST		17
#define ENOTDIR		20
#define EISDIR		21
#define EINVAL		22
#define ETXTBSY		26
#define ENOTEMPTY	39
#define ELOOP		40

static const char *place = "/tmp/names.test";

static long rename(const char *from, const char *to)
{
	return syscall2(NR_rename, from, to);
}

static long put(const char *name, const char *text)
{
	int fd = open(name, O_WRONLY | O_CREAT | O_TRUNC, 0644);

	if (fd < 0)
		return fd;
	write(fd, text, strlen(text));
	return close(fd);
}

static int holds(const char *name, const char *text)
{
	char buf[32];
	int fd = open(name, O_RDONLY, 0), n = fd < 0 ? fd : 0;

	if (fd >= 0) {
		n = read(fd, buf, sizeof(buf));
		close(fd);
	}
	return n == (int)strlen(text) && !memcmp(buf, text, n);
}

static void files(void)
{
	char buf[32];
	int fd;

	put("a", "first");
	put("b", "second");
	fd = open("b", O_RDONLY, 0);
	check(rename("a", "b") == 0 && holds("b", "first"),
	      "a rename replaces");
	check(read(fd, buf, sizeof(buf)) == 6 && !memcmp(buf, "second", 6),
	      "who had the replaced file open still reads it");
	close(fd);
	check(open("a", O_RDONLY, 0) == -ENOENT, "the old name has gone");
	check(syscall2(NR_link, "b", "c") == 0 && rename("b", "c") == 0 &&
	      holds("b", "first"), "two names of one file stay");
	check(rename("none", "b") == -ENOENT, "what is not there stays so");
	check(open("b", O_WRONLY | O_CREAT | O_EXCL, 0644) == -EEXIST,
	      "an exclusive name must be new");
	unlink("b");
	check(holds("c", "first"), "a file lives with its last name");
	unlink("c");
}

static void directories(void)
{
	mkdir("d", 0755);
	mkdir("d/e", 0755);
	put("d/f", "text");
	check(syscall1(NR_rmdir, "d") == -ENOTEMPTY, "d is not empty");
	check(unlink("d/e") == -EISDIR, "a directory is not unlinked");
	check(rename("d", "d/e/g") == -EINVAL, "no directory below itself");
	check(rename("d/f", "d/e") == -EISDIR, "a file replaces no directory");
	check(rename("d/e", "d/f") == -ENOTDIR, "nor the other way round");
	check(rename("d", "moved") == 0 && holds("moved/f", "text"),
	      "a directory moves with what is in it");
	mkdir("empty", 0755);
	check(rename("moved", "empty") == 0 && holds("empty/f", "text"),
	      "and over an empty one");
	check(open("empty/f/x", O_RDONLY, 0) == -ENOTDIR,
	      "a file is no directory");
	check(syscall3(NR_unlinkat, -100, "empty/e", AT_REMOVEDIR) == 0,
	      "unlinkat removes a directory");
	unlink("empty/f");
	check(syscall1(NR_rmdir, "empty/.") == -EINVAL, "a dot stays");
	check(syscall1(NR_rmdir, "empty") == 0, "an empty one goes");
}

static void links(void)
{
	char buf[32];
	int dir;

	mkdir("d", 0755);
	put("d/f", "text");
	syscall2(NR_symlink, "d", "s");
	syscall2(NR_symlink, "loop", "loop");
	syscall2(NR_symlink, "d/new", "dangling");
	check(holds("s/f", "text"), "a link is walked through");
	check(syscall3(NR_readlink, "s", buf, sizeof(buf)) == 1 &&
	      buf[0] == 'd', "and read");
	check(open("loop", O_RDONLY, 0) == -ELOOP, "a loop ends");
	check(put("dangling", "made") == 0 && holds("d/new", "made"),
	      "what a link means is made through it");
	check(open("dangling", O_WRONLY | O_CREAT | O_EXCL, 0644) == -EEXIST,
	      "but not exclusively");
	dir = open("s", O_RDONLY | O_DIRECTORY, 0);
	check(syscall4(NR_openat, dir, "f", O_RDONLY, 0) > dir,
	      "openat begins at a directory");
	close(dir + 1);
	close(dir);
	unlink("d/new");
	unlink("d/f");
	unlink("dangling");
	unlink("loop");
	check(unlink("s") == 0 && syscall1(NR_rmdir, "d") == 0,
	      "unlinking a link leaves the directory");
}

/* As user 1000, in a child, since there is no way back. */
static void as_user(unsigned long unused)
{
	(void)unused;
	check_begin("names");
	syscall3(NR_setresuid, 1000, 1000, 1000);
	check(open("secret", O_RDONLY, 0) == -EACCES, "a secret is kept");
	check(syscall2(NR_access, "secret", 4) == -EACCES, "access says so");
	check(put("secret", "x") == -EACCES, "and not written");
	check(syscall2(NR_chmod, "secret", 0777) == -EPERM,
	      "nor are others' modes changed");
	check(put("sticky/mine", "x") == 0, "everybody may write here");
	check(unlink("sticky/theirs") == -EPERM, "but not remove others'");
	check(unlink("sticky/mine") == 0, "only his own");
	check(put("shut/x", "x") == -EACCES, "a shut directory is not entered");
	check(syscall3(NR_chown32, "sticky", 1000, 1000) == -EPERM,
	      "nothing is taken by chown");
	_exit(check_end());
}

static void permissions(void)
{
	put("secret", "s");
	syscall2(NR_chmod, "secret", 0600);
	mkdir("sticky", 0777);
	syscall2(NR_chmod, "sticky", 01777);
	put("sticky/theirs", "t");
	mkdir("shut", 0700);
	check(status_of(as_user, 0) == 0, "another user met only refusals");
	unlink("sticky/theirs");
	unlink("secret");
	syscall1(NR_rmdir, "sticky");
	syscall1(NR_rmdir, "shut");
}

static void programs(void)
{
	char *argv[] = { "p", NULL };
	int fd = open("p", O_WRONLY | O_CREAT, 0755);

	check(open("/proc/self/exe", O_WRONLY, 0) == -ETXTBSY &&
	      syscall2(NR_truncate, "/proc/self/exe", 0) == -ETXTBSY,
	      "a program that runs is not written to");
	check(execve("p", argv, environ) == -ETXTBSY,
	      "nor is one executed that is written to");
	close(fd);
	check(execve("p", argv, environ) == -ENOEXEC, "then it may be");
	unlink("p");
}

int main(void)
{
	char cwd[64];

	check_begin("names");
	mkdir(place, 0755);
	syscall1(NR_chdir, place);
	check(syscall2(NR_getcwd, cwd, sizeof(cwd)) ==
	      (long)strlen(place) + 1, "the place is %s", cwd);
	files();
	directories();
	links();
	permissions();
	programs();
	syscall1(NR_chdir, "/");
	check(syscall1(NR_rmdir, place) == 0, "nothing was left behind");
	return check_end();
}
