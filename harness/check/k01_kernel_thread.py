# SPDX-License-Identifier: GPL-2.0-or-later
"""K01: kernel_thread() hands a kernel function to a task of its own."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from harness.check.base import Check
from harness.check.tap import Call, Task


@dataclass(slots=True)
class _Request:
    fn: int
    arg: int
    caller: Task
    caller_esp: int
    answer: int = 0
    entered_by: Task | None = None


class KernelThread(Check):
    """Follows each request from the call to the first instruction of ``fn``."""

    id = "K01"
    claim = "kernel_thread() runs its function in a task of its own, beside the others"

    def watch(self) -> None:
        """Tap the request, its answer, and each function that is handed over."""
        self.requests: list[_Request] = []
        self.started: list[_Request] = []
        self.functions: set[int] = set()
        self.turns: Counter[int] = Counter()
        self.tap.on_call("kernel_thread", self._requested)
        self.tap.on_return("kernel_thread", self._answered)
        self.tap.on_switch(self._switched)

    def _requested(self, call: Call) -> None:
        fn, arg = call.args[0], call.args[1]
        self.requests.append(_Request(fn, arg, call.task, call.esp))
        if fn not in self.functions:
            self.functions.add(fn)
            self.tap.at(fn, self.tap.symbols.symbolise(fn), lambda entry: self._entered(fn, entry))

    def _entered(self, fn: int, entry: Call) -> None:
        waiting = [r for r in self.requests if r.entered_by is None and (r.fn, r.arg) == (fn, entry.args[0])]
        if not waiting:
            return  # an ordinary call of the same function
        # Two callers may have asked for the same; the answered one knows its pid.
        request = next((r for r in waiting if r.answer == entry.task.pid), waiting[-1])
        request.entered_by = entry.task
        self.started.append(request)
        if entry.task.pid == request.caller.pid:
            self.broken(f"{entry.symbol} ran in its caller's own task, pid {entry.task.pid}")
        elif (entry.esp ^ request.caller_esp) & self.tap.thread_mask == 0:
            self.broken(f"{entry.symbol} ran on its caller's kernel stack")

    def _answered(self, call: Call) -> None:
        for request in reversed(self.requests):
            if request.caller == call.task and request.caller_esp == call.esp and not request.answer:
                request.answer = call.result
                return

    def _switched(self, prev: Task, following: Task, cr3: int) -> None:
        self.turns[following.pid] += 1

    def evidence(self) -> str:
        """Tell how many threads were started, and which took turns with others."""
        pids = {r.entered_by.pid for r in self.started if r.entered_by}
        repeated = [pid for pid in pids if self.turns[pid] > 1]
        for request in self.started:
            if request.entered_by and request.answer not in (0, request.entered_by.pid):
                self.broken(f"kernel_thread() returned {request.answer} for pid {request.entered_by.pid}")
        if not self.started:
            self.broken("no function given to kernel_thread() was ever entered")
        elif not repeated:
            self.broken("no kernel thread ran a second time after another task had run")
        return f"{len(self.started)} threads started, {len(repeated)} took turns with other tasks"
