/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What a handler's frame keeps, in i386's layout. */
#ifndef _ASM_SIGCONTEXT_H
#define _ASM_SIGCONTEXT_H

#include <asm/processor.h>

/* As fnsave wrote it; behind it, if magic is 0, as fxsave did. */
struct _fpstate {
	struct i387_fsave fsave;
	u16 status, magic;
	struct i387_fxsave fxsave;
};

_Static_assert(sizeof(struct _fpstate) == 624, "the i386 _fpstate");

struct sigcontext {
	u16 gs, __gsh, fs, __fsh, es, __esh, ds, __dsh;
	u32 edi, esi, ebp, esp, ebx, edx, ecx, eax;
	u32 trapno, err;
	u32 eip;
	u16 cs, __csh;
	u32 eflags;
	u32 esp_at_signal;
	u16 ss, __ssh;
	u32 fpstate;		/* address, or 0 for none */
	u32 oldmask;
	u32 cr2;
};

_Static_assert(sizeof(struct sigcontext) == 88, "the i386 sigcontext");

/* What the unit held, to user memory at buf: 1, 0 if nothing, or -EFAULT. */
int save_i387(struct _fpstate *buf);
int restore_i387(const struct _fpstate *buf);

void save_context(struct sigcontext *sc, struct pt_regs *regs,
		  unsigned long mask);
/* What sc->eax is returned is eax's new value. */
long restore_context(struct pt_regs *regs, const struct sigcontext *sc);

#endif
