/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef _LINUX_KMOD_H
#define _LINUX_KMOD_H

/*
 * Have khelper run the program at path.  With wait the value is the
 * program's exit status as wait4() reports it, else whether it started.
 */
int call_usermodehelper(char *path, char **argv, char **envp, int wait);
void usermodehelper_init(void);

/* Tell /sbin/hotplug that a device came or went. */
void kobject_uevent(const char *action, char *subsystem, const char *devpath);

#endif
