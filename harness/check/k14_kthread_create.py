# SPDX-License-Identifier: GPL-2.0-or-later
"""K14: kthread_create() makes a thread that waits to be woken."""

from __future__ import annotations

from dataclasses import dataclass

from harness.check.base import Check
from harness.check.tap import Call

TASK_ADDRESSES_FROM = 0xFFFFF000  # ERR_PTR values lie from here up


@dataclass(slots=True)
class _Thread:
    fn: int
    data: int
    namefmt: str
    woken: bool = False
    entered: bool = False


class KthreadCreate(Check):
    """Follows each thread from its creation to its first instruction and its stop."""

    id = "K14"
    claim = "kthread_create() makes a named thread that runs nothing before it is woken"

    def watch(self) -> None:
        """Tap creation, wake-up, the threads' functions, and the stop."""
        self.threads: dict[int, _Thread] = {}  # by task_struct, latest owner
        self.functions: set[int] = set()
        self.created = self.waited = self.stopped = 0
        self.ended: set[int] = set()
        self.tap.on_call("kthread_create", self._asked)
        self.tap.on_return("kthread_create", self._created)
        self.tap.on_call("wake_up_process", self._woken)
        self.tap.on_call("do_exit", lambda call: self.ended.add(call.task.virt))
        self.tap.on_return("kthread_stop", self._stopped)

    def _asked(self, call: Call) -> None:
        # Tapped now and not on return: a broken kernel may enter it in between.
        fn = call.args[0]
        if fn not in self.functions:
            self.functions.add(fn)
            self.tap.at(fn, self.tap.symbols.symbolise(fn), self._entered)

    def _created(self, call: Call) -> None:
        if call.result >= TASK_ADDRESSES_FROM:
            return
        fn, data, namefmt = call.args[0], call.args[1], self.tap.text(call.args[2], 32)
        self.created += 1
        self.ended.discard(call.result)
        self.threads[call.result] = _Thread(fn, data, namefmt)
        comm = self.tap.comm(call.result)
        if not comm.startswith(namefmt.split("%", 1)[0][:15]) or "%" in comm:
            self.broken(f"a thread asked for as {namefmt!r} is called {comm!r}")

    def _woken(self, call: Call) -> None:
        thread = self.threads.get(call.args[0])
        if thread is not None and not thread.entered:
            thread.woken = True

    def _entered(self, entry: Call) -> None:
        thread = self.threads.get(entry.task.virt)
        if thread is None or not thread.woken:
            self.broken(f"{entry.symbol} ran in pid {entry.task.pid} before anybody had woken it")
            return
        if not thread.entered and entry.args[0] != thread.data:
            self.broken(f"{entry.symbol} got {entry.args[0]:#010x} instead of its data {thread.data:#010x}")
        thread.entered = True
        self.waited += 1

    def _stopped(self, call: Call) -> None:
        thread = self.threads.get(call.args[0])
        if thread is None or not thread.entered:
            return
        self.stopped += 1
        if call.args[0] not in self.ended:
            self.broken("kthread_stop() returned although the thread had not ended")

    def evidence(self) -> str:
        """Tell how many threads were made, woken and stopped."""
        if not self.waited:
            self.broken("no thread of kthread_create() was ever woken")
        elif not self.stopped:
            self.broken("no thread was ended by kthread_stop()")
        return f"{self.created} created, {self.waited} ran after their wake-up, {self.stopped} stopped"
