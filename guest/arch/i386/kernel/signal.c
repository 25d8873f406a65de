/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Handlers' frames on the user stack, in i386's layout:
 *
 *	esp ->	return address	(SA_RESTORER's, the vsyscall page's, or retcode)
 *		sig [, pinfo, puc]
 *		saved registers, mask, siginfo
 *		retcode: movl $number, %eax; int $0x80
 *	and above, if the unit is in use, its registers
 *
 * sigreturn() finds the frame again by esp.
 */
#include <linux/kernel.h>
#include <linux/sched.h>
#include <linux/signal.h>
#include <linux/string.h>
#include <asm/i387.h>
#include <asm/sigcontext.h>
#include <asm/uaccess.h>
#include <asm/vsyscall.h>

#define NR_restart_syscall	0
#define NR_sigreturn		119
#define NR_rt_sigreturn		173

struct ucontext {
	u32 uc_flags;
	u32 uc_link;
	stack_t uc_stack;
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

static void set_mask(sigset_t set)
{
	set.sig[0] &= ~(sigmask(SIGKILL) | sigmask(SIGSTOP));
	sigprocmask(SIG_SETMASK, &set, NULL);
}

static long return_to(struct pt_regs *regs, const struct sigcontext *sc)
{
	current->restart_block.fn = NULL;
	if (!sc->fpstate)
		drop_fpu(current);
	else if (restore_i387((struct _fpstate *)sc->fpstate))
		force_sig(SIGSEGV, current);
	return restore_context(regs, sc);
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
	return return_to(regs, &frame.sc);
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
	sys_sigaltstack(&user->uc.uc_stack, NULL, 0, 0, 0, 0, regs);
	return return_to(regs, &uc.uc_mcontext);
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

/*
 * Where a frame of so many bytes goes; at the handler's entry esp + 4 is on
 * a 16-byte boundary.  NULL if what the unit holds cannot be saved there.
 */
static void *get_sigframe(struct k_sigaction *ka, struct pt_regs *regs,
			  size_t size, u32 *fpstate)
{
	unsigned long esp = regs->esp;
	int saved = 0;

	if (ka->sa.sa_flags & SA_ONSTACK && current->sas_ss_size &&
	    !on_sig_stack(esp))
		esp = current->sas_ss_sp + current->sas_ss_size;
	if (current->thread.used_math) {
		esp = (esp - sizeof(struct _fpstate)) & ~15UL;
		saved = save_i387((struct _fpstate *)esp);
	}
	if (saved < 0)
		return NULL;
	*fpstate = saved ? esp : 0;
	return (void *)(((esp - size) & ~15UL) - 4);
}

/* What the handler's return is to restore: not a system call's own mask. */
static sigset_t mask_to_save(void)
{
	return current->has_saved_sigmask ? current->saved_sigmask :
					    current->blocked;
}

static u32 return_address(const struct k_sigaction *ka, u32 vsyscall,
			  u8 *retcode)
{
	if (ka->sa.sa_flags & SA_RESTORER)
		return (u32)ka->sa.sa_restorer;
	return vsyscall_entry ? vsyscall : (u32)retcode;
}

static int setup_frame(int sig, struct k_sigaction *ka, struct pt_regs *regs)
{
	sigset_t mask = mask_to_save();
	struct sigframe frame, *user;
	u32 fpstate;

	user = get_sigframe(ka, regs, sizeof(frame), &fpstate);
	if (!user)
		return -EFAULT;
	memset(&frame, 0, sizeof(frame));
	frame.sig = sig;
	save_context(&frame.sc, regs, mask.sig[0]);
	frame.sc.fpstate = fpstate;
	frame.extramask = mask.sig[1];
	fill_retcode(frame.retcode, NR_sigreturn);
	frame.pretcode = return_address(ka, VSYSCALL_SIGRETURN, user->retcode);
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
	u32 fpstate;

	user = get_sigframe(ka, regs, sizeof(frame), &fpstate);
	if (!user)
		return -EFAULT;
	memset(&frame, 0, sizeof(frame));
	frame.sig = sig;
	frame.pinfo = (u32)&user->info;
	frame.puc = (u32)&user->uc;
	frame.info = *info;
	frame.uc.uc_sigmask = mask_to_save();
	frame.uc.uc_stack = (stack_t){ current->sas_ss_sp,
		sas_flags(regs->esp), current->sas_ss_size };
	save_context(&frame.uc.uc_mcontext, regs, frame.uc.uc_sigmask.sig[0]);
	frame.uc.uc_mcontext.fpstate = fpstate;
	fill_retcode(frame.retcode, NR_rt_sigreturn);
	frame.pretcode = return_address(ka, VSYSCALL_RT_SIGRETURN,
					user->retcode);
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
	case -ERESTART_RESTARTBLOCK:
		if (ka) {
			regs->eax = -EINTR;
			return;
		}
		regs->eax = NR_restart_syscall;
		regs->eip -= 2;
		return;
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
	regs->eip -= 2;		/* back to the int $0x80, or vsyscall.S's jmp */
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
	current->has_saved_sigmask = 0;
	regs->eip = (long)ka->sa.sa_handler;
	regs->xds = regs->xes = regs->xss = __USER_DS;
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
	/* No handler's return will do it. */
	if (!sig)
		end_temporary_sigmask(0);
	return sig > 0;
}

fastcall void do_notify_resume(struct pt_regs *regs, long flags)
{
	if (flags & _TIF_SINGLESTEP) {
		regs->eflags |= X86_EFLAGS_TF;
		clear_bit(TIF_SINGLESTEP, &current_thread_info()->flags);
	}
	if (flags & _TIF_SIGPENDING)
		do_signal(regs);
	/* Who asked for iret is on the way to it. */
	clear_bit(TIF_IRET, &current_thread_info()->flags);
}
