/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * System calls by a script: numbers and arguments as they are given, each
 * result kept.  With an argument the script comes from file 0 and the results
 * go to file 1; without one, as process 1, both are where a debugger of the
 * machine finds them when ready() and finished() are called.
 *
 * A child makes the calls, as a user, in a directory, with files and pages
 * that are the same everywhere; a timer's signals come between.
 */
#include <errno.h>
#include <signal.h>
#include <string.h>
#include <sys/wait.h>
#include <syscall.h>
#include <unistd.h>

#define NR_dup		41
#define NR_setrlimit	75
#define NR_umask	60
#define NR_setitimer	104
#define NR_setresuid	208
#define NR_setresgid	210
#define NR_mmap		90
#define MAX_CALLS	512
#define ARENA_BYTES	16384
#define NOBODY		65534
#define O_LARGEFILE	0100000
#define RLIMIT_FSIZE	1
#define RLIMIT_MEMLOCK	8
#define RLIMIT_NOFILE	7
#define SIGXFSZ		25
#define TICK_MS		10
#define PATIENCE_MS	2000
#define NOT_REACHED	0x7fffffff

/* Pages whose other side, writing, or anything, faults; and some to change. */
#define EDGE_PAGE	0x20000000
#define READ_ONLY_PAGE	0x20010000
#define NO_PAGE		0x20020000
#define SPARE_PAGES	0x20100000
#define SHARED_RESULTS	0x20200000

struct call {
	unsigned int nr, arg[6];
};

struct script {
	unsigned int count;	/* of calls */
	unsigned int rounds;	/* how often all of it */
	unsigned int separate;	/* each call in a child of its own */
	unsigned int as_root;
	struct call call[MAX_CALLS];
	unsigned char arena[ARENA_BYTES];	/* where pointers may lead */
};

struct results {
	int status;		/* the child's; the last one's if separate */
	int value[MAX_CALLS];
};

struct script script __attribute__((aligned(4096)));
struct results results __attribute__((aligned(4096)));

#define shared	((struct results *)SHARED_RESULTS)

/* Where a debugger looks; the program means nothing by them. */
void __attribute__((noinline)) ready(void)
{
	__asm__ volatile("" : : : "memory");
}

void __attribute__((noinline)) round_over(void)
{
	__asm__ volatile("" : : : "memory");
}

void __attribute__((noinline)) finished(void)
{
	__asm__ volatile("" : : : "memory");
}

static int invoke(const struct call *c)
{
	int ret;

	__asm__ volatile("pushl %%ebx; pushl %%esi; pushl %%edi; pushl %%ebp;"
			 "movl (%%ecx), %%eax; movl 4(%%ecx), %%ebx;"
			 "movl 12(%%ecx), %%edx; movl 16(%%ecx), %%esi;"
			 "movl 20(%%ecx), %%edi; movl 24(%%ecx), %%ebp;"
			 "movl 8(%%ecx), %%ecx; int $0x80;"
			 "popl %%ebp; popl %%edi; popl %%esi; popl %%ebx"
			 : "=a"(ret), "+c"(c) : : "edx", "memory", "cc");
	return ret;
}

static void map(unsigned int where, unsigned int bytes, int prot, int flags)
{
	/* mmap's arguments in memory: private 2, shared 1, fixed, anonymous */
	unsigned int arg[6] = { where, bytes, prot, flags | 0x30, -1, 0 };

	syscall1(NR_mmap, arg);
}

static void handler(int sig)
{
	(void)sig;
}

static void limit(int which, unsigned int value)
{
	unsigned int r[2] = { value, value };

	syscall2(NR_setrlimit, which, r);
}

static void set_timer(unsigned int ms)
{
	int it[4] = { 0, ms * 1000, 0, ms * 1000 };

	syscall3(NR_setitimer, 0, it, 0);
}

static void put(const char *name, int mode)
{
	int fd = open(name, O_WRONLY | O_CREAT, mode);

	write(fd, "some text", 9);
	close(fd);
	syscall2(NR_chmod, name, mode);
}

static void furnish(void)
{
	syscall1(NR_umask, 0);
	mkdir("calls.d", 0777);
	syscall1(NR_chdir, "calls.d");
	put("file", 0666);
	put("secret", 0600);
	mkdir("dir", 0777);
	syscall2(NR_symlink, "file", "link");
	syscall2(NR_symlink, "loop", "loop");
}

