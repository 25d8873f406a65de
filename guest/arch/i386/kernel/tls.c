/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Thread-local storage: three entries of the GDT are the current task's own,
 * and its fs and gs may select them.  The kernel uses neither register, so
 * they change hands at a task switch only.
 */
#include <linux/kernel.h>
#include <linux/sched.h>
#include <linux/string.h>
#include <asm/desc.h>
#include <asm/ldt.h>
#include <asm/uaccess.h>

#define DESC_PRESENT	0x8000
#define DESC_WRITABLE	0x0200

/* The thread's segment that a selector names, if it is there. */
static const struct desc_struct *segment_of(const struct thread_struct *thread,
					    unsigned int selector)
{
	unsigned int index = (selector >> 3) - GDT_ENTRY_TLS_MIN;

	if ((selector & 7) != 3 || index >= GDT_ENTRY_TLS_ENTRIES ||
	    !(thread->tls_array[index].b & DESC_PRESENT))
		return NULL;
	return &thread->tls_array[index];
}

/*
 * Loading a selector whose segment has gone would fault in the kernel; the
 * user could have loaded only these, so anything else becomes null.
 */
static unsigned int loadable(const struct thread_struct *thread,
			     unsigned int selector)
{
	if (selector == __USER_DS || selector == __USER_CS ||
	    segment_of(thread, selector))
		return selector;
	return 0;
}

/* Their segments are the current task's. */
void load_user_segment_registers(unsigned int fs, unsigned int gs)
{
	const struct thread_struct *thread = &current->thread;

	__asm__ __volatile__("movl %0, %%fs; movl %1, %%gs"
			     : : "r"(loadable(thread, fs)),
				 "r"(loadable(thread, gs)));
}

/*
 * The way back to ring 3 loads the others: they must not name what the task
 * has no more.  Without a stack it cannot go on.
 */
void check_saved_segments(struct task_struct *tsk)
{
	struct pt_regs *regs = task_pt_regs(tsk);
	const struct desc_struct *stack = segment_of(&tsk->thread, regs->xss);

	regs->xds = loadable(&tsk->thread, regs->xds);
	regs->xes = loadable(&tsk->thread, regs->xes);
	if (regs->xss == __USER_DS || (stack && stack->b & DESC_WRITABLE))
		return;
	regs->xss = __USER_DS;
	force_sig(SIGSEGV, tsk);
}

void save_user_segments(struct task_struct *prev)
{
	__asm__ __volatile__("movl %%fs, %0; movl %%gs, %1"
			     : "=r"(prev->thread.fs), "=r"(prev->thread.gs));
}

static void load_tls(const struct thread_struct *thread)
{
	memcpy(&cpu_gdt_table[GDT_ENTRY_TLS_MIN], thread->tls_array,
	       sizeof(thread->tls_array));
}

/* The table first: a register caches what it selects when it is loaded. */
void load_user_segments(struct task_struct *next)
{
	load_tls(&next->thread);
	load_user_segment_registers(next->thread.fs, next->thread.gs);
}

/* A new program starts without any. */
void drop_user_segments(struct task_struct *tsk)
{
	struct thread_struct *thread = &tsk->thread;

	preempt_disable();
	memset(thread->tls_array, 0, sizeof(thread->tls_array));
	thread->fs = thread->gs = 0;
	load_user_segments(tsk);
	preempt_enable();
}

static int is_empty(const struct user_desc *info)
{
	return !info->base_addr && !info->limit && !info->contents &&
	       info->read_exec_only && !info->seg_32bit &&
	       !info->limit_in_pages && info->seg_not_present &&
	       !info->useable;
}

/* Nobody needs code or 16 bits there. */
static int is_good(const struct user_desc *info)
{
	return is_empty(info) || (info->seg_32bit && info->contents <= 1 &&
				  !info->seg_not_present);
}

