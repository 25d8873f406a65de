# SPDX-License-Identifier: GPL-2.0-or-later
"""K09: kernel threads stay above PAGE_OFFSET; a process may use all below it too."""

from __future__ import annotations

from harness.check.base import Check
from harness.check.tap import Call

LOW_VIRT = 0x10000  # where /bin/mapper maps its lowest page
PAGE_BYTES = 4096


class AddressSpace(Check):
    """Watches the MMU's fills for threads, and one process's page tables."""

    id = "K09"
    claim = "kernel threads use only addresses from PAGE_OFFSET up, processes all 4 GiB"

    def watch(self) -> None:
        """Guard the user half; look at /bin/mapper's tables when it ends."""
        self.page_offset = self.tap.machine.layout.page_offset
        self.highest = self.lowest = 0
        self.tap.guard_user_half()
        self.tap.on_call("do_exit", self._exiting)

    def _exiting(self, call: Call) -> None:
        if self.tap.comm(call.task.virt) != "mapper":
            return
        for virt in (LOW_VIRT, self.page_offset - PAGE_BYTES):
            if self.tap.engine.translate(virt) is None:
                self.broken(f"process {call.task.pid} (mapper) has nothing mapped at {virt:#010x}")
        self.lowest, self.highest = LOW_VIRT, self.page_offset - 1

    def evidence(self) -> str:
        """Tell the range that a process used, and that no thread went there."""
        for access in self.tap.user_accesses():
            if access.kind == "r":
                self.broken(f"kernel thread {access.where} read {access.virt:#010x}")
        if not self.highest:
            self.broken("no process mapped the lowest and the highest user page")
        return f"no thread below {self.page_offset:#010x}; a process used {self.lowest:#x} to {self.highest:#x}"
