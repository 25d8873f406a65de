/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The end, planned or not. */
#include <linux/kernel.h>
#include <linux/reboot.h>
#include <linux/sched.h>
#include <asm/io.h>

void __noreturn machine_halt(void)
{
	local_irq_disable();
	for (;;)
		halt();
}

/* The machine ends inside the out, if it has that device. */
void __noreturn machine_power_off(int code)
{
	local_irq_disable();
	outb(code, DEBUG_EXIT_PORT);
	machine_halt();
}

void __noreturn noinline panic(const char *fmt, ...)
{
	static char buf[256];
	va_list args;

	local_irq_disable();
	va_start(args, fmt);
	vscnprintf(buf, sizeof(buf), fmt, args);
	va_end(args);
	printk(KERN_EMERG "Kernel panic - not syncing: %s\n", buf);
	show_stack(NULL, NULL);
	machine_power_off(DEBUG_EXIT_PANIC);
}