/* Intel SDM 3A, 3.4.5; always of ring 3, always memory. */
static struct desc_struct descriptor(const struct user_desc *info)
{
	struct desc_struct desc = { 0, 0 };

	if (is_empty(info))
		return desc;
	desc.a = info->base_addr << 16 | (info->limit & 0xffff);
	desc.b = (info->base_addr & 0xff000000) |
		 (info->base_addr >> 16 & 0xff) | (info->limit & 0xf0000) |
		 !info->read_exec_only << 9 | info->contents << 10 |
		 0x7000 | (info->seg_not_present ? 0 : DESC_PRESENT) |
		 info->useable << 20 | info->seg_32bit << 22 |
		 info->limit_in_pages << 23;
	return desc;
}

/* The place of an entry, a free one for -1; negative if there is none. */
static int find_slot(const struct thread_struct *thread, u32 entry_number)
{
	int i;

	if (entry_number != (u32)-1) {
		i = entry_number - GDT_ENTRY_TLS_MIN;
		return entry_number >= GDT_ENTRY_TLS_MIN &&
		       i < GDT_ENTRY_TLS_ENTRIES ? i : -EINVAL;
	}
	for (i = 0; i < GDT_ENTRY_TLS_ENTRIES; i++)
		if (!thread->tls_array[i].a && !thread->tls_array[i].b)
			return i;
	return -ESRCH;
}

asmlinkage long sys_set_thread_area(struct user_desc *user)
{
	struct thread_struct *thread = &current->thread;
	struct user_desc info;
	int slot;

	if (copy_from_user(&info, user, sizeof(info)))
		return -EFAULT;
	if (!is_good(&info))
		return -EINVAL;
	slot = find_slot(thread, info.entry_number);
	if (slot < 0)
		return slot;
	if (info.entry_number == (u32)-1 &&
	    put_user((u32)(GDT_ENTRY_TLS_MIN + slot), &user->entry_number))
		return -EFAULT;
	/* The table must not become another task's in between. */
	preempt_disable();
	thread->tls_array[slot] = descriptor(&info);
	load_tls(thread);
	preempt_enable();
	check_saved_segments(current);
	return 0;
}

/* The reverse of descriptor(). */
static void describe(const struct desc_struct *desc, struct user_desc *info)
{
	info->base_addr = desc->a >> 16 | (desc->b & 0xff) << 16 |
			  (desc->b & 0xff000000);
	info->limit = (desc->a & 0xffff) | (desc->b & 0xf0000);
	info->seg_32bit = desc->b >> 22 & 1;
	info->contents = desc->b >> 10 & 3;
	info->read_exec_only = !(desc->b >> 9 & 1);
	info->limit_in_pages = desc->b >> 23 & 1;
	info->seg_not_present = !(desc->b & DESC_PRESENT);
	info->useable = desc->b >> 20 & 1;
}

asmlinkage long sys_get_thread_area(struct user_desc *user)
{
	struct user_desc info;
	int slot;

	memset(&info, 0, sizeof(info));
	if (get_user(info.entry_number, &user->entry_number))
		return -EFAULT;
	slot = info.entry_number == (u32)-1 ? -EINVAL :
	       find_slot(&current->thread, info.entry_number);
	if (slot < 0)
		return slot;
	describe(&current->thread.tls_array[slot], &info);
	return copy_to_user(user, &info, sizeof(info)) ? -EFAULT : 0;
}

/* clone() with CLONE_SETTLS: the child starts with an entry of its own. */
int set_tls_of_child(struct task_struct *p, const struct user_desc *user)
{
	struct user_desc info;
	int slot;

	if (copy_from_user(&info, user, sizeof(info)))
		return -EFAULT;
	if (info.entry_number == (u32)-1 || !is_good(&info))
		return -EINVAL;
	slot = find_slot(&p->thread, info.entry_number);
	if (slot < 0)
		return slot;
	p->thread.tls_array[slot] = descriptor(&info);
	return 0;
}
