# SPDX-License-Identifier: GPL-2.0-or-later
"""The 8254 interval timer, and port 0x61 that gates its third channel.

Source: Intel 8254 datasheet (order 231164); port 0x61 after the IBM AT
technical reference.  Counts are computed from the clock when read; only
channel 0's output edges are events.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Final

from harness.machine.clock import CYCLES_PER_SECOND, Event
from harness.machine.devices.bus import State, Wiring
from harness.machine.devices.counter import LATCH, Channel

INPUT_HZ: Final = 1_193_182
CONTROL, GATE_PORT = 0x43, 0x61
REFRESH, OUT2 = 0x10, 0x20


def ticks_at(cycle: int) -> int:
    """Return how many input periods of the timer have passed at ``cycle``."""
    return cycle * INPUT_HZ // CYCLES_PER_SECOND


def cycle_of(tick: int) -> int:
    """Return the first cycle at which ``tick`` input periods have passed."""
    return -(-tick * CYCLES_PER_SECOND // INPUT_HZ)


class Pit:
    """Three channels; channel 0 drives the interrupt line ``irq``."""

    name = "8254"
    access_bytes = 1

    def __init__(self, wiring: Wiring, irq: Callable[[bool], None]) -> None:
        self._wiring = wiring
        self._irq = irq
        self._event: Event | None = None
        self.channels = (Channel(), Channel(), Channel())
        self.speaker = 0
        self.reset()

    def ports(self) -> Iterable[int]:
        """Return the three counters, the control word and port 0x61."""
        return (0x40, 0x41, 0x42, CONTROL, GATE_PORT)

    def reset(self) -> None:
        """Stop all channels and close channel 2's gate."""
        for channel in self.channels:
            channel.reset()
        self.channels[2].gate = False
        self.speaker = 0
        self._wiring.events.cancel(self._event)
        self._event = None

    def state(self) -> State:
        """Return the channels, port 0x61 and when channel 0 rises next."""
        return {
            "channels": [channel.state() for channel in self.channels],
            "speaker": self.speaker,
            "edge": self._wiring.events.when(self._event),
        }

    def load_state(self, state: State) -> None:
        """Set the channels and schedule channel 0's next edge."""
        for channel, saved in zip(self.channels, state["channels"], strict=True):
            channel.load_state(saved)
        self.speaker = state["speaker"]
        self._event = self._wiring.events.again(state["edge"], self._edge)

    def _ticks(self) -> int:
        return ticks_at(self._wiring.events.now())

    def read(self, port: int, size: int) -> int:
        """Read a counter, or the gate port with channel 2's output."""
        now = self._ticks()
        if port == GATE_PORT:
            # Bit 4 follows the memory refresh: half its 15 us period each way.
            refresh = REFRESH if now // 18 & 1 else 0
            return self.speaker | refresh | OUT2 * self.channels[2].output(now)
        if port == CONTROL:
            return 0xFF
        return self.channels[port & 3].read(now)

    def write(self, port: int, size: int, value: int) -> None:
        """Write a count, a control word or the gate port."""
        now = self._ticks()
        if port == GATE_PORT:
            self.speaker = value & 3
            self.channels[2].set_gate(bool(value & 1), now)
        elif port == CONTROL:
            self._control(value, now)
        else:
            self.channels[port & 3].load(value, now)
            if port == 0x40:
                self._restart(now)

    def _control(self, value: int, now: int) -> None:
        which, access = value >> 6, value >> 4 & 3
        if which == 3:
            for index, channel in enumerate(self.channels):
                if value & 2 << index:
                    if not value & 0x20:
                        channel.latch_count(now)
                    if not value & 0x10:
                        channel.latch_status(now)
        elif access == LATCH:
            self.channels[which].latch_count(now)
        else:
            self.channels[which].control(access, value >> 1 & 7, bool(value & 1))
            if which == 0:
                self._restart(now)

    def _restart(self, now: int) -> None:
        # Programming may lower the pin; it must not make an edge of its own.
        if not self.channels[0].output(now):
            self._irq(False)
        self._arm(now)

    def _arm(self, now: int) -> None:
        events = self._wiring.events
        events.cancel(self._event)
        tick = self.channels[0].next_edge(now)
        self._event = None if tick is None else events.at(cycle_of(tick), self._edge)

    def _edge(self) -> None:
        # The whole low phase is over within the event: the controller is edge
        # triggered and no program can see channel 0's pin otherwise.
        if self.channels[0].mode in (2, 3):
            self._irq(False)
        self._irq(True)
        self._arm(self._ticks())
