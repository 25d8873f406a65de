# SPDX-License-Identifier: GPL-2.0-or-later
"""K12: a kernel thread never modifies the user half that it borrows."""

from __future__ import annotations

from harness.check.base import Check
from harness.check.tap import Task


class NeverModifies(Check):
    """Has the MMU report any store below PAGE_OFFSET by a task without mm."""

    id = "K12"
    claim = "a kernel thread never modifies the user half"

    def watch(self) -> None:
        """Guard the user half, and count the switches that the guard covers."""
        self.guarded = 0
        self.tap.guard_user_half()
        self.tap.on_switch(self._switched)

    def _switched(self, prev: Task, following: Task, cr3: int) -> None:
        if not self.tap.field(following.virt, "task_struct", "mm"):
            self.guarded += 1

    def evidence(self) -> str:
        """Tell how many turns of kernel threads were guarded."""
        for access in self.tap.user_accesses():
            if access.kind == "w":
                self.broken(f"kernel thread {access.where} wrote {access.virt:#010x}")
        if not self.guarded:
            self.broken("no kernel thread ran under guard")
        return f"{self.guarded} turns of kernel threads without a store below PAGE_OFFSET"
