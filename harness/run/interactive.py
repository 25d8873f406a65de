# SPDX-License-Identifier: GPL-2.0-or-later
"""Running a guest that somebody types to.

Input reaches the guest only where the machine calls back: at a deadline of its
own clock, between two slices of a busy run, or when it can only wait.  These
places are the guest's and not the host's, so a log of what arrived at which of
them is enough to have the run again.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Final, Protocol

from harness.machine.clock import CYCLES_PER_SECOND
from harness.machine.engine import Reg
from harness.machine.machine import Machine
from harness.machine.stop import Stop, StopReason
from harness.run.input_log import Entry, InputLog

# A guest without a timer calls back this often; about 50 ms of the host's time.
SLICE_INSTRUCTIONS: Final = 20_000_000
EFLAGS_IF: Final = 1 << 9


class Source(Protocol):
    """Where input comes from."""

    @property
    def open(self) -> bool:
        """Whether more may come."""

    def take(self, clock: int, idle: int) -> list[Entry]:
        """Return what has arrived by now, by the guest's clock and its idle cycles."""

    def wait(self) -> None:
        """Return when something has arrived."""


class Nobody:
    """The source of a run to which nobody types, but whose output shall appear as it runs."""

    open = False

    def take(self, clock: int, idle: int) -> list[Entry]:
        """Return nothing."""
        return []

    def wait(self) -> None:
        """Return at once: nothing will come."""


class Interaction:
    """One run of a machine with a source of input; ``left`` says that the user ended it."""

    def __init__(self, machine: Machine, source: Source, log: InputLog | None = None) -> None:
        self.machine = machine
        self.left = False
        self._fresh = False
        self._source = source
        self._log = log

    def run(self, budget_instructions: int, patience_seconds: float) -> Stop:
        """Run until the guest stops or the user leaves; the limits are ``Machine.run``'s."""
        self.machine.console.poll = self._poll
        try:
            stop = self._slices(budget_instructions, patience_seconds)
            # Where a signal of the host's ended it is no place of the guest's.
            if self._log is not None and stop.reason is not StopReason.INTERRUPTED:
                self._log.finish()
            return stop
        finally:
            self.machine.console.poll = None
            if self._log is not None:
                self._log.close()

    def _slices(self, budget: int, patience: float) -> Stop:
        engine = self.machine.engine
        end = engine.instructions + budget
        clock_end = engine.clock + patience * CYCLES_PER_SECOND
        while True:
            left = min(SLICE_INSTRUCTIONS, end - engine.instructions)
            # Whatever ends it, the console is pumped, and with it asked for input, once more.
            stop = self.machine.run(left, (clock_end - engine.clock) / CYCLES_PER_SECOND)
            if stop.reason is StopReason.HALTED and not self.left and self._can_be_woken():
                if not self._fresh:
                    self._source.wait()
                    self._poll()
            elif stop.reason is not StopReason.BUDGET:
                return stop
            elif engine.instructions >= end or engine.clock >= clock_end:
                return stop
            if self.left:
                return replace(stop, reason=StopReason.EXIT, value=0)

    def _can_be_woken(self) -> bool:
        return self._source.open and bool(self.machine.engine.reg(Reg.EFLAGS) & EFLAGS_IF)

    def _poll(self) -> None:
        engine = self.machine.engine
        clock = engine.clock
        entries = self._source.take(clock, clock - engine.instructions)
        self._fresh = bool(entries)
        for entry in entries:
            if self._log is not None:
                self._log.add(entry)
            self.left |= entry.leave
            entry.apply(self.machine)
