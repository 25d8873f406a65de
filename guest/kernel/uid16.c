/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The calls from when users' numbers had 16 bits; -1 had as many. */
#include <linux/kernel.h>
#include <linux/sched.h>
#include <linux/uid.h>
#include <asm/uaccess.h>

#define OVERFLOW_ID	65534	/* for who has a larger number */

typedef u16 old_id_t;

static u32 widen(old_id_t id)
{
	return id == 0xffff ? ~0U : id;
}

static old_id_t narrow(u32 id)
{
	return id > 0xffff ? OVERFLOW_ID : id;
}

asmlinkage long sys_chown16(const char *name, u32 user, u32 group)
{
	return sys_chown(name, widen(user), widen(group));
}

asmlinkage long sys_lchown16(const char *name, u32 user, u32 group)
{
	return sys_lchown(name, widen(user), widen(group));
}

asmlinkage long sys_fchown16(unsigned int fd, u32 user, u32 group)
{
	return sys_fchown(fd, widen(user), widen(group));
}

asmlinkage long sys_setuid16(u32 id)
{
	return sys_setuid(widen(id));
}

asmlinkage long sys_setgid16(u32 id)
{
	return sys_setgid(widen(id));
}

asmlinkage long sys_setreuid16(u32 real, u32 effective)
{
	return sys_setreuid(widen(real), widen(effective));
}

asmlinkage long sys_setregid16(u32 real, u32 effective)
{
	return sys_setregid(widen(real), widen(effective));
}

asmlinkage long sys_setresuid16(u32 real, u32 effective, u32 saved)
{
	return sys_setresuid(widen(real), widen(effective), widen(saved));
}

asmlinkage long sys_setresgid16(u32 real, u32 effective, u32 saved)
{
	return sys_setresgid(widen(real), widen(effective), widen(saved));
}

static long put_ids(const u32 *ids, old_id_t *const *where)
{
	int i;

	for (i = 0; i < 3; i++)
		if (put_user(narrow(ids[i]), where[i]))
			return -EFAULT;
	return 0;
}

asmlinkage long sys_getresuid16(old_id_t *real, old_id_t *effective,
				old_id_t *saved)
{
	const u32 ids[] = { current->uid, current->euid, current->suid };
	old_id_t *const where[] = { real, effective, saved };

	return put_ids(ids, where);
}

asmlinkage long sys_getresgid16(old_id_t *real, old_id_t *effective,
				old_id_t *saved)
{
	const u32 ids[] = { current->gid, current->egid, current->sgid };
	old_id_t *const where[] = { real, effective, saved };

	return put_ids(ids, where);
}

asmlinkage long sys_getuid16(void)
{
	return narrow(current->uid);
}

asmlinkage long sys_geteuid16(void)
{
	return narrow(current->euid);
}

asmlinkage long sys_getgid16(void)
{
	return narrow(current->gid);
}

asmlinkage long sys_getegid16(void)
{
	return narrow(current->egid);
}
