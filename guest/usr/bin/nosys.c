/* SPDX-License-Identifier: GPL-2.0-or-later */
/* System calls that no kernel has: numbers left out, and one too large. */
#include <check.h>
#include <errno.h>
#include <syscall.h>

#define NR_break	17
#define TOO_LARGE	5000

int main(void)
{
	check_begin("nosys");
	check(syscall0(NR_break) == -ENOSYS, "break is not there");
	check(syscall0(NR_break) == -ENOSYS, "nor is it the second time");
	check(syscall0(TOO_LARGE) == -ENOSYS, "there are not that many");
	check(syscall0(-1) == -ENOSYS, "nor any below 0");
	return check_end();
}
