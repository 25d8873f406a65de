/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The last resort: nothing can be reclaimed, and who wants memory may not
 * fail. One process is ended for the others' sake: much memory, a short
 * life and a low priority speak against it. Process 1 and kernel threads
 * are never chosen. The victim may use the reserve, so that it gets to its
 * end; until then, or for OOM_PATIENCE, nobody else is killed.
 */
#include <linux/err.h>
#include <linux/kernel.h>
#include <linux/mm.h>
#include <linux/sched.h>
#include <linux/swap.h>

#define OOM_PATIENCE	(5 * HZ)
/* Units of a process's age, about ten and a thousand seconds. */
#define CPU_UNIT	(8 * HZ)
#define LIFE_UNIT	(1024 * HZ)

#define K(pages)	((pages) << (PAGE_SHIFT - 10))

static unsigned long killed_at;

/* tasklist_lock is held: no child comes or goes. */
static unsigned long children_vm(struct task_struct *p)
{
	struct task_struct *child;
	unsigned long sum = 0;

	list_for_each_entry(child, &p->children, sibling)
		if (child->mm && child->mm != p->mm)
			sum += child->mm->total_vm / 2 + 1;
	return sum;
}

/* Its pages, with half of its children's; less, the longer it worked. */
unsigned long badness(struct task_struct *p)
{
	unsigned long cpu = (p->utime + p->stime) / CPU_UNIT;
	unsigned long life = (jiffies - p->start_time) / LIFE_UNIT;
	unsigned long points;

	if (!p->mm)
		return 0;
	points = p->mm->total_vm + children_vm(p);
	points /= max(int_sqrt(cpu), 1UL);
	points /= max(int_sqrt(int_sqrt(life)), 1UL);
	if (TASK_NICE(p) > 0)
		points *= 2;
	return points;
}

static int may_be_killed(struct task_struct *p)
{
	return p->pid > 1 && p->mm && !(p->flags & PF_EXITING);
}

/* Has a process been chosen that still has its memory? */
static int somebody_is_dying(void)
{
	struct task_struct *g, *p;

	if (time_after(jiffies, killed_at + OOM_PATIENCE))
		return 0;
	do_each_thread(g, p) {
		if (test_bit(TIF_MEMDIE, &p->thread_info->flags) && p->mm)
			return 1;
	} while_each_thread(g, p);
	return 0;
}

static struct task_struct *select_bad_process(unsigned long *most)
{
	struct task_struct *p, *chosen = NULL;

	*most = 0;
	for_each_process(p) {
		unsigned long points = may_be_killed(p) ? badness(p) : 0;

		/* Chosen before, and it did not help: another one. */
		if (test_bit(TIF_MEMDIE, &p->thread_info->flags))
			continue;
		if (points > *most) {
			*most = points;
			chosen = p;
		}
	}
	return chosen;
}

static void dump_tasks(void)
{
	struct task_struct *p;

	printk(KERN_WARNING "  pid  total_vm      rss  badness name\n");
	for_each_process(p)
		if (p->mm)
			printk(KERN_WARNING "%5d %7lukB %6lukB %8lu %s\n",
			       p->pid, K(p->mm->total_vm), K(p->mm->rss),
			       may_be_killed(p) ? badness(p) : 0, p->comm);
}

/* Its processor time must not end before its life does. */
static void oom_kill_task(struct task_struct *p)
{
	p->time_slice = HZ;
	set_bit(TIF_MEMDIE, &p->thread_info->flags);
	force_sig(SIGKILL, p);
}

/* All who share its memory, or it would not become free. */
static void oom_kill_process(struct task_struct *victim)
{
	struct mm_struct *mm = victim->mm;
	struct task_struct *g, *p;

	printk(KERN_ERR "Out of Memory: Killed process %d (%s).\n",
	       victim->pid, victim->comm);
	do_each_thread(g, p) {
		if (p->mm == mm)
			oom_kill_task(p);
	} while_each_thread(g, p);
	killed_at = jiffies;
}

/* The caller holds no spinlock, and tries its allocation again. */
void noinline out_of_memory(unsigned int gfp_mask, unsigned int order)
{
	struct task_struct *victim = NULL;
	unsigned long points = 0;

	read_lock(&tasklist_lock);
	if (!somebody_is_dying()) {
		printk(KERN_WARNING "oom-killer: %s[%d] wants %lukB "
		       "(gfp_mask 0x%x), and nothing can be reclaimed\n",
		       current->comm, current->pid, K(1UL << order),
		       gfp_mask);
		show_mem();
		dump_tasks();
		victim = select_bad_process(&points);
		if (!victim)
			panic("Out of memory and no killable processes...");
		oom_kill_process(victim);
	}
	read_unlock(&tasklist_lock);
	/* Let it get on; ourselves we have to get there first. */
	if (!test_thread_flag(TIF_MEMDIE)) {
		set_current_state(TASK_UNINTERRUPTIBLE);
		schedule_timeout(1);
	}
}
