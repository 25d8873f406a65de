/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The processor's registers between a task and its handlers' frames. */
#include <linux/kernel.h>
#include <linux/sched.h>
#include <linux/signal.h>
#include <linux/string.h>
#include <asm/i387.h>
#include <asm/ldt.h>
#include <asm/sigcontext.h>
#include <asm/uaccess.h>

/* Flags that a handler may leave changed. */
#define USER_EFLAGS		0x40dd5

#define MAGIC_FSAVE_ONLY	0xffff

void save_context(struct sigcontext *sc, struct pt_regs *regs,
		  unsigned long mask)
{
	memset(sc, 0, sizeof(*sc));
	save_user_segments(current);
	sc->gs = current->thread.gs;
	sc->fs = current->thread.fs;
	sc->es = regs->xes;
	sc->ds = regs->xds;
	sc->edi = regs->edi;
	sc->esi = regs->esi;
	sc->ebp = regs->ebp;
	sc->esp = regs->esp;
	sc->ebx = regs->ebx;
	sc->edx = regs->edx;
	sc->ecx = regs->ecx;
	sc->eax = regs->eax;
	sc->trapno = current->thread.trap_no;
	sc->err = current->thread.error_code;
	sc->eip = regs->eip;
	sc->cs = regs->xcs;
	sc->eflags = regs->eflags;
	sc->esp_at_signal = regs->esp;
	sc->ss = regs->xss;
	sc->oldmask = mask;
	sc->cr2 = current->thread.cr2;
}

/* Never trust selectors or flags: only ring 3's are taken back. */
long restore_context(struct pt_regs *regs, const struct sigcontext *sc)
{
	load_user_segment_registers(sc->fs, sc->gs);
	regs->xes = sc->es;
	regs->xds = sc->ds;
	regs->xss = sc->ss;
	check_saved_segments(current);
	regs->edi = sc->edi;
	regs->esi = sc->esi;
	regs->ebp = sc->ebp;
	regs->esp = sc->esp;
	regs->ebx = sc->ebx;
	regs->edx = sc->edx;
	regs->ecx = sc->ecx;
	regs->eip = sc->eip;
	regs->eflags = (regs->eflags & ~USER_EFLAGS) |
		       (sc->eflags & USER_EFLAGS);
	/* No system call is left to be restarted. */
	regs->orig_eax = -1;
	set_bit(TIF_IRET, &current_thread_info()->flags);
	return sc->eax;
}

int save_i387(struct _fpstate *buf)
{
	union i387_union *state = &current->thread.i387;
	struct i387_fsave fsave;
	u16 status;

	if (!current->thread.used_math)
		return 0;
	unlazy_fpu(current);
	if (cpu_has_fxsr)
		fxsave_to_fsave(&state->fxsave, &fsave);
	else
		fsave = state->fsave;
	status = fsave.swd;
	if (copy_to_user(&buf->fsave, &fsave, sizeof(fsave)) ||
	    put_user(status, &buf->status) ||
	    put_user((u16)(cpu_has_fxsr ? 0 : MAGIC_FSAVE_ONLY), &buf->magic))
		return -EFAULT;
	if (cpu_has_fxsr && copy_to_user(&buf->fxsave, &state->fxsave,
					 sizeof(state->fxsave)))
		return -EFAULT;
	/* The handler starts with a unit of its own. */
	drop_fpu(current);
	return 1;
}

int restore_i387(const struct _fpstate *buf)
{
	union i387_union *state = &current->thread.i387;
	int error;

	drop_fpu(current);
	if (cpu_has_fxsr) {
		error = copy_from_user(&state->fxsave, &buf->fxsave,
				       sizeof(state->fxsave));
		/* Bits that are not there would fault when it is loaded. */
		state->fxsave.mxcsr &= mxcsr_mask;
	} else {
		error = copy_from_user(&state->fsave, &buf->fsave,
				       sizeof(state->fsave));
	}
	if (error)
		return -EFAULT;
	current->thread.used_math = 1;
	return 0;
}
