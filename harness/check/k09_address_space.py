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
        """Guard the user half; look at /bin/mapper's tables while it has them."""
        self.page_offset = self.tap.machine.layout.page_offset
        self.user_end = self.tap.machine.layout.virt_user_end
        self.used: set[int] = set()
        self.tap.guard_user_half()
        self.tap.on_call("sys_munmap", lambda call: self._look(call, call.args[0]))
        self.tap.on_call("do_exit", lambda call: self._look(call, self.user_end - PAGE_BYTES))

    def _look(self, call: Call, virt: int) -> None:
        """Note a page that /bin/mapper still has; it unmaps what it has tried."""
        if self.tap.comm(call.task.virt) != "mapper":
            return
        if self.tap.engine.translate(virt, self.tap.user_directory()) is not None:
            self.used.add(virt)

    def evidence(self) -> str:
        """Tell the range that a process used, and that no thread went there."""
        for access in self.tap.user_accesses():
            if access.kind == "r":
                self.broken(f"kernel thread {access.where} read {access.virt:#010x}")
        for virt in (LOW_VIRT, self.user_end - PAGE_BYTES):
            if virt not in self.used:
                self.broken(f"no process used the page at {virt:#010x}")
        span = f"{LOW_VIRT:#x} to {self.user_end - 1:#x}"
        return f"no thread below {self.page_offset:#010x}; a process used {span}"
