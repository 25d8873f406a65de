/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * /sbin/hotplug SUBSYSTEM: run by khelper when a device appears, with the
 * event in its environment. It has no open files, so it reports to the
 * kernel's log, and leaves a file behind that the script of process 1 checks.
 */
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

static const char *env(const char *name)
{
	const char *value = getenv(name);

	return value ? value : "-";
}

int main(int argc, char **argv)
{
	int seen, log = open("/dev/kmsg", O_WRONLY, 0);

	if (log < 0)
		log = open("/dev/console", O_WRONLY, 0);
	dprintf(log, "hotplug: pid %d, %s of %s at %s\n", getpid(),
		env("ACTION"), argc > 1 ? argv[1] : "-", env("DEVPATH"));
	seen = open("/tmp/hotplug.seen", O_WRONLY | O_CREAT, 0644);
	return seen < 0 || log < 0;
}