static void clear_away(void)
{
	static const char *const names[] = {
		"dir/none", "none", "file", "secret", "link", "loop", "dir",
	};
	unsigned int i;

	for (i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		syscall2(NR_chmod, names[i], 0777);
		unlink(names[i]);
		syscall1(NR_rmdir, names[i]);
	}
	syscall1(NR_chdir, "..");
	syscall1(NR_rmdir, "calls.d");
}

/* 3 both ways, 4 reading, 5 writing, 6 a directory, 7 and 8 a pipe, 9 null */
static void open_files(void)
{
	int fd, ends[2];

	for (fd = 3; fd < 32; fd++)
		close(fd);
	open("file", O_RDWR | O_LARGEFILE, 0);
	open("file", O_RDONLY | O_LARGEFILE, 0);
	open("file", O_WRONLY | O_LARGEFILE, 0);
	open("dir", O_RDONLY, 0);
	pipe(ends);
	open("/dev/null", O_RDWR, 0);
	open("/dev/null", O_RDWR, 0);
	close(10);
	dup2(9, 0);
	dup2(9, 1);
	dup2(9, 2);
}

static void become_nobody(void)
{
	syscall3(NR_setresgid, NOBODY, NOBODY, NOBODY);
	syscall3(NR_setresuid, NOBODY, NOBODY, NOBODY);
}

static void prepare(void)
{
	struct sigaction act = { .sa_handler = handler };

	setsid();
	map(EDGE_PAGE, 4096, 3, 2);
	map(READ_ONLY_PAGE, 4096, 1, 2);
	map(NO_PAGE, 4096, 0, 2);
	map(SPARE_PAGES, 16 * 4096, 3, 2);
	open_files();
	sigaction(SIGALRM, &act, 0);
	sigaction(SIGUSR1, &act, 0);
	signal(SIGXFSZ, SIG_IGN);
	signal(SIGPIPE, SIG_IGN);
	limit(RLIMIT_FSIZE, 65536);
	limit(RLIMIT_NOFILE, 32);
	limit(RLIMIT_MEMLOCK, 32768);
	if (!script.as_root)
		become_nobody();
	set_timer(TICK_MS);
}

static void __attribute__((noreturn)) make_calls(unsigned int from,
						 unsigned int to)
{
	prepare();
	for (; from < to; from++)
		shared->value[from] = invoke(&script.call[from]);
	_exit(0);
}

/* Whoever blocks its signals may sleep for ever. */
static int wait_for(int pid)
{
	int status = 0, waited;

	for (waited = 0; waited < PATIENCE_MS; waited += 2) {
		if (waitpid(pid, &status, WNOHANG) == pid)
			return status;
		sleep_ms(2);
	}
	kill(pid, SIGKILL);
	waitpid(pid, &status, 0);
	return status;
}

static void part(unsigned int from, unsigned int to)
{
	int pid, orphan;

	furnish();
	pid = fork();
	if (!pid)
		make_calls(from, to);
	shared->status = wait_for(pid);
	/* As process 1 it inherits what its child has left. */
	while (waitpid(-1, &orphan, WNOHANG) > 0)
		;
	clear_away();
}

static void perform(void)
{
	unsigned int i, step, round;

	map(SHARED_RESULTS, sizeof(struct results), 3, 1);
	step = script.separate || !script.count ? 1 : script.count;
	for (round = 0; round < script.rounds; round++) {
		for (i = 0; i < script.count; i++)
			shared->value[i] = NOT_REACHED;
		for (i = 0; i < script.count; i += step)
			part(i, i + step);
		memcpy(&results, shared, sizeof(results));
		round_over();
	}
}

static int read_all(void *to, unsigned int bytes)
{
	unsigned int done = 0;
	int n;

	while (done < bytes) {
		n = read(0, (char *)to + done, bytes - done);
		if (n <= 0)
			return 0;
		done += n;
	}
	return 1;
}

int main(int argc, char **argv)
{
	(void)argv;
	/* So that every page of it is there to be written to. */
	memset(&script, 0, sizeof(script));
	memset(&results, 0, sizeof(results));
	if (argc > 1) {
		if (!read_all(&script, sizeof(script)))
			return 2;
		perform();
		return write(1, &results, sizeof(results)) !=
		       (int)sizeof(results);
	}
	syscall1(NR_chdir, "/tmp");
	ready();
	perform();
	finished();
	return 0;
}
