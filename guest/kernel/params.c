/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The command line's words, each to whom it may concern. */
#include <linux/init.h>
#include <linux/kernel.h>
#include <linux/printk.h>
#include <linux/string.h>

extern const struct obs_kernel_param __setup_start[], __setup_end[];

static char execute_command[64] = "/init";

/* Words that nobody knows are for process 1, which reads /proc/cmdline. */
static void __init parse_word(char *word)
{
	const struct obs_kernel_param *p;

	for (p = __setup_start; p < __setup_end; p++) {
		size_t n = strlen(p->str);

		if (!strncmp(word, p->str, n) && p->setup_func(word + n))
			return;
	}
}

void __init parse_command_line(char *line)
{
	printk(KERN_NOTICE "Kernel command line: %s\n", line);
	while (*line) {
		char *end = strchr(line, ' ');

		if (end)
			*end = '\0';
		if (*line)
			parse_word(line);
		line = end ? end + 1 : line + strlen(line);
	}
}

static int __init init_setup(char *value)
{
	strlcpy(execute_command, value, sizeof(execute_command));
	return 1;
}
__setup("init=", init_setup);

static int __init quiet_setup(char *rest)
{
	if (*rest)
		return 0;
	set_console_loglevel_quiet();
	return 1;
}
__setup("quiet", quiet_setup);

const char *command_line_init_path(void)
{
	return execute_command;
}
