# SPDX-License-Identifier: GPL-2.0-or-later
"""K15: process 0 comes from nothing, is everyone's ancestor, and idles."""

from __future__ import annotations

from harness.check.base import Check
from harness.check.tap import Call, Task

MAX_TASKS = 4096  # of the ring of all tasks: a broken list must end too


class ProcessZero(Check):
    """Watches who is cloned, who halts the processor, and when."""

    id = "K15"
    claim = "process 0 is built statically, is the ancestor of all, and runs when nothing else can"

    def watch(self) -> None:
        """Tap clones, switches to process 0, and the idle function's halt."""
        self.init_task = self.tap.symbols["init_task"]
        self.idles = self.clones = self.first_clones = 0
        self.tap.on_return("do_fork", self._cloned)
        self.tap.on_call("default_idle", self._idling)
        self.tap.on_switch(self._switched)

    def _cloned(self, call: Call) -> None:
        self.clones += 1
        self.first_clones += call.task.virt == self.init_task
        if call.result == 0:
            self.broken(f"pid {call.task.pid} cloned a second process 0")

    def _idling(self, call: Call) -> None:
        self.idles += 1
        if call.task.virt != self.init_task:
            self.broken(f"pid {call.task.pid} idles in the place of process 0")

    def _switched(self, prev: Task, following: Task, cr3: int) -> None:
        if following.virt != self.init_task:
            return
        for task in self._others():
            if self.tap.field(task, "task_struct", "state") == 0:
                self.broken(f"process 0 was switched to while pid {self.tap.task(task).pid} could run")

    def _others(self) -> list[int]:
        link = self.tap.symbols.offset("task_struct", "tasks")
        seen: set[int] = set()
        found: list[int] = []
        task = self.tap.word(self.init_task + link) - link
        while task != self.init_task and task not in seen and len(seen) < MAX_TASKS:
            seen.add(task)
            # A task that has exited keeps its place until it is reaped.
            if not self.tap.field(task, "task_struct", "exit_state"):
                found.append(task)
            task = self.tap.word(task + link) - link
        return found

    def _orphans(self) -> list[int]:
        # Tasks known to descend are not climbed again: a broken tree must end soon.
        sound = {self.init_task}
        orphans = []
        for task in self._others():
            path: set[int] = set()
            at = task
            while at not in sound and at not in path and len(path) < MAX_TASKS:
                path.add(at)
                at = self.tap.field(at, "task_struct", "real_parent")
            if at in sound:
                sound |= path
            else:
                orphans.append(self.tap.task(task).pid)
        return orphans

    def evidence(self) -> str:
        """Tell what process 0 made, and how often it idled."""
        if not self.idles:
            self.broken("process 0 never idled")
        if not self.first_clones:
            self.broken("process 0 made no process")
        orphans = self._orphans()
        if orphans:
            self.broken(f"pid {orphans[0]} does not descend from process 0")
        return f"made {self.first_clones} of {self.clones} tasks itself, idled {self.idles} times"
