/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The kernel's messages: to the log, and at once to the serial line. */
#include <linux/kernel.h>
#include <linux/printk.h>
#include <linux/sched.h>
#include <linux/string.h>
#include <linux/time.h>
#include <asm/div64.h>
#include <asm/io.h>
#include <asm/setup.h>
#include <asm/uaccess.h>

#define LOG_BUF_LEN	(1 << 14)
#define LINE_MAX	512
#define DEBUG_PORT	0xe9
#define SYSLOG_READ_ALL		3
#define SYSLOG_READ_CLEAR	4
#define SYSLOG_CLEAR		5
#define SYSLOG_CONSOLE_LEVEL	8
#define SYSLOG_SIZE_BUFFER	10
#define QUIET_LEVEL	4	/* `quiet`: only what is worse than this */

static char log_buf[LOG_BUF_LEN];
static unsigned long log_end;		/* characters ever logged */
static int at_line_start = 1;
static int console_loglevel = 8;
static int line_level;
static int early = 1;

/* The debug port only helps until the serial line is known to work. */
void printk_serial_works(void)
{
	early = 0;
}

void set_console_loglevel_quiet(void)
{
	console_loglevel = QUIET_LEVEL;
}

static void emit(const char *s, unsigned int len)
{
	unsigned int i;

	for (i = 0; i < len; i++)
		log_buf[log_end++ % LOG_BUF_LEN] = s[i];
	if (line_level >= console_loglevel)
		return;
	early_write(s, len);
	for (i = 0; early && i < len; i++)
		outb(s[i], DEBUG_PORT);
}

static void emit_timestamp(void)
{
	unsigned long long t = sched_clock();
	unsigned long nanosec_rem = do_div(t, NSEC_PER_SEC);
	char stamp[24];
	int len;

	len = scnprintf(stamp, sizeof(stamp), "[%5lu.%06lu] ",
			(unsigned long)t, nanosec_rem / 1000);
	emit(stamp, len);
}

/* "<n>" in front of a line is its level, and not shown. */
static const char *take_level(const char *s)
{
	line_level = 4;
	if (s[0] != '<' || s[1] < '0' || s[1] > '7' || s[2] != '>')
		return s;
	line_level = s[1] - '0';
	return s + 3;
}

int vprintk(const char *fmt, va_list args)
{
	static char text[LINE_MAX];
	const char *s = text, *end;
	unsigned long flags;
	int len;

	/* Off from here: text is shared with interrupts. */
	local_irq_save(flags);
	len = vscnprintf(text, sizeof(text), fmt, args);
	while (*s) {
		if (at_line_start) {
			s = take_level(s);
			emit_timestamp();
		}
		end = strchr(s, '\n');
		at_line_start = end != NULL;
		end = end ? end + 1 : s + strlen(s);
		emit(s, end - s);
		s = end;
	}
	local_irq_restore(flags);
	return len;
}

/* The last len bytes of what since was, to user space: how many, or -EFAULT. */
static long copy_log(char *buf, unsigned long since, int len)
{
	unsigned long from = log_end - min(log_end - since,
					   (unsigned long)LOG_BUF_LEN);
	int i, n = min_t(unsigned long, log_end - from, len);

	for (i = 0; i < n; i++)
		if (put_user(log_buf[(log_end - n + i) % LOG_BUF_LEN],
			     buf + i))
			return -EFAULT;
	return n;
}

/* dmesg's call.  There is nothing to wait for: klogd has no use here. */
asmlinkage long sys_syslog(int type, char *buf, int len)
{
	static unsigned long cleared;	/* what is older is not shown */
	long n;

	if (current->euid)
		return -EPERM;
	switch (type) {
	case SYSLOG_READ_ALL:
	case SYSLOG_READ_CLEAR:
		if (!buf || len < 0)
			return -EINVAL;
		n = copy_log(buf, cleared, len);
		if (n >= 0 && type == SYSLOG_READ_CLEAR)
			cleared = log_end;
		return n;
	case SYSLOG_CLEAR:
		cleared = log_end;
		return 0;
	case SYSLOG_CONSOLE_LEVEL:
		if (len < 1 || len > 8)
			return -EINVAL;
		console_loglevel = len;
		return 0;
	case SYSLOG_SIZE_BUFFER:
		return LOG_BUF_LEN;
	default:
		return -EINVAL;
	}
}

int printk(const char *fmt, ...)
{
	va_list args;
	int len;

	va_start(args, fmt);
	len = vprintk(fmt, args);
	va_end(args);
	return len;
}

/* Five lines a second of what comes in masses are enough. */
int printk_ratelimit(void)
{
	static unsigned long second;
	static int lines;

	if (time_after_eq(jiffies, second + HZ)) {
		second = jiffies;
		lines = 0;
	}
	return lines++ < 5;
}
