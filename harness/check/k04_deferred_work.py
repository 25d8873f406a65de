# SPDX-License-Identifier: GPL-2.0-or-later
"""K04: what an interrupt defers runs later, in a thread."""

from __future__ import annotations

from collections import Counter

from harness.check.base import Check
from harness.check.tap import Call


class DeferredWork(Check):
    """Follows work from the interrupt that queues it to the thread that does it."""

    id = "K04"
    claim = "deferred actions run later, in a kernel thread"

    def watch(self) -> None:
        """Tap interrupts, queued work, each work function, and softirqs."""
        self.irq_depth: Counter[int] = Counter()  # by task_struct
        self.waiting: set[tuple[int, int]] = set()  # (function, data) queued in an interrupt
        self.functions: set[int] = set()
        self.done = 0
        self.softirqs_in_thread = 0
        self.tap.on_call("do_IRQ", lambda call: self.irq_depth.update([call.task.virt]))
        self.tap.on_return("do_IRQ", lambda call: self.irq_depth.subtract([call.task.virt]))
        self.tap.on_call("queue_work", self._queued)
        self.tap.on_call("do_softirq", self._softirq)

    def _queued(self, call: Call) -> None:
        if not self.irq_depth[call.task.virt]:
            return
        work = call.args[1]
        func = self.tap.field(work, "work_struct", "func")
        self.waiting.add((func, self.tap.field(work, "work_struct", "data")))
        if func not in self.functions:
            self.functions.add(func)
            self.tap.at(func, self.tap.symbols.symbolise(func), lambda entry: self._run(func, entry))

    def _run(self, func: int, entry: Call) -> None:
        if (func, entry.args[0]) not in self.waiting:
            return
        self.waiting.discard((func, entry.args[0]))
        comm = self.tap.comm(entry.task.virt)
        if self.irq_depth[entry.task.virt]:
            self.broken(f"{entry.symbol} ran inside an interrupt of pid {entry.task.pid} ({comm})")
        elif self.tap.field(entry.task.virt, "task_struct", "mm"):
            self.broken(f"{entry.symbol} ran in process {entry.task.pid} ({comm}), not in a kernel thread")
        else:
            self.done += 1

    def _softirq(self, call: Call) -> None:
        if self.tap.comm(call.task.virt).startswith("ksoftirqd"):
            self.softirqs_in_thread += 1

    def evidence(self) -> str:
        """Tell how much work interrupts deferred and threads did."""
        if not self.done:
            self.broken("no work that an interrupt queued was done in a thread")
        elif not self.softirqs_in_thread:
            self.broken("ksoftirqd never took over a softirq")
        return (
            f"{self.done} deferred by interrupts and done in events/0 or its like, "
            f"{self.softirqs_in_thread} softirq rounds by ksoftirqd"
        )
