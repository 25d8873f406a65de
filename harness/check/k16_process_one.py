# SPDX-License-Identifier: GPL-2.0-or-later
"""K16: process 1 starts as a kernel thread and becomes an ordinary process."""

from __future__ import annotations

from harness.check.base import Check
from harness.check.tap import Call, Task

CR3_FLAGS = 0x1F  # PWT and PCD, and what PAE ignores below a 32-byte PDPT
INIT_PID = 1


class ProcessOne(Check):
    """Follows process 1 from init() through execve() to the orphans it reaps."""

    id = "K16"
    claim = "process 1 starts as a kernel thread of process 0, execs, and minds all others"

    def watch(self) -> None:
        """Tap its birth, its exec, the exits that leave orphans, and the reaping."""
        self.init_task = self.tap.symbols["init_task"]
        self.started = self.execed = False
        self.orphans: set[Task] = set()
        self.reaped = 0
        self.exits_of_init = 0
        self.tap.on_call("init", self._started)
        self.tap.on_return("do_execve", self._execed)
        self.tap.on_call("do_exit", self._exiting)
        self.tap.on_call("release_task", self._released)

    def _started(self, call: Call) -> None:
        self.started = True
        parent = self.tap.field(call.task.virt, "task_struct", "real_parent")
        if call.task.pid != INIT_PID or parent != self.init_task:
            self.broken(f"init() runs as pid {call.task.pid}, child of {self.tap.task(parent).pid}")
        if self.tap.field(call.task.virt, "task_struct", "mm"):
            self.broken("init() started with an mm of its own, not as a kernel thread")

    def _execed(self, call: Call) -> None:
        if call.task.pid != INIT_PID or call.result != 0:
            return
        self.execed = True
        mm = self.tap.field(call.task.virt, "task_struct", "mm")
        if not mm or mm == self.tap.symbols["init_mm"]:
            self.broken("process 1 has no mm of its own after execve()")
            return
        pgd = self.tap.field(mm, "mm_struct", "pgd")
        cr3 = self.tap.user_directory() & ~CR3_FLAGS
        if cr3 != pgd - self.tap.machine.layout.page_offset:
            self.broken(f"process 1 kept the borrowed directory {cr3:#010x} after execve()")

    def _exiting(self, call: Call) -> None:
        self.exits_of_init += call.task.pid == INIT_PID
        children = call.task.virt + self.tap.symbols.offset("task_struct", "children")
        sibling = self.tap.symbols.offset("task_struct", "sibling")
        link = self.tap.word(children)
        for _ in range(64):
            if link == children:
                break
            self.orphans.add(self.tap.task(link - sibling))
            link = self.tap.word(link)

    def _released(self, call: Call) -> None:
        gone = self.tap.task(call.args[0])
        if gone not in self.orphans:
            return
        self.orphans.discard(gone)
        self.reaped += 1
        parent = self.tap.task(self.tap.field(gone.virt, "task_struct", "real_parent"))
        if parent.pid != INIT_PID:
            self.broken(f"the orphan {gone.pid} became a child of pid {parent.pid}, not of process 1")

    def evidence(self) -> str:
        """Tell what process 1 went through."""
        if not (self.started and self.execed):
            self.broken("process 1 never " + ("became an ordinary process" if self.started else "started"))
        elif self.exits_of_init and not self.tap.machine.panicked:
            self.broken("process 1 ended and the kernel did not panic")
        elif not self.reaped:
            self.broken("no orphan was reaped")
        return f"started without mm, executed a program, adopted {self.reaped} orphans"
