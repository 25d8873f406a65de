# SPDX-License-Identifier: GPL-2.0-or-later
"""K06: one kind of kernel thread sleeps until it is asked for something."""

from __future__ import annotations

from collections import Counter

from harness.check.base import Check
from harness.check.tap import Call, Task

# The function that a thread calls when, and only when, it was asked for something.
ACTIONS = {
    "ksoftirqd/0": "do_softirq",
    "events/0": "run_workqueue",
    "khelper": "run_workqueue",
    "kthread": "run_workqueue",
}


class OnRequest(Check):
    """Looks at each stretch between two sleeps: it must contain an action."""

    id = "K06"
    claim = "a thread of the first kind runs no instruction until it is asked for an action"

    def watch(self) -> None:
        """Tap the actions and every switch to or from the threads."""
        self.names: dict[int, str] = {}
        self.asleep: set[int] = set()
        self.acted: Counter[int] = Counter()
        self.busy: dict[int, int] = {}  # inside an action, which may itself sleep
        self.served: Counter[str] = Counter()
        for action in sorted(set(ACTIONS.values())):
            self.tap.on_call(action, lambda call: self._action(call, 1))
            self.tap.on_return(action, lambda call: self._action(call, 0))
        self.tap.on_switch(self._switched)

    def _name(self, task: Task) -> str:
        # A new thread bears its maker's name for a while: the first bearer counts.
        if task.pid not in self.names:
            comm = self.tap.comm(task.virt)
            if comm not in ACTIONS or comm in self.names.values():
                return ""
            self.names[task.pid] = comm
        return self.names[task.pid]

    def _action(self, call: Call, busy: int) -> None:
        name = self._name(call.task)
        if name and ACTIONS[name] == call.symbol:
            self.acted[call.task.pid] += busy
            self.busy[call.task.pid] = busy

    def _switched(self, prev: Task, following: Task, cr3: int) -> None:
        name = self._name(prev)
        if not name or self.busy.get(prev.pid) or not self.tap.field(prev.virt, "task_struct", "state"):
            return  # in the middle of an action, or preempted: not asleep
        if prev.pid in self.asleep and not self.acted[prev.pid]:
            self.broken(f"{name} (pid {prev.pid}) woke and slept again with nothing to do")
        self.served[name] += self.acted[prev.pid]
        # The first sleep ends the start-up; from then on each wake-up needs a reason.
        self.asleep.add(prev.pid)
        self.acted[prev.pid] = 0

    def evidence(self) -> str:
        """Tell how many requests each thread served."""
        idle = [name for name in ACTIONS if not self.served[name]]
        if idle:
            self.broken(f"{', '.join(idle)}: no request seen, so nothing is proved")
        return ", ".join(f"{name}: {self.served[name]} requests" for name in ACTIONS)
