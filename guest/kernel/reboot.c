/* SPDX-License-Identifier: GPL-2.0-or-later */
/* reboot(2): the end of the machine, by its owner's wish. */
#include <linux/kernel.h>
#include <linux/printk.h>
#include <linux/reboot.h>
#include <linux/sched.h>
#include <linux/syscalls.h>
#include <asm/uaccess.h>

/* The birthdays that Linux takes as the second magic number. */
static int is_magic(u32 magic1, u32 magic2)
{
	return magic1 == LINUX_REBOOT_MAGIC1 &&
	       (magic2 == LINUX_REBOOT_MAGIC2 ||
		magic2 == LINUX_REBOOT_MAGIC2A ||
		magic2 == LINUX_REBOOT_MAGIC2B ||
		magic2 == LINUX_REBOOT_MAGIC2C);
}

/*
 * A restart ends the machine too. With a command it ends with the status
 * that the command spells: so our init tells how many steps failed.
 */
static long restart(const char *user_command)
{
	char command[32] = "";

	if (user_command &&
	    strncpy_from_user(command, user_command, sizeof(command) - 1) < 0)
		return -EFAULT;
	printk(KERN_EMERG "Restarting system%s%s%s.\n",
	       user_command ? " with command '" : "", command,
	       user_command ? "'" : "");
	machine_power_off(simple_strtoul(command, NULL, 10));
}

asmlinkage long sys_reboot(u32 magic1, u32 magic2, unsigned int cmd,
			   const char *arg)
{
	if (current->euid)
		return -EPERM;
	if (!is_magic(magic1, magic2))
		return -EINVAL;
	switch (cmd) {
	case LINUX_REBOOT_CMD_POWER_OFF:
		printk(KERN_EMERG "Power down.\n");
		machine_power_off(0);
	case LINUX_REBOOT_CMD_RESTART:
		return restart(NULL);
	case LINUX_REBOOT_CMD_RESTART2:
		return restart(arg);
	case LINUX_REBOOT_CMD_HALT:
		printk(KERN_EMERG "System halted.\n");
		machine_halt();
	case LINUX_REBOOT_CMD_CAD_ON:
	case LINUX_REBOOT_CMD_CAD_OFF:
		/* What Ctrl-Alt-Del does; no keyboard here has these keys. */
		return 0;
	default:
		return -EINVAL;
	}
}
