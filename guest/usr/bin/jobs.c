/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Job control without a terminal: who may set whose process group, stops and
 * continuations that a parent hears of, and groups that nobody minds.
 */
#include <check.h>
#include <errno.h>
#include <jobctl.h>
#include <signal.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

static void wait_for_ever(unsigned long unused)
{
	(void)unused;
	for (;;)
		pause();
}

static int child_of(void (*fn)(unsigned long), unsigned long arg)
{
	int pid = fork();

	if (!pid) {
		fn(arg);
		_exit(0);
	}
	return pid;
}

static void groups(void)
{
	int pid = child_of(wait_for_ever, 0), other;

	check(getpgid(pid) == getpgid(0),
	      "a child begins in its parent's group");
	check(setpgid(pid, 0) == 0 && getpgid(pid) == pid,
	      "the parent gives it a group of its own");
	check(setpgid(pid, -1) == -EINVAL, "a negative group is none");
	check(setpgid(pid, NO_PID) == -EPERM, "nor is one without members");
	check(setpgid(1, 0) == -ESRCH, "process 1 is no child of this one");
	check(getpgid(NO_PID) == -ESRCH && getsid(NO_PID) == -ESRCH,
	      "what is not there has no group and no session");
	other = child_of(wait_for_ever, 0);
	check(setpgid(other, pid) == 0 && getpgid(other) == pid,
	      "another child joins that group");
	check(getsid(pid) == getsid(0), "the session is the parent's");
	kill(-pid, SIGKILL);
	check(waitpid(-pid, 0, 0) > 0 && waitpid(-pid, 0, 0) > 0 &&
	      waitpid(-pid, 0, 0) == -ECHILD, "a signal ends the whole group");
}

static void leader(unsigned long unused)
{
	int sid;

	(void)unused;
	setpgid(0, 0);
	check(setsid() == -EPERM, "a group's leader begins no session");
	if (fork())
		_exit(waitpid(-1, &sid, 0) < 0);
	sid = setsid();
	check(sid == getpid() && getsid(0) == sid && getpgid(0) == sid,
	      "its child does, and leads it");
	check(setpgid(0, 0) == -EPERM, "a session's leader stays in its group");
	check(setsid() == -EPERM, "and begins no other session");
}

static int stop_status(int sig)
{
	return sig << 8 | 0x7f;
}

static void stops(void)
{
	static const int stopping[] = { SIGSTOP, SIGTSTP, SIGTTIN, SIGTTOU };
	int pid = child_of(wait_for_ever, 0), status = 0;
	unsigned int i;

	/* A group of its own, which is no orphan thanks to this process. */
	setpgid(pid, 0);
	for (i = 0; i < 4; i++) {
		kill(pid, stopping[i]);
		check(waitpid(pid, &status, WUNTRACED) == pid &&
		      status == stop_status(stopping[i]),
		      "signal %d stops a process", stopping[i]);
		check(waitpid(pid, &status, WUNTRACED | WNOHANG) == 0,
		      "that is told once");
		kill(pid, SIGCONT);
		check(waitpid(pid, &status, WCONTINUED) == pid &&
		      status == 0xffff, "SIGCONT continues it");
	}
	kill(pid, SIGSTOP);
	waitpid(pid, &status, WUNTRACED);
	kill(pid, SIGTERM);
	check(waitpid(pid, &status, WNOHANG) == 0,
	      "a stopped process does not hear SIGTERM");
	kill(pid, SIGCONT);
	check(waitpid(pid, &status, 0) == pid && status == SIGTERM,
	      "until it goes on");
}

static void stopped_and_killed(void)
{
	int pid = child_of(wait_for_ever, 0), status = 0;

	kill(pid, SIGSTOP);
	waitpid(pid, &status, WUNTRACED);
	kill(pid, SIGKILL);
	check(waitpid(pid, &status, WCONTINUED) == pid && status == SIGKILL,
	      "SIGKILL ends even a stopped one");
}

static void siginfo(void)
{
	int pid = child_of(wait_for_ever, 0);
	struct siginfo info;

	kill(pid, SIGSTOP);
	check(waitid(P_PID, pid, &info, WSTOPPED | WNOWAIT) == 0 &&
	      info.si_code == CLD_STOPPED && info.si_status == SIGSTOP,
	      "waitid tells of a stop");
	check(waitid(P_PID, pid, &info, WSTOPPED) == 0 && info.si_pid == pid,
	      "and with WNOWAIT of the same one again");
	kill(pid, SIGCONT);
	check(waitid(P_PID, pid, &info, WCONTINUED) == 0 &&
	      info.si_code == CLD_CONTINUED && info.si_status == SIGCONT,
	      "and that it goes on");
	kill(pid, SIGKILL);
	check(waitid(P_PID, pid, &info, WEXITED) == 0 &&
	      info.si_code == CLD_KILLED && info.si_status == SIGKILL,
	      "and how it ends");
}

static volatile int told;

static void on_child(int sig)
{
	told += sig == SIGCHLD;
}

static void notices(unsigned long flags)
{
	struct sigaction act = { .sa_handler = on_child, .sa_flags = flags };
	int pid, status;

	sigaction(SIGCHLD, &act, 0);
	pid = child_of(wait_for_ever, 0);
	kill(pid, SIGSTOP);
	while (waitpid(pid, &status, WUNTRACED) == -EINTR)
		;
	check(told == !flags, flags ? "unless SA_NOCLDSTOP says no" :
				      "a stop sends SIGCHLD");
	signal(SIGCHLD, SIG_DFL);
	kill(pid, SIGKILL);
	waitpid(pid, &status, 0);
}

/* The pipe's end is read when the last writer has gone. */
static void orphan_group(unsigned long out)
{
	int leader, member;

	/* A session of its own: who minds it is known. */
	setsid();
	leader = fork();
	if (leader) {
		waitpid(leader, &member, 0);
		_exit(0);
	}
	setpgid(0, 0);
	member = fork();
	if (member) {
		waitpid(member, &leader, WUNTRACED);
		_exit(0);
	}
	signal(SIGHUP, on_child);
	told = 0;
	kill(getpid(), SIGSTOP);
	/* Runs again only if somebody sends SIGCONT: the kernel, for HUP. */
	write(out, "c", 1);
	_exit(0);
}

static void orphans(void)
{
	int fd[2], pid, status;
	char c = 0;

	pipe(fd);
	pid = child_of(orphan_group, fd[1]);
	close(fd[1]);
	check(read(fd[0], &c, 1) == 1 && c == 'c',
	      "a stopped group that becomes an orphan is continued");
	check(read(fd[0], &c, 1) == 0, "and ends");
	waitpid(pid, &status, 0);
	close(fd[0]);
}

static void alone(unsigned long unused)
{
	(void)unused;
	setsid();
	kill(getpid(), SIGTSTP);
	_exit(7);
}

int main(void)
{
	int status;

	check_begin("jobs");
	groups();
	status_of(leader, 0);
	stops();
	stopped_and_killed();
	siginfo();
	notices(0);
	told = 0;
	notices(SA_NOCLDSTOP);
	orphans();
	status = status_of(alone, 0);
	check(WIFEXITED(status) && WEXITSTATUS(status) == 7,
	      "SIGTSTP does not stop who has nobody to continue it");
	return check_end();
}
