/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What a process may use, what it is told when that is spent, which parts of
 * a file it may lock, and memory that moves. Linux must say the same.
 */
#include <check.h>
#include <errno.h>
#include <signal.h>
#include <string.h>
#include <sys/wait.h>
#include <syscall.h>
#include <unistd.h>

#define NR_dup		41
#define NR_setrlimit	75
#define NR_munmap	91
#define NR_ftruncate	93
#define NR_setitimer	104
#define NR_getitimer	105
#define NR_flock	143
#define NR_mremap	163
#define NR_getrlimit	191
#define NR_madvise	219
#define NR_fcntl64	221
#define NR_clock_nanosleep	267
#define F_SETLK		6
#define F_SETLKW	7
#define F_GETLK		5
#define F_RDLCK		0
#define F_WRLCK		1
#define F_UNLCK		2
#define LOCK_EX		2
#define LOCK_NB		4
#define RLIMIT_FSIZE	1
#define RLIMIT_NOFILE	7
#define RLIMIT_AS	9
#define EMFILE		24
#define EFBIG		27
#define EDEADLK		35
#define SIGXFSZ		25
#define SIGVTALRM	26
#define MREMAP_MAYMOVE	1
#define MADV_DONTNEED	4
#define PROT_READ	1
#define PROT_WRITE	2
#define MAP_PRIVATE	2
#define MAP_FIXED	16
#define MAP_ANONYMOUS	32
#define PAGE		4096

struct rlimit {
	unsigned long cur, max;
};

struct flock {
	short type, whence;
	long start, len;
	int pid;
};

struct itimerval {
	struct timeval interval, value;
};

static int file;

static char *map(void *where, unsigned long len, int prot, int flags)
{
	long ret;

	/* A sixth argument, in ebp, is the offset: none has any. */
	__asm__ volatile("push %%ebp; xorl %%ebp, %%ebp; int $0x80; pop %%ebp"
			 : "=a"(ret)
			 : "0"(NR_mmap2), "b"(where), "c"(len), "d"(prot),
			   "S"(flags | MAP_PRIVATE | MAP_ANONYMOUS), "D"(-1)
			 : "memory");
	return (char *)ret;
}

static void limit(int which, unsigned long cur)
{
	struct rlimit r;

	syscall2(NR_getrlimit, which, &r);
	r.cur = cur;
	syscall2(NR_setrlimit, which, &r);
}

static void descriptors(unsigned long unused)
{
	(void)unused;
	check_begin("limits");
	limit(RLIMIT_NOFILE, 5);
	check(syscall1(NR_dup, 0) == 4 && syscall1(NR_dup, 0) == -EMFILE,
	      "no more descriptors than allowed");
	check(dup2(0, 5) == -EBADF, "nor a number beyond them");
	check(syscall3(NR_fcntl64, 0, 0, 5) == -EINVAL, "by no other way");
	_exit(check_end());
}

static void sizes(unsigned long unused)
{
	(void)unused;
	check_begin("limits");
	limit(RLIMIT_FSIZE, 6);
	signal(SIGXFSZ, SIG_IGN);
	check(write(file, "0123456789", 10) == 6, "a write ends at the limit");
	check(write(file, "x", 1) == -EFBIG, "and then is refused");
	check(syscall2(NR_ftruncate, file, 7) == -EFBIG,
	      "a file grows no other way");
	signal(SIGXFSZ, SIG_DFL);
	write(file, "x", 1);
	_exit(1);
}

static void memory(unsigned long unused)
{
	long p;

	(void)unused;
	check_begin("limits");
	limit(RLIMIT_AS, 64 << 20);
	p = (long)map(0, 128 << 20, PROT_READ, 0);
	check(p == -ENOMEM, "no more memory than allowed");
	_exit(check_end());
}

static int lock(int cmd, int type, long start, long len)
{
	struct flock l = { type, 0, start, len, 0 };

	return syscall3(NR_fcntl64, file, cmd, &l);
}

static int locked_by_others(long start, struct flock *l)
{
	*l = (struct flock){ F_WRLCK, 0, start, 1, 0 };
	syscall3(NR_fcntl64, file, F_GETLK, l);
	return l->type != F_UNLCK;
}

static void other_process(unsigned long parent)
{
	struct flock l;

	check_begin("limits");
	check(locked_by_others(5, &l) && l.start == 0 && l.len == 10 &&
	      l.pid == (int)parent, "a lock is seen with its range");
	check(!locked_by_others(10, &l), "not behind it");
	check(locked_by_others(12, &l) && l.start == 11 && l.len == 9,
	      "a hole divides it");
	check(lock(F_SETLK, F_RDLCK, 12, 1) == -EAGAIN, "nor taken");
	check(lock(F_SETLK, F_RDLCK, 30, 5) == 0, "readers share");
	_exit(check_end());
}

