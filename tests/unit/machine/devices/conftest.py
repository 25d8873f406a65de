# SPDX-License-Identifier: GPL-2.0-or-later
"""A clock that tests move by hand, and wires that remember."""

from __future__ import annotations

import pytest

from harness.machine.clock import EventQueue
from harness.machine.devices.bus import Wiring
from tests.unit.machine.devices.ata_guest import SECTORS, Guest, blank


class Bench:
    """Stands in for the engine: a clock, latches, a stream, output and exits."""

    def __init__(self):
        self.cycle = 0
        self.events = EventQueue(lambda: self.cycle)
        self.latches = {}
        self.streams = {}
        self.native = bytearray()
        self.hashed = bytearray()
        self.exits = []
        self.levels = []
        self.wiring = Wiring(
            self.events,
            latch=self.latches.__setitem__,
            stream=self.streams.__setitem__,
            take_stream=self._take,
            output=self.hashed.extend,
            exit=self.exits.append,
        )

    def _take(self):
        data, self.native = bytes(self.native), bytearray()
        return data

    def irq(self, high):
        self.levels.append(high)

    @property
    def edges(self):
        """Rising edges of the wire so far."""
        low = [False, *self.levels]
        return sum(now and not before for before, now in zip(low, low[1:], strict=False))

    def until(self, cycle):
        """Let time pass, running each event at its own cycle."""
        while self.events.next_cycle <= cycle:
            self.cycle = max(self.cycle, self.events.next_cycle)
            self.events.run_due()
        self.cycle = cycle


@pytest.fixture
def bench():
    return Bench()


@pytest.fixture
def guest(bench):
    """A driver of two blank disks."""
    return Guest(bench, blank(SECTORS, 2 * SECTORS))
