# SPDX-License-Identifier: GPL-2.0-or-later
"""K11: a thread without mm borrows the user half of whoever ran before it."""

from __future__ import annotations

from collections import Counter

from harness.check.base import Check
from harness.check.tap import Call, Task


class LazyTlb(Check):
    """Counts CR3 loads inside each switch and balances every mm's references."""

    id = "K11"
    claim = "a kernel thread borrows active_mm: its switches load no CR3 and mm_count balances"
    policies = ("lazy", "native")

    def watch(self) -> None:
        """Tap the switch's start and end, the loads, and the end of each mm."""
        self.loads = self.loads_before = 0
        self.mm_in_use = 0
        self.borrowed = self.free_returns = self.loaded = 0
        self.lender = 0
        self.putting: Counter[int] = Counter()  # inside mmput(), which may be preempted
        self.tap.on_cr3_load(self._count_load)
        self.tap.on_call("context_switch", self._begin)
        self.tap.on_switch(self._switched)
        self.tap.on_call("__mmdrop", self._freed)
        self.tap.on_call("mmput", lambda call: self.putting.update([call.args[0]]))
        self.tap.on_return("mmput", lambda call: self.putting.subtract([call.args[0]]))

    def _total_loads(self) -> int:
        # The native policy only counts what the guest loads, which is counted here.
        policy = self.tap.machine.policy
        return self.loads + (0 if policy.name == "native" else policy.loads)

    def _count_load(self) -> None:
        self.loads += 1

    def _begin(self, call: Call) -> None:
        self.loads_before = self._total_loads()
        self.mm_in_use = self.tap.field(call.task.virt, "task_struct", "active_mm")
        self._off_the_processor(call.args[2])

    def _switched(self, prev: Task, following: Task, cr3: int) -> None:
        loads = self._total_loads() - self.loads_before
        mm = self.tap.field(following.virt, "task_struct", "mm")
        active = self.tap.field(following.virt, "task_struct", "active_mm")
        who = f"the switch from pid {prev.pid} to pid {following.pid}"
        expected = int(bool(mm) and mm != self.mm_in_use)
        if loads != expected:
            self.broken(f"{who} loaded CR3 {loads} times instead of {expected}")
        if active != (mm or self.mm_in_use):
            self.broken(f"{who} left active_mm {active:#010x} instead of {mm or self.mm_in_use:#010x}")
        self._off_the_processor(prev.virt)
        self._account(mm, loads)
        self._balance(prev, mm, mm or self.mm_in_use)

    def _off_the_processor(self, task: int) -> None:
        """A kernel thread has no active_mm before and after its turn."""
        mm = self.tap.field(task, "task_struct", "mm")
        if not mm and self.tap.field(task, "task_struct", "active_mm"):
            self.broken(f"kernel thread {self.tap.task(task).pid} has an active_mm while it does not run")

    def _account(self, mm: int, loads: int) -> None:
        if not mm:
            self.borrowed += 1
            self.lender = self.mm_in_use
        elif self.lender:
            self.free_returns += loads == 0
            self.loaded += loads
            self.lender = 0

    def _balance(self, prev: Task, next_mm: int, mm: int) -> None:
        """Compare mm_count with what should hold it, at a moment when all is known.

        All users count as one.  The borrower that runs now holds one.  So does the
        borrower that ran before: its reference is dropped only after the switch.
        """
        users = self.tap.field(mm, "mm_struct", "mm_users")
        count = self.tap.field(mm, "mm_struct", "mm_count")
        prev_borrows = not self.tap.field(prev.virt, "task_struct", "mm") and mm == self.mm_in_use
        expected = int(users > 0) + int(not next_mm) + int(prev_borrows)
        # The last user's reference goes after the user has: it may still be there.
        if count != expected and not (self.putting[mm] and count == expected + 1):
            self.broken(f"mm {mm:#010x} has mm_count {count} instead of {expected} ({users} users)")

    def _freed(self, call: Call) -> None:
        mm = call.args[0]
        if self.tap.field(call.task.virt, "task_struct", "active_mm") == mm:
            self.broken(f"mm {mm:#010x} was freed while pid {call.task.pid} still borrowed it")

    def evidence(self) -> str:
        """Tell how many switches borrowed, and how the borrowing ended."""
        if not self.free_returns:
            self.broken("no process, kernel thread, same process sequence was seen")
        if not self.loaded:
            self.broken("no process, kernel thread, other process sequence was seen")
        return (
            f"{self.borrowed} switches borrowed; back to the same process {self.free_returns} times "
            f"without a load, on to another {self.loaded} times with one"
        )
