# SPDX-License-Identifier: GPL-2.0-or-later
"""Interrupt requests that get lost or come late, at the wires of the 8259 pair."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from harness.errors import ConfigError
from harness.machine.clock import CYCLES_PER_SECOND

if TYPE_CHECKING:
    from harness.machine.devices.i8259 import Chip
    from harness.testing.machine import MachineUnderTest


class LineFault:
    """The ``nth`` request of one line, counted from 1, that goes wrong.

    ``requests`` are those that came so far, ``happened`` tells whether it was reached.
    """

    def __init__(self, machine: MachineUnderTest, irq: int, nth: int, late_cycles: int | None) -> None:
        if not 0 <= irq <= 15 or nth < 1:
            raise ConfigError(f"interrupt {irq}, request {nth}: lines are 0 to 15, requests count from 1")
        self.requests = 0
        self._irq = irq
        self._nth = nth
        self._late_cycles = late_cycles
        self._board = machine.board
        self._chip = self._board.pic.slave if irq >= 8 else self._board.pic.master
        self._kind = type(self._chip)
        self._high = False
        self._late = False

    @property
    def happened(self) -> bool:
        """Whether that request has come."""
        return self.requests >= self._nth

    def drive(self, line: int, high: bool) -> None:
        """Stand in for the chip's ``set_line``."""
        if line == self._irq & 7 and not self._late:
            rising = high and not self._high
            self._high = high
            self.requests += rising
            if rising and self.requests == self._nth:
                self._go_wrong()
                return
        self._kind.set_line(self._chip, line, high)

    def _go_wrong(self) -> None:
        if self._late_cycles is not None:
            events = self._board.events
            events.at(events.now() + self._late_cycles, self._come_late)

    def _come_late(self) -> None:
        # Through the wire, so that the processor's pin follows.
        self._late = True
        wire = self._board.pic.line(self._irq)
        wire(True)
        if not self._high:
            wire(False)
        self._late = False

    @contextmanager
    def inserted(self) -> Iterator[LineFault]:
        """Within the block, the line is faulty."""

        def set_line(chip: Chip, line: int, high: bool) -> None:
            self.drive(line, high)

        # By its class: the chip's attributes are its state, which snapshots keep.
        self._kind = type(self._chip)
        self._chip.__class__ = type("FaultyChip", (self._kind,), {"set_line": set_line})
        try:
            yield self
        finally:
            self._chip.__class__ = self._kind


def cycles(virtual_seconds: float) -> int:
    """Return virtual seconds in cycles of the machine's clock."""
    return int(virtual_seconds * CYCLES_PER_SECOND)
