# SPDX-License-Identifier: GPL-2.0-or-later
# True, false, yes, sleep 0, nproc, tty, arch.
true; echo $?; false; echo $?; yes no | head -n 2; yes a b | head -n 1; sleep 0; tty; echo $?; true --help; [ $(nproc) -ge 1 ]; echo $?; uname -s; hostid | wc -c; ttysize 2>/dev/null; sync; echo $?; clear | od -c | head -n 1; reset >/dev/null 2>&1; uname -o
