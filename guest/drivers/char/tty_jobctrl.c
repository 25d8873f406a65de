/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Whose terminal it is. A session may have one that controls it; of its
 * process groups one is in the foreground, and only that may read.
 */
#include <linux/kernel.h>
#include <linux/sched.h>
#include <linux/signal.h>
#include <linux/tty.h>
#include <asm/semaphore.h>
#include <asm/uaccess.h>

static int is_ignored(int sig)
{
	return sigismember(&current->blocked, sig) ||
	       current->sighand->action[sig - 1].sa.sa_handler == SIG_IGN;
}

/*
 * 0 if the process may go on. One in the background gets sig with its whole
 * group and tries again later; -EIO if nobody would ever let it.
 */
int tty_check_change(struct tty_struct *tty, int sig)
{
	pid_t pgrp = process_group(current);
	int orphaned;

	if (current->signal->tty != tty || !tty->pgrp || tty->pgrp == pgrp)
		return 0;
	if (is_ignored(sig))
		return sig == SIGTTIN ? -EIO : 0;
	read_lock(&tasklist_lock);
	orphaned = is_orphaned_pgrp(pgrp);
	read_unlock(&tasklist_lock);
	if (orphaned)
		return -EIO;
	kill_pg(pgrp, sig, 1);
	/* Another thread may be meant to take it: this one has to stop, too. */
	set_bit(TIF_SIGPENDING, &current_thread_info()->flags);
	return -ERESTARTSYS;
}

void session_clear_tty(struct tty_struct *tty)
{
	struct task_struct *p;

	read_lock(&tasklist_lock);
	for_each_process(p)
		if (p->signal->tty == tty)
			p->signal->tty = NULL;
	read_unlock(&tasklist_lock);
	tty->session = tty->pgrp = 0;
}

static void proc_set_tty(struct tty_struct *tty)
{
	current->signal->tty = tty;
	current->signal->tty_old_pgrp = 0;
	tty->session = current->signal->session;
	tty->pgrp = process_group(current);
}

/* A leader without a terminal gets the first that it opens. */
void tty_open_proc_set_tty(struct file *file, struct tty_struct *tty)
{
	dev_t device = file->f_dentry->d_inode->i_rdev;

	if (file->f_flags & O_NOCTTY || MAJOR(device) == TTYAUX_MAJOR ||
	    !(file->f_mode & FMODE_READ))
		return;
	if (current->signal->leader && !current->signal->tty && !tty->session)
		proc_set_tty(tty);
}

static void hang_up_group(pid_t pgrp, int and_continue)
{
	if (!pgrp)
		return;
	kill_pg(pgrp, SIGHUP, 1);
	if (and_continue)
		kill_pg(pgrp, SIGCONT, 1);
}

/* A session's leader leaves its terminal, which the others then lose too. */
void disassociate_ctty(int on_exit)
{
	struct tty_struct *tty = current->signal->tty;
	pid_t pgrp;

	if (!current->signal->leader)
		return;
	if (!tty) {
		hang_up_group(current->signal->tty_old_pgrp, 1);
		current->signal->tty_old_pgrp = 0;
		return;
	}
	pgrp = tty->pgrp;
	if (on_exit || !tty->link)
		tty_vhangup(tty);
	hang_up_group(pgrp, !on_exit);
	session_clear_tty(tty);
}

/* arg 1: even from another session, which root may. */
static int tiocsctty(struct tty_struct *tty, unsigned long arg)
{
	struct signal_struct *signal = current->signal;

	if (signal->leader && signal->session == tty->session)
		return 0;
	if (!signal->leader || signal->tty)
		return -EPERM;
	if (tty->session) {
		if (arg != 1 || current->euid)
			return -EPERM;
		session_clear_tty(tty);
	}
	proc_set_tty(tty);
	return 0;
}

static int tiocnotty(struct tty_struct *tty)
{
	if (current->signal->tty != tty)
		return -ENOTTY;
	if (current->signal->leader)
		disassociate_ctty(0);
	current->signal->tty = NULL;
	return 0;
}

static int tiocspgrp(struct tty_struct *tty, pid_t *user)
{
	int error = tty_check_change(tty, SIGTTOU);
	pid_t pgrp, session;

	if (error == -EIO)
		return -ENOTTY;
	if (error)
		return error;
	if (current->signal->tty != tty ||
	    tty->session != current->signal->session)
		return -ENOTTY;
	if (get_user(pgrp, user))
		return -EFAULT;
	if (pgrp < 0)
		return -EINVAL;
	read_lock(&tasklist_lock);
	session = session_of_pgrp(pgrp);
	read_unlock(&tasklist_lock);
	if (session < 0)
		return -ESRCH;
	if (session != current->signal->session)
		return -EPERM;
	tty->pgrp = pgrp;
	return 0;
}

int tty_jobctrl_ioctl(struct tty_struct *tty, unsigned int cmd,
		      unsigned long arg)
{
	struct tty_struct *real = real_tty(tty);
	/* A master may ask though it controls nobody. */
	int mine = tty != real || current->signal->tty == real;

	switch (cmd) {
	case TIOCSCTTY:
		return tiocsctty(real, arg);
	case TIOCNOTTY:
		return tiocnotty(tty);
	case TIOCGPGRP:
		return mine ? put_user(real->pgrp, (pid_t *)arg) : -ENOTTY;
	case TIOCSPGRP:
		return tiocspgrp(real, (pid_t *)arg);
	case TIOCGSID:
		if (!mine || !real->session)
			return -ENOTTY;
		return put_user(real->session, (pid_t *)arg);
	default:
		return -ENOTTY;
	}
}
