/* SPDX-License-Identifier: GPL-2.0-or-later */
/* For programs about terminals: a pair of them, and sessions on the slave. */
#ifndef USR_SESSION_H
#define USR_SESSION_H

extern int pair[2];		/* the terminal: master and slave */

/* Another pair: what a session's end left behind is not the next one's. */
void new_terminal(void);

/* The terminal's foreground group, or -errno. */
int foreground(int fd);
int set_foreground(int fd, int pgrp);

/* Runs fn as the leader of a session that the terminal controls: its pid. */
int in_session(void (*fn)(unsigned long), unsigned long arg);

/* The same, to its end: its wait status. */
int run_session(void (*fn)(unsigned long), unsigned long arg);

#endif
