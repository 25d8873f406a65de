/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Threads of the calling process, without storage of their own. */
#ifndef USR_THREAD_H
#define USR_THREAD_H

#define CLONE_VM		0x00000100
#define CLONE_FS		0x00000200
#define CLONE_FILES		0x00000400
#define CLONE_SIGHAND		0x00000800
#define CLONE_THREAD		0x00010000
#define CLONE_PARENT_SETTID	0x00100000
#define CLONE_CHILD_CLEARTID	0x00200000
#define THREAD_FLAGS	(CLONE_VM | CLONE_FS | CLONE_FILES | CLONE_SIGHAND | \
			 CLONE_THREAD | CLONE_PARENT_SETTID | \
			 CLONE_CHILD_CLEARTID)

/* fn in a thread, which ends when it returns: the thread's number. */
int start_thread(void (*fn)(void), int flags);

/* Waits for the end of the one that was started last. */
void join_thread(void);

int gettid(void);

#endif
