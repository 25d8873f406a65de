/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef _LINUX_KERNEL_H
#define _LINUX_KERNEL_H

#include <stdarg.h>
#include <linux/compiler.h>
#include <linux/errno.h>
#include <linux/linkage.h>
#include <linux/types.h>
#include <asm/bug.h>

#define LONG_MAX	((long)(~0UL >> 1))
#define ARRAY_SIZE(a)	(sizeof(a) / sizeof((a)[0]))
#define ALIGN(x, a)	(((x) + (a) - 1) & ~((__typeof__(x))(a) - 1))

#define min(x, y) ({				\
	__typeof__(x) __x = (x);		\
	__typeof__(y) __y = (y);		\
	(void)(&__x == &__y);			\
	__x < __y ? __x : __y; })
#define max(x, y) ({				\
	__typeof__(x) __x = (x);		\
	__typeof__(y) __y = (y);		\
	(void)(&__x == &__y);			\
	__x > __y ? __x : __y; })
#define min_t(type, x, y) ({			\
	type __x = (x), __y = (y);		\
	__x < __y ? __x : __y; })
#define max_t(type, x, y) ({			\
	type __x = (x), __y = (y);		\
	__x > __y ? __x : __y; })

#define KERN_EMERG	"<0>"	/* system is unusable */
#define KERN_ALERT	"<1>"
#define KERN_CRIT	"<2>"
#define KERN_ERR	"<3>"
#define KERN_WARNING	"<4>"
#define KERN_NOTICE	"<5>"
#define KERN_INFO	"<6>"
#define KERN_DEBUG	"<7>"

int printk(const char *fmt, ...) __printf(1, 2);
int vprintk(const char *fmt, va_list args);
/* Whether to say it: a dying disk fails a great many blocks. */
int printk_ratelimit(void);
void __noreturn panic(const char *fmt, ...) __printf(1, 2);

int vsnprintf(char *buf, size_t size, const char *fmt, va_list args);
int vscnprintf(char *buf, size_t size, const char *fmt, va_list args);
int snprintf(char *buf, size_t size, const char *fmt, ...) __printf(3, 4);
int scnprintf(char *buf, size_t size, const char *fmt, ...) __printf(3, 4);
int sprintf(char *buf, const char *fmt, ...) __printf(2, 3);
unsigned long simple_strtoul(const char *cp, char **endp, unsigned int base);
long simple_strtol(const char *cp, char **endp, unsigned int base);

unsigned long int_sqrt(unsigned long x);

/* The caller's promise that it may: one report if it may not. */
void might_sleep(void);

/* "Linux version ..." and a newline. */
extern const char linux_banner[];

extern char _text[], _etext[], _end[];

#endif
