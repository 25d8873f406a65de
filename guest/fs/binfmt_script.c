/* SPDX-License-Identifier: GPL-2.0-or-later */
/* "#! interpreter argument" in a file's first line. */
#include <linux/binfmts.h>
#include <linux/err.h>
#include <linux/fs.h>
#include <linux/kernel.h>
#include <linux/string.h>

#define MAX_SCRIPT_DEPTH 4

static char *skip_blanks(char *s)
{
	while (*s == ' ' || *s == '\t')
		s++;
	return s;
}

/* Cuts the line in two; *arg is NULL if there is no argument. */
static char *parse_line(char *buf, char **arg)
{
	char *end, *interp;

	buf[BINPRM_BUF_SIZE - 1] = '\0';
	end = strchr(buf, '\n');
	if (!end)
		end = buf + strlen(buf);
	while (end > buf && (end[-1] == ' ' || end[-1] == '\t'))
		end--;
	*end = '\0';
	interp = skip_blanks(buf + 2);
	for (end = interp; *end && *end != ' ' && *end != '\t'; end++)
		;
	*arg = NULL;
	if (*end) {
		*end = '\0';
		*arg = skip_blanks(end + 1);
	}
	return interp;
}

int load_script(struct linux_binprm *bprm, struct pt_regs *regs)
{
	char line[BINPRM_BUF_SIZE], *interp, *arg;
	char *filename = (char *)bprm->filename;
	struct file *file;
	int error;

	if (bprm->buf[0] != '#' || bprm->buf[1] != '!' ||
	    bprm->script_depth++ >= MAX_SCRIPT_DEPTH)
		return -ENOEXEC;
	memcpy(line, bprm->buf, sizeof(line));
	interp = parse_line(line, &arg);
	if (!*interp)
		return -ENOEXEC;

	/* argv[0] gives way to: interpreter, argument, the script. */
	if (bprm->argc)
		remove_arg_zero(bprm);
	error = copy_strings_kernel(1, &filename, bprm);
	if (!error && arg)
		error = copy_strings_kernel(1, &arg, bprm);
	if (!error)
		error = copy_strings_kernel(1, &interp, bprm);
	if (error)
		return error;
	bprm->argc += arg ? 3 : 2;

	file = open_exec(interp);
	if (IS_ERR(file))
		return PTR_ERR(file);
	put_exec(bprm->file);
	bprm->file = file;
	error = prepare_binprm(bprm);
	return error ? error : search_binary_handler(bprm, regs);
}
