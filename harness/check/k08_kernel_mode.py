# SPDX-License-Identifier: GPL-2.0-or-later
"""K08: kernel threads run only in kernel mode, processes in both modes."""

from __future__ import annotations

from harness.check.base import Check
from harness.check.tap import Call

RPL_MASK = 3  # the requested privilege level in a selector's low bits


class KernelMode(Check):
    """Reads the privilege level off the code segment that each system call saved."""

    id = "K08"
    claim = "kernel threads run only in kernel mode, ordinary processes in both"

    def watch(self) -> None:
        """Tap the system-call gate; the machine's guard watches for ring 3."""
        self.from_user: set[int] = set()
        self.tap.guard_user_half()
        self.tap.on_call("system_call", self._entered)

    def _entered(self, call: Call) -> None:
        saved_cs = call.args[0]  # above EIP, where the processor pushed it
        if saved_cs & RPL_MASK != 3:
            return
        if self.tap.field(call.task.virt, "task_struct", "mm"):
            self.from_user.add(call.task.pid)
        else:
            self.broken(f"kernel thread {call.task.pid} made a system call from ring 3")

    def evidence(self) -> str:
        """Tell how many processes were seen in ring 3, and no kernel thread."""
        for access in self.tap.user_accesses():
            if access.cpl == 3 or access.kind == "x":
                self.broken(f"kernel thread {access.where} executed {access.virt:#010x} in ring {access.cpl}")
        if len(self.from_user) < 2:
            self.broken("fewer than two processes were seen in ring 3")
        return f"{len(self.from_user)} processes seen in ring 3, no kernel thread"
