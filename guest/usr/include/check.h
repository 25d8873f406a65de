/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Demonstration programs state facts and see whether they hold: one line a
 * fact on the console, and the exit status tells whether all did.
 */
#ifndef USR_CHECK_H
#define USR_CHECK_H

/* Names the program whose facts follow, and forgets earlier failures. */
void check_begin(const char *program);

/* Prints `program: fact`, or `program: FAILED: fact`; returns `ok`. */
int check(int ok, const char *fmt, ...) __attribute__((format(printf, 2, 3)));

/* The exit status: 0 when every fact held, else 1. */
int check_end(void);

/* Forks, runs fn(arg) in the child, and returns the child's wait status. */
int status_of(void (*fn)(unsigned long arg), unsigned long arg);

#endif
