/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Users and groups of a task: whose it is, and as whom it acts. */
#include <linux/kernel.h>
#include <linux/sched.h>
#include <linux/string.h>
#include <linux/uid.h>
#include <asm/uaccess.h>

#define KEEP	((uid_t)-1)

asmlinkage long sys_getuid(void)
{
	return current->uid;
}

asmlinkage long sys_geteuid(void)
{
	return current->euid;
}

asmlinkage long sys_getgid(void)
{
	return current->gid;
}

asmlinkage long sys_getegid(void)
{
	return current->egid;
}

/* Root becomes whom it likes; others go back and forth between their own. */
static int may_be_uid(uid_t uid)
{
	return !current->euid || uid == KEEP || uid == current->uid ||
	       uid == current->euid || uid == current->suid;
}

static int may_be_gid(gid_t gid)
{
	return !current->euid || gid == KEEP || gid == current->gid ||
	       gid == current->egid || gid == current->sgid;
}

asmlinkage long sys_setresuid(uid_t ruid, uid_t euid, uid_t suid)
{
	if (!may_be_uid(ruid) || !may_be_uid(euid) || !may_be_uid(suid))
		return -EPERM;
	if (ruid != KEEP)
		current->uid = ruid;
	if (euid != KEEP)
		current->euid = euid;
	if (suid != KEEP)
		current->suid = suid;
	return 0;
}

asmlinkage long sys_setresgid(gid_t rgid, gid_t egid, gid_t sgid)
{
	if (!may_be_gid(rgid) || !may_be_gid(egid) || !may_be_gid(sgid))
		return -EPERM;
	if (rgid != KEEP)
		current->gid = rgid;
	if (egid != KEEP)
		current->egid = egid;
	if (sgid != KEEP)
		current->sgid = sgid;
	return 0;
}

asmlinkage long sys_getresuid(uid_t *ruid, uid_t *euid, uid_t *suid)
{
	if (put_user(current->uid, ruid) || put_user(current->euid, euid) ||
	    put_user(current->suid, suid))
		return -EFAULT;
	return 0;
}

asmlinkage long sys_getresgid(gid_t *rgid, gid_t *egid, gid_t *sgid)
{
	if (put_user(current->gid, rgid) || put_user(current->egid, egid) ||
	    put_user(current->sgid, sgid))
		return -EFAULT;
	return 0;
}

/* For root all three, for ever; for others the effective one. */
asmlinkage long sys_setuid(uid_t uid)
{
	if (!current->euid)
		return sys_setresuid(uid, uid, uid);
	if (uid != current->uid && uid != current->suid)
		return -EPERM;
	current->euid = uid;
	return 0;
}

asmlinkage long sys_setgid(gid_t gid)
{
	if (!current->euid)
		return sys_setresgid(gid, gid, gid);
	if (gid != current->gid && gid != current->sgid)
		return -EPERM;
	current->egid = gid;
	return 0;
}

/* What was left behind is saved, so that it cannot be come back to. */
asmlinkage long sys_setreuid(uid_t ruid, uid_t euid)
{
	uid_t old = current->uid;
	long error = sys_setresuid(ruid, euid, KEEP);

	if (!error && (ruid != KEEP || (euid != KEEP && euid != old)))
		current->suid = current->euid;
	return error;
}

asmlinkage long sys_setregid(gid_t rgid, gid_t egid)
{
	gid_t old = current->gid;
	long error = sys_setresgid(rgid, egid, KEEP);

	if (!error && (rgid != KEEP || (egid != KEEP && egid != old)))
		current->sgid = current->egid;
	return error;
}

asmlinkage long sys_getgroups(int size, gid_t *list)
{
	int n = current->ngroups;

	if (size < 0 || (size && size < n))
		return -EINVAL;
	if (size && copy_to_user(list, current->groups, n * sizeof(gid_t)))
		return -EFAULT;
	return n;
}

asmlinkage long sys_setgroups(int size, const gid_t *list)
{
	gid_t groups[NGROUPS];

	if (current->euid)
		return -EPERM;
	if ((unsigned int)size > NGROUPS)
		return -EINVAL;
	if (copy_from_user(groups, list, size * sizeof(gid_t)))
		return -EFAULT;
	memcpy(current->groups, groups, size * sizeof(gid_t));
	current->ngroups = size;
	return 0;
}
