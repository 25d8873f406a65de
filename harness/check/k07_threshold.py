# SPDX-License-Identifier: GPL-2.0-or-later
"""K07: the other kind of kernel thread wakes at intervals and acts past a threshold."""

from __future__ import annotations

from collections import Counter

from harness.check.base import Check
from harness.check.disks import has_room
from harness.check.tap import Call
from harness.machine.clock import CYCLES_PER_SECOND
from harness.machine.machine import Machine

HZ = 100
TICK = CYCLES_PER_SECOND // HZ
MILLISECOND = CYCLES_PER_SECOND // 1000
OFF_BY = TICK  # a timer fires at a tick
TURN = 10 * TICK  # and its thread waits for its turn, a time slice at most
PAGE_BYTES = 4096
BDI_PDFLUSH = 1  # bit 0 of backing_dev_info.state: a pdflush writes to the device
ENOUGH_WAKES = 3


class Threshold(Check):
    """Time pdflush's and khungtaskd's wakes, and recompute the limit at each decision.

    The number of dirty pages and what the limit is made of are read from memory when
    balance_dirty_pages() decides whether to send a pdflush.
    """

    id = "K07"
    claim = "a thread of the second kind wakes at its period and acts past its limit, not otherwise"

    @classmethod
    def applies(cls, machine: Machine) -> bool:
        """Need a disk whose pages become dirty."""
        return super().applies(machine) and has_room(machine)

    def watch(self) -> None:
        """Tap the periodic functions, the settings behind them, and the decision."""
        self.due: dict[str, tuple[int, int]] = {}  # thread -> since when it sleeps, when it must wake
        self.woken: dict[int, int] = {}  # task -> when it was last made to run
        self.wakes: Counter[str] = Counter()
        self.sent: Counter[int] = Counter()  # pdflush sent, by the pid that does the sending
        self.acted = self.left_alone = self.written = 0
        self.writing: set[int] = set()  # pids inside background_writeout()
        self.tap.on_call("wake_up_process", self._waking)
        self.tap.on_call("wb_kupdate", lambda call: self._woke(call, "pdflush", self._period()))
        self.tap.on_return(
            "set_dirty_writeback_interval", lambda call: self._expect("pdflush", self._period())
        )
        self.tap.on_call("check_hung_tasks", lambda call: self._woke(call, "khungtaskd", call.args[0] // 2))
        self.tap.on_call("hung_task_timeout_changed", lambda call: self._expect("khungtaskd", 0))
        self.tap.on_call("pdflush_operation", self._sending)
        self.tap.on_return("pdflush_operation", self._sent)
        self.tap.on_return("balance_dirty_pages", self._decided)
        self.tap.on_call("background_writeout", lambda call: self.writing.add(call.task.pid))
        self.tap.on_return("background_writeout", lambda call: self.writing.discard(call.task.pid))
        self.tap.on_call("submit_bio", self._submitted)

    # -- the period -------------------------------------------------------------------

    def _period(self) -> int:
        """Ticks between two rounds of pdflush."""
        return self.tap.word(self.tap.symbols["dirty_writeback_centisecs"]) * HZ // 100

    def _expect(self, name: str, ticks: int) -> None:
        self.due.pop(name, None)
        if ticks:
            now = self.tap.engine.clock
            self.due[name] = now, now + ticks * TICK

    def _waking(self, call: Call) -> None:
        self.woken[call.args[0]] = self.tap.engine.clock

    def _woke(self, call: Call, name: str, ticks: int) -> None:
        now = self.tap.engine.clock
        woken = self.woken.get(call.task.virt, now)
        since, due = self.due.get(name, (now + 1, 0))
        # Not when its setting was changed between its waking and its turn.
        if woken >= since:
            late = woken - due
            if abs(late) > OFF_BY:
                self.broken(f"{name} woke {abs(late) // MILLISECOND} ms {'late' if late > 0 else 'early'}")
            if now - woken > TURN:
                self.broken(f"{name} had its turn {(now - woken) // MILLISECOND} ms after it woke")
            self.wakes[name] += 1
        self._expect(name, ticks)

    # -- the threshold ----------------------------------------------------------------

    def _global(self, name: str) -> int:
        return self.tap.word(self.tap.symbols[name])

    def _counter(self, name: str) -> int:
        return self.tap.field(self.tap.symbols["page_states"], "page_state", name)

    def _limit(self) -> int:
        """Pages: what the settings make of this memory, as mm/page-writeback.c documents it."""
        total = self._global("totalram_pages")
        unmapped = 100 - self._counter("nr_mapped") * 100 // total
        ratio = max(min(self._global("vm_dirty_ratio"), unmapped // 2), 5)
        if most := self._global("dirty_background_bytes"):
            return min(most // PAGE_BYTES, ratio * total // 100 // 2)
        background = self._global("dirty_background_ratio")
        return (ratio // 2 if background >= ratio else background) * total // 100

    def _sending(self, call: Call) -> None:
        function, pages = call.args[:2]
        # With a number of pages it is reclaim that asks, whatever the limit.
        if function != self.tap.symbols["background_writeout"] or pages:
            return
        dirty, limit = self._counter("nr_dirty"), self._limit()
        if dirty <= limit:
            self.broken(f"pdflush was sent to write {dirty} dirty pages, though {limit} are allowed")
        self.sent[call.task.pid] += 1
        self.acted += 1

    def _sent(self, call: Call) -> None:
        # All threads busy: the timer tries again a second later.
        if call.result and call.args[0] == self.tap.symbols["wb_kupdate"]:
            self.due.pop("pdflush", None)

    def _decided(self, call: Call) -> None:
        if self.sent.pop(call.task.pid, 0):
            return
        dirty, limit = self._counter("nr_dirty"), self._limit()
        device = self.tap.field(call.args[0], "address_space", "backing_dev_info")
        if dirty <= limit:
            self.left_alone += 1
        elif not self.tap.field(device, "backing_dev_info", "state") & BDI_PDFLUSH:
            self.broken(f"{dirty} pages were dirty, more than {limit}, and no pdflush was sent")

    def _submitted(self, call: Call) -> None:
        self.written += call.task.pid in self.writing

    def evidence(self) -> str:
        """Tell the wakes, and how often the limit was met and not met."""
        if sum(self.wakes.values()) < ENOUGH_WAKES:
            self.broken("too few periodic wake-ups seen, so nothing is proved")
        elif not self.acted or not self.left_alone or not self.written:
            self.broken("the limit was not met from both sides, so nothing is proved")
        woken = ", ".join(f"{name} {count} times" for name, count in sorted(self.wakes.items()))
        return (
            f"woke on time: {woken}; pdflush sent {self.acted} times above the limit, "
            f"left alone {self.left_alone} times below it"
        )
