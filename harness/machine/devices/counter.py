# SPDX-License-Identifier: GPL-2.0-or-later
"""One counter of the 8254: modes, counts and the OUT pin as functions of time.

Source: Intel 8254 datasheet (order 231164).  Nothing ticks: what a program
reads is computed from the number of input periods that have passed.
"""

from __future__ import annotations

from typing import Final

from harness.machine.devices.bus import State

LATCH, LOW, HIGH, WORD = 0, 1, 2, 3
DECIMAL_TOP: Final = 10_000


def from_bcd(value: int) -> int:
    """Read four binary-coded digits."""
    return sum((value >> 4 * n & 15) * 10**n for n in range(4))


def to_bcd(value: int) -> int:
    """Write a number as four binary-coded digits."""
    return sum(value // 10**n % 10 << 4 * n for n in range(4))


class Channel:
    """One counter; times are in ticks of the input clock."""

    def __init__(self) -> None:
        self.reset()

    def reset(self) -> None:
        """Return to power-on: mode 3 undefined by the datasheet, no count."""
        self.mode, self.access, self.bcd = 3, WORD, False
        self.reload = 0
        self.start: int | None = None
        self.gate = True
        self.null = True
        self.write_low: int | None = None
        self.read_high = False
        self.latched: list[int] = []
        self.status: int | None = None
        self.paused_at: int | None = None

    def state(self) -> State:
        """Return every field."""
        return {**vars(self), "latched": list(self.latched)}

    def load_state(self, state: State) -> None:
        """Set every field."""
        vars(self).update(state)
        self.latched = list(self.latched)

    @property
    def period(self) -> int:
        """The count as the counter sees it: zero means the largest."""
        top = DECIMAL_TOP if self.bcd else 0x10000
        value = from_bcd(self.reload) if self.bcd else self.reload
        return value or top

    def control(self, access: int, mode: int, bcd: bool) -> None:
        """Take a control word; counting waits for a new count."""
        self.access, self.bcd = access, bcd
        self.mode = mode & 3 if mode > 5 else mode
        self.start, self.null = None, True
        self.write_low, self.read_high, self.latched, self.status = None, False, [], None
        self.paused_at = None

    def load(self, value: int, now: int) -> None:
        """Take a byte of the count; start when the count is whole."""
        if self.access == WORD and self.write_low is None:
            self.write_low = value
            if self.mode == 0:
                self.start = None
            return
        if self.access == WORD:
            self.reload = value << 8 | (self.write_low or 0)
            self.write_low = None
        else:
            self.reload = value << 8 if self.access == HIGH else value
        self.null = False
        if self.mode in (1, 5):
            self.start = None
        else:
            self.start = now
            self.paused_at = None if self.gate else now

    def set_gate(self, high: bool, now: int) -> None:
        """Drive the gate input: it stops, resumes or triggers the counter."""
        if high == self.gate:
            return
        self.gate = high
        if self.mode in (1, 2, 3, 5):
            if high:
                self.start, self.paused_at = (None if self.null else now), None
            elif self.mode in (2, 3) and self.start is not None:
                self.paused_at = now
        elif self.start is not None:
            if not high:
                self.paused_at = now
            elif self.paused_at is not None:
                self.start += now - self.paused_at
                self.paused_at = None

    def _elapsed(self, now: int) -> int | None:
        if self.start is None:
            return None
        return (now if self.paused_at is None else self.paused_at) - self.start

    def count(self, now: int) -> int:
        """Return the counting element as a program would read it."""
        elapsed, period = self._elapsed(now), self.period
        if elapsed is None:
            value = self.period
        elif self.mode == 2:
            value = period - elapsed % period
        elif self.mode == 3:
            value = period - 2 * elapsed % period
        else:
            value = period - elapsed
        return to_bcd(value % DECIMAL_TOP) if self.bcd else value & 0xFFFF

    def output(self, now: int) -> bool:
        """Return the level of the OUT pin."""
        elapsed, period = self._elapsed(now), self.period
        if elapsed is None:
            return self.mode != 0
        if self.mode in (0, 1):
            return elapsed >= period
        if self.paused_at is not None and self.mode in (2, 3):
            return True
        if self.mode == 2:
            return elapsed % period != period - 1
        if self.mode == 3:
            return elapsed % period < (period + 1) // 2
        return elapsed != period

    def latch_count(self, now: int) -> None:
        """Hold the count for the next reads; a second latch is ignored."""
        if not self.latched:
            value = self.count(now)
            low, high = value & 0xFF, value >> 8
            self.latched = {LOW: [low], HIGH: [high]}.get(self.access, [low, high])

    def latch_status(self, now: int) -> None:
        """Hold the status byte for the next read."""
        if self.status is None:
            out, null = self.output(now) << 7, self.null << 6
            self.status = out | null | self.access << 4 | self.mode << 1 | self.bcd

    def read(self, now: int) -> int:
        """Read the status, a latched byte, or the running count."""
        if self.status is not None:
            value, self.status = self.status, None
            return value
        if self.latched:
            return self.latched.pop(0)
        count = self.count(now)
        if self.access == WORD:
            self.read_high = not self.read_high
            return count & 0xFF if self.read_high else count >> 8
        return count >> 8 if self.access == HIGH else count & 0xFF

    def next_edge(self, now: int) -> int | None:
        """Return the tick of the next rising edge of OUT, or None."""
        if self.start is None or self.paused_at is not None:
            return None
        elapsed, period = now - self.start, self.period
        if self.mode in (2, 3):
            return self.start + (elapsed // period + 1) * period
        end = period if self.mode in (0, 1) else period + 1
        return self.start + end if elapsed < end else None
