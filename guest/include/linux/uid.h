/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef _LINUX_UID_H
#define _LINUX_UID_H

#include <linux/linkage.h>
#include <linux/types.h>

/* uid.c, and fs/chown.c: for uid16.c, which calls them. */
asmlinkage long sys_setuid(uid_t uid);
asmlinkage long sys_setgid(gid_t gid);
asmlinkage long sys_setreuid(uid_t ruid, uid_t euid);
asmlinkage long sys_setregid(gid_t rgid, gid_t egid);
asmlinkage long sys_setresuid(uid_t ruid, uid_t euid, uid_t suid);
asmlinkage long sys_setresgid(gid_t rgid, gid_t egid, gid_t sgid);
asmlinkage long sys_chown(const char *name, uid_t user, gid_t group);
asmlinkage long sys_lchown(const char *name, uid_t user, gid_t group);
asmlinkage long sys_fchown(unsigned int fd, uid_t user, gid_t group);

#endif
