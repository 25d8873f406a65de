# SPDX-License-Identifier: GPL-2.0-or-later
"""K13: daemonize() gives up what a thread inherited from its parent."""

from __future__ import annotations

from harness.check.base import Check
from harness.check.tap import Call

INIT_PID = 1
FIELDS = ("mm", "files", "fs", "sighand", "real_parent")
TO_GIVE_UP = {"files", "fs", "sighand", "real_parent"}
ALL_SIGNALS = b"\xff" * 8


class Daemonize(Check):
    """Compares a thread's resources before and after its call of daemonize()."""

    id = "K13"
    claim = "daemonize() gives up the parent's resources, blocks signals, and init becomes the parent"

    def watch(self) -> None:
        """Tap the call and its return, and the birth of init_task's resources."""
        self.before: dict[int, dict[str, int]] = {}
        self.done: list[str] = []
        self.all_given_up = False
        self.tap.on_call("daemonize", self._called)
        self.tap.on_return("daemonize", self._returned)

    def _fields(self, task: int) -> dict[str, int]:
        fields = {name: self.tap.field(task, "task_struct", name) for name in FIELDS}
        session = self.tap.field(self.tap.field(task, "task_struct", "signal"), "signal_struct", "session")
        return {**fields, "session": session}

    def _called(self, call: Call) -> None:
        self.before[call.task.pid] = self._fields(call.task.virt)

    def _returned(self, call: Call) -> None:
        before, after = self.before[call.task.pid], self._fields(call.task.virt)
        name = self.tap.comm(call.task.virt)
        # The resources of process 0 are what a daemon without any of its own shares.
        nobody = self._fields(self.tap.symbols["init_task"])
        self._given_up(name, after, nobody)
        blocked = self.tap.engine.read_virt(
            call.task.virt + self.tap.symbols.offset("task_struct", "blocked"), len(ALL_SIGNALS)
        )
        if blocked != ALL_SIGNALS:
            self.broken(f"{name} left signals open: its blocked mask is {blocked[::-1].hex()}")
        parent = self.tap.task(after["real_parent"])
        if parent.pid != INIT_PID:
            self.broken(f"{name} kept its parent, pid {parent.pid}")
        changed = [field for field in before if before[field] != after[field]]
        self.done.append(f"{name} (pid {call.task.pid}) changed {', '.join(changed)}")
        # One that process 1 starts before its execve() has that parent already.
        self.all_given_up |= set(changed) >= TO_GIVE_UP

    def _given_up(self, name: str, after: dict[str, int], nobody: dict[str, int]) -> None:
        if after["mm"]:
            self.broken(f"{name} kept its parent's mm")
        for field in ("files", "fs", "sighand"):
            if after[field] != nobody[field]:
                self.broken(f"{name} kept its parent's {field}")
        if after["session"] != INIT_PID:
            self.broken(f"{name} stayed in session {after['session']}")

    def evidence(self) -> str:
        """Tell which threads became daemons, and what they gave up."""
        if not self.done:
            self.broken("no thread called daemonize()")
        elif not self.all_given_up:
            self.broken("no thread had everything of its own to give up, so nothing is proved")
        return "; ".join(self.done)
