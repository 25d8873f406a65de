/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Handlers' frames on the user stack, in i386's layout:
 *
 *	esp ->	return address	(SA_RESTORER's, or retcode in the frame)
 *		sig [, pinfo, puc]
 *		saved registers, mask, siginfo
 *		retcode: movl $number, %eax; int $0x80
 *
 * sigreturn() finds the frame again by esp.
 */
#include <linux/kernel.h>
#include <linux/sched.h>
#include <linux/signal.h>
#include <linux/string.h>
#include <asm/ldt.h>
#include <asm/uaccess.h>

#define NR_sigreturn		119
#define NR_rt_sigreturn		173

/* Flags that a handler may leave changed. */
#define USER_EFLAGS		0x40dd5

struct sigcontext {
	u16 gs, __gsh, fs, __fsh, es, __esh, ds, __dsh;
	u32 edi, esi, ebp, esp, ebx, edx, ecx, eax;
	u32 trapno, err;
	u32 eip;
	u16 cs, __csh;
	u32 eflags;
	u32 esp_at_signal;
	u16 ss, __ssh;
	u32 fpstate;
	u32 oldmask;
	u32 cr2;
};

struct ucontext {
	u32 uc_flags;
	u32 uc_link;
	u32 uc_stack[3];
	struct sigcontext uc_mcontext;
	sigset_t uc_sigmask;
};

struct sigframe {
	u32 pretcode;
	u32 sig;
	struct sigcontext sc;
	u32 extramask;
	u8 retcode[8];
};

struct rt_sigframe {
	u32 pretcode;
	u32 sig;
	u32 pinfo, puc;
	union {
		siginfo_t info;
		u8 info_pad[SI_MAX_SIZE];
	};
	struct ucontext uc;
	u8 retcode[8];
};

_Static_assert(sizeof(struct sigcontext) == 88, "the i386 sigcontext");

static void save_context(struct sigcontext *sc, struct pt_regs *regs,
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
static long restore_context(struct pt_regs *regs, const struct sigcontext *sc)
{
	load_user_segment_registers(sc->fs, sc->gs);
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
	return sc->eax;
}

static void set_mask(sigset_t set)
{
	set.sig[0] &= ~(sigmask(SIGKILL) | sigmask(SIGSTOP));
	sigprocmask(SIG_SETMASK, &set, NULL);
}

asmlinkage long sys_sigreturn(long ebx, long ecx, long edx, long esi, long edi,
			      long ebp, struct pt_regs *regs)
{
	/* The handler's ret has popped pretcode. */
	struct sigframe *user = (void *)(regs->esp - 8);
	struct sigframe frame;

	(void)ebx, (void)ecx, (void)edx, (void)esi, (void)edi, (void)ebp;
	if (copy_from_user(&frame, user, sizeof(frame))) {
		force_sig(SIGSEGV, current);
		return 0;
	}
	set_mask((sigset_t){ { frame.sc.oldmask, frame.extramask } });
	return restore_context(regs, &frame.sc);
}

asmlinkage long sys_rt_sigreturn(long ebx, long ecx, long edx, long esi,
				 long edi, long ebp, struct pt_regs *regs)
{
	struct rt_sigframe *user = (void *)(regs->esp - 4);
	struct ucontext uc;

	(void)ebx, (void)ecx, (void)edx, (void)esi, (void)edi, (void)ebp;
	if (copy_from_user(&uc, &user->uc, sizeof(uc))) {
		force_sig(SIGSEGV, current);
		return 0;
	}
	set_mask(uc.uc_sigmask);
	return restore_context(regs, &uc.uc_mcontext);
}

/* popl %eax (only sigreturn's); movl $nr, %eax; int $0x80 */
static void fill_retcode(u8 *code, int nr)
{
	int i = 0;

	if (nr == NR_sigreturn)
		code[i++] = 0x58;
	code[i++] = 0xb8;
	memcpy(code + i, &nr, sizeof(nr));
	code[i + 4] = 0xcd;
	code[i + 5] = 0x80;
}

static int setup_frame(int sig, struct k_sigaction *ka, struct pt_regs *regs)
{
	struct sigframe frame, *user;

	/* At the handler's entry esp + 4 is on a 16-byte boundary. */
	user = (void *)(((regs->esp - sizeof(frame)) & ~15UL) - 4);
	memset(&frame, 0, sizeof(frame));
	frame.sig = sig;
	save_context(&frame.sc, regs, current->blocked.sig[0]);
	frame.extramask = current->blocked.sig[1];
	fill_retcode(frame.retcode, NR_sigreturn);
	frame.pretcode = ka->sa.sa_flags & SA_RESTORER ?
			 (u32)ka->sa.sa_restorer : (u32)user->retcode;
	if (copy_to_user(user, &frame, sizeof(frame)))
		return -EFAULT;
	regs->eax = sig;
	regs->edx = regs->ecx = 0;
	regs->esp = (long)user;
	return 0;
}

static int setup_rt_frame(int sig, struct k_sigaction *ka, siginfo_t *info,
			  struct pt_regs *regs)
{
	struct rt_sigframe frame, *user;

	user = (void *)(((regs->esp - sizeof(frame)) & ~15UL) - 4);
	memset(&frame, 0, sizeof(frame));
	frame.sig = sig;
	frame.pinfo = (u32)&user->info;
	frame.puc = (u32)&user->uc;
	frame.info = *info;
	frame.uc.uc_sigmask = current->blocked;
	save_context(&frame.uc.uc_mcontext, regs, current->blocked.sig[0]);
	fill_retcode(frame.retcode, NR_rt_sigreturn);
	frame.pretcode = ka->sa.sa_flags & SA_RESTORER ?
			 (u32)ka->sa.sa_restorer : (u32)user->retcode;
	if (copy_to_user(user, &frame, sizeof(frame)))
		return -EFAULT;
	regs->eax = sig;
	regs->edx = (long)&user->info;
	regs->ecx = (long)&user->uc;
	regs->esp = (long)user;
	return 0;
}

/* What the interrupted system call is to return, or to do again. */
static void fix_restart(struct pt_regs *regs, const struct k_sigaction *ka)
{
	if (regs->orig_eax < 0)
		return;
	switch (regs->eax) {
	case -ERESTARTNOHAND:
		if (ka) {
			regs->eax = -EINTR;
			return;
		}
		break;
	case -ERESTARTSYS:
		if (ka && !(ka->sa.sa_flags & SA_RESTART)) {
			regs->eax = -EINTR;
			return;
		}
		break;
	case -ERESTARTNOINTR:
		break;
	default:
		return;
	}
	regs->eax = regs->orig_eax;
	regs->eip -= 2;		/* back to the int $0x80 */
}

static void handle_signal(int sig, siginfo_t *info, struct k_sigaction *ka,
			  struct pt_regs *regs)
{
	sigset_t mask = ka->sa.sa_mask;
	int error;

	fix_restart(regs, ka);
	if (ka->sa.sa_flags & SA_SIGINFO)
		error = setup_rt_frame(sig, ka, info, regs);
	else
		error = setup_frame(sig, ka, regs);
	if (error) {
		/* No stack for a handler of SIGSEGV either: that ends it. */
		if (sig == SIGSEGV)
			current->sighand->action[sig - 1].sa.sa_handler =
				SIG_DFL;
		force_sig(SIGSEGV, current);
		return;
	}
	regs->eip = (long)ka->sa.sa_handler;
	regs->eflags &= ~(X86_EFLAGS_TF | X86_EFLAGS_DF);
	if (!(ka->sa.sa_flags & SA_NODEFER))
		sigaddset(&mask, sig);
	sigprocmask(SIG_BLOCK, &mask, NULL);
}

int do_signal(struct pt_regs *regs)
{
	struct k_sigaction ka;
	siginfo_t info;
	int sig = get_signal_to_deliver(&info, &ka);

	if (sig)
		handle_signal(sig, &info, &ka, regs);
	else
		fix_restart(regs, NULL);
	return sig > 0;
}

fastcall void do_notify_resume(struct pt_regs *regs, long flags)
{
	if (flags & _TIF_SIGPENDING)
		do_signal(regs);
}
