# SPDX-License-Identifier: GPL-2.0-or-later
"""Virtual time: cycles of a 100 MHz processor, and what is due when.

One retired instruction is one cycle; a halted processor jumps to the next
event.  The host's clock plays no part.
"""

from __future__ import annotations

from collections.abc import Callable
from heapq import heappop, heappush
from typing import Final

CYCLES_PER_SECOND: Final = 100_000_000
NEVER: Final = (1 << 64) - 1
# A place in the order of events: cycle, then serial number.
When = list[int]


class Event:
    """A promise to call back; ``cancelled`` ones are skipped.

    ``kept`` says that a device has it in the state it last gave.
    """

    __slots__ = ("callback", "cancelled", "cycle", "kept", "serial")

    def __init__(self, cycle: int, serial: int, callback: Callable[[], None]) -> None:
        self.cycle = cycle
        self.serial = serial
        self.callback = callback
        self.cancelled = self.kept = False


class EventQueue:
    """Events in order of cycle, then of scheduling: the same run each time.

    ``now`` reads the clock in cycles; ``on_change`` learns the next deadline
    (``NEVER`` when nothing is due).
    """

    def __init__(self, now: Callable[[], int], on_change: Callable[[int], None] | None = None) -> None:
        self.now = now
        self._on_change = on_change
        self._heap: list[tuple[int, int, Event]] = []
        self._serial = 0
        self._announced = -1

    def at(self, cycle: int, callback: Callable[[], None]) -> Event:
        """Call back once at ``cycle`` or at the next block after it."""
        self._serial += 1
        event = self._push(cycle, self._serial, callback)
        self.announce()
        return event

    def _push(self, cycle: int, serial: int, callback: Callable[[], None]) -> Event:
        event = Event(cycle, serial, callback)
        heappush(self._heap, (cycle, serial, event))
        return event

    def cancel(self, event: Event | None) -> None:
        """Forget an event; None and past events are harmless."""
        if event is not None and not event.cancelled:
            event.cancelled = True
            self.announce()

    @property
    def next_cycle(self) -> int:
        """Cycle of the next event, or ``NEVER``."""
        heap = self._heap
        while heap and heap[0][2].cancelled:
            heappop(heap)
        return heap[0][0] if heap else NEVER

    def run_due(self) -> None:
        """Call what is due, earliest first; new events may become due too."""
        heap, now = self._heap, self.now
        while heap and heap[0][0] <= now():
            event = heappop(heap)[2]
            if not event.cancelled:
                event.cancelled = True
                event.callback()
        self._announced = -1
        self.announce()

    @property
    def serial(self) -> int:
        """How many events were ever scheduled: it orders those of one cycle."""
        return self._serial

    def of_host(self) -> list[Event]:
        """Return the events to come that no device has kept, in no order."""
        return [event for _, _, event in self._heap if not event.cancelled and not event.kept]

    def when(self, event: Event | None) -> When | None:
        """Return the place of an event in the order, for a device's state.

        None for one that is past, cancelled, or was never scheduled.
        """
        if event is None or event.cancelled:
            return None
        event.kept = True
        return [event.cycle, event.serial]

    def again(self, when: When | None, callback: Callable[[], None]) -> Event | None:
        """Schedule an event anew at the place that :meth:`when` returned."""
        return None if when is None else self._push(when[0], when[1], callback)

    def revive(self, event: Event) -> None:
        """Put an event of the host back, whatever became of it since."""
        event.cancelled = False
        heappush(self._heap, (event.cycle, event.serial, event))

    def begin_load(self, serial: int) -> None:
        """Forget all events; the devices' ``load_state`` schedule theirs anew."""
        self._heap.clear()
        self._serial = serial

    def end_load(self) -> None:
        """Tell the engine the deadline, whatever it was told before."""
        self._announced = -1
        self.announce()

    def announce(self) -> None:
        """Tell the engine the next deadline if it moved."""
        if self._on_change is not None:
            cycle = self.next_cycle
            if cycle != self._announced:
                self._announced = cycle
                self._on_change(cycle)
