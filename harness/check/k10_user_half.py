# SPDX-License-Identifier: GPL-2.0-or-later
"""K10: a switch between processes switches the user half."""

from __future__ import annotations

from harness.check.base import Check
from harness.check.tap import Task

CR3_FLAGS = 0x1F  # PWT and PCD, and what PAE ignores below a 32-byte PDPT


class UserHalf(Check):
    """Compares CR3 with the page directory of each process that is switched to."""

    id = "K10"
    claim = "after a switch to a process CR3 is that process's page directory"

    def watch(self) -> None:
        """Tap every task switch."""
        self.switches = 0
        self.directories: set[int] = set()
        self.tap.on_switch(self._switched)

    def _switched(self, prev: Task, following: Task, cr3: int) -> None:
        mm = self.tap.field(following.virt, "task_struct", "mm")
        if not mm:
            return
        self.switches += 1
        pgd = self.tap.field(mm, "mm_struct", "pgd") - self.tap.machine.layout.page_offset
        self.directories.add(pgd)
        if cr3 & ~CR3_FLAGS != pgd:
            self.broken(f"switched to pid {following.pid} with CR3 {cr3:#010x}, its directory is {pgd:#010x}")

    def evidence(self) -> str:
        """Tell how many switches were compared, over how many directories."""
        if len(self.directories) < 2:
            self.broken("fewer than two page directories were switched to")
        return f"{self.switches} switches to processes, {len(self.directories)} page directories"