static void locks(void)
{
	check(lock(F_SETLK, F_WRLCK, 0, 20) == 0, "a range is locked");
	check(lock(F_SETLK, F_UNLCK, 10, 1) == 0, "one byte of it unlocked");
	check(lock(F_SETLK, F_RDLCK, 30, 10) == 0, "another for reading");
	check(status_of(other_process, getpid()) == 0, "others see it so");
	close(syscall1(NR_dup, file));
	check(lock(F_SETLK, F_WRLCK, 0, 0) == 0, "closing unlocks everything");
	lock(F_SETLK, F_UNLCK, 0, 0);
}

/*
 * The child has byte 1 and wants 0; the parent the other way round. Who asks
 * last is refused.
 */
static void deadlock(void)
{
	int status, child, ret, refused;
	struct flock l;

	lock(F_SETLK, F_WRLCK, 0, 1);
	child = fork();
	if (!child) {
		lock(F_SETLK, F_WRLCK, 1, 1);
		ret = lock(F_SETLKW, F_WRLCK, 0, 1);
		_exit(-ret);
	}
	while (!locked_by_others(1, &l))
		sleep_ms(1);
	ret = lock(F_SETLKW, F_WRLCK, 1, 1);
	lock(F_SETLK, F_UNLCK, 0, 1);
	waitpid(child, &status, 0);
	refused = (ret == -EDEADLK) + (status == EDEADLK << 8);
	check(refused == 1, "two do not wait for each other");
	check(ret == 0 || status == 0, "the other gets what it waited for");
}

static void whole_files(void)
{
	int again = open("/tmp/limits.test", O_RDWR, 0);

	check(syscall2(NR_flock, file, LOCK_EX) == 0, "a file is locked");
	check(syscall2(NR_flock, again, LOCK_EX | LOCK_NB) == -EAGAIN,
	      "not by another opening of it");
	close(file);
	check(syscall2(NR_flock, again, LOCK_EX | LOCK_NB) == 0,
	      "until the last descriptor goes");
	close(again);
}

static volatile int alarms;

static void count(int sig)
{
	(void)sig;
	alarms++;
}

static void timers(void)
{
	struct itimerval it = { { 0, 20000 }, { 0, 20000 } }, off;
	struct timespec moment = { 0, 1000000 };

	signal(SIGALRM, count);
	signal(SIGVTALRM, count);
	syscall3(NR_setitimer, 0, &it, 0);
	while (alarms < 3)
		sleep_ms(5);
	memset(&off, 0, sizeof(off));
	syscall3(NR_setitimer, 0, &off, &it);
	check(it.interval.tv_usec == 20000 && it.value.tv_usec > 0,
	      "a timer goes on until it is stopped");
	alarms = 0;
	it.value.tv_usec = 20000;
	syscall3(NR_setitimer, 1, &it, 0);
	while (!alarms)
		;
	syscall3(NR_setitimer, 1, &off, 0);
	check(alarms == 1, "one counts what is run");
	check(syscall4(NR_clock_nanosleep, 1, 0, &moment, 0) == 0,
	      "a clock can be slept by");
	check(syscall4(NR_clock_nanosleep, 77, 0, &moment, 0) == -EINVAL,
	      "but only one there is");
}

static void moving(void)
{
	char *a = map(0, 4 * PAGE, PROT_READ | PROT_WRITE, 0), *b;

	memcpy(a + PAGE, "here", 5);
	syscall2(NR_munmap, a + 2 * PAGE, 2 * PAGE);
	map(a + 2 * PAGE, PAGE, PROT_READ, MAP_FIXED);
	check(syscall4(NR_mremap, a, 2 * PAGE, 8 * PAGE, 0) == -ENOMEM,
	      "what is in the way stays there");
	b = (char *)syscall4(NR_mremap, a, 2 * PAGE, 8 * PAGE,
			     MREMAP_MAYMOVE);
	check(b != a && !strcmp(b + PAGE, "here") && !b[7 * PAGE],
	      "an area moves with its pages");
	check(syscall4(NR_mremap, a, PAGE, 2 * PAGE, MREMAP_MAYMOVE) ==
	      -EFAULT, "and is no more where it was");
	check(syscall3(NR_madvise, b, 8 * PAGE, MADV_DONTNEED) == 0 &&
	      !b[PAGE], "what is not needed is zeros");
}

int main(void)
{
	int status;

	check_begin("limits");
	file = open("/tmp/limits.test", O_RDWR | O_CREAT | O_TRUNC, 0600);
	check(status_of(descriptors, 0) == 0, "descriptors are limited");
	status = status_of(sizes, 0);
	check(status == SIGXFSZ, "a file's size is, with a signal");
	check(status_of(memory, 0) == 0, "memory is limited");
	locks();
	deadlock();
	timers();
	moving();
	whole_files();
	unlink("/tmp/limits.test");
	return check_end();
}
