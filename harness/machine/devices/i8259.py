# SPDX-License-Identifier: GPL-2.0-or-later
"""One 8259A interrupt controller: requests, priorities and command words.

Source: Intel 8259A datasheet (order 231468).  Edge triggering is the rule;
ICW1's level bit is honoured.
"""

from __future__ import annotations

from typing import Final

from harness.machine.devices.bus import State

SPURIOUS_LINE: Final = 7
ICW1, ICW1_NEEDS_4, ICW1_SINGLE, ICW1_LEVEL = 0x10, 1, 2, 8
OCW3: Final = 0x08
AUTO_EOI, NESTED = 0x02, 0x10


class Chip:
    """One 8259A: request, service and mask registers and its command words."""

    def __init__(self, cascade_input: int = 0) -> None:
        self.cascade_input = cascade_input
        self.reset()

    def reset(self) -> None:
        """Forget everything; an uninitialised chip lets nothing through."""
        self.irr = self.isr = self.lines = 0
        self.imr = 0xFF
        self.vector_base = 0
        self.lowest = 7
        self.level = self.auto_eoi = self.rotate_auto = False
        self.special_mask = self.read_isr = self.poll = self.nested = False
        self.step = 0
        self.needs_4 = self.single = False

    def state(self) -> State:
        """Return every register; all of them are numbers."""
        return dict(vars(self))

    def load_state(self, state: State) -> None:
        """Set every register."""
        vars(self).update(state)

    def set_line(self, line: int, high: bool) -> None:
        """Drive input ``line``; a rising edge makes a request.

        A request vanishes when its line falls before the acknowledge, which
        then reads the spurious vector.
        """
        bit = 1 << line
        if not high:
            self.lines &= ~bit
            self.irr &= ~bit
        elif self.level or not self.lines & bit:
            self.lines |= bit
            self.irr |= bit

    def _priority(self, bits: int) -> int:
        """Return how many lines stand before the foremost of ``bits``; 8 if none."""
        for rank in range(8):
            if bits >> ((self.lowest + 1 + rank) & 7) & 1:
                return rank
        return 8

    def pending(self) -> int | None:
        """Return the line to be served now, or None."""
        # Most calls find nothing: spare them the search.
        wanted = self.irr & ~self.imr
        if not wanted or self.step:
            return None
        serving = self.isr & ~self.imr if self.special_mask else self.isr
        if self.nested and self.cascade_input:
            serving &= ~self.cascade_input
        rank = self._priority(wanted)
        if rank >= self._priority(serving):
            return None
        return (self.lowest + 1 + rank) & 7

    def acknowledge(self) -> int:
        """Answer INTA: return the line taken, or 7 when none is left."""
        line = self.pending()
        if line is None:
            return SPURIOUS_LINE
        bit = 1 << line
        if not self.level:
            self.irr &= ~bit
        if self.auto_eoi:
            if self.rotate_auto:
                self.lowest = line
        else:
            self.isr |= bit
        return line

    def read(self, data: bool) -> int:
        """Read the mask (data port), or IRR/ISR/poll (command port)."""
        if self.poll:
            self.poll = False
            line = self.pending()
            return 0 if line is None else 0x80 | self.acknowledge()
        if data:
            return self.imr
        return self.isr if self.read_isr else self.irr

    def write(self, data: bool, value: int) -> None:
        """Take a command or a data byte, by the initialisation sequence."""
        if not data:
            if value & ICW1:
                self._icw1(value)
            elif value & OCW3:
                self._ocw3(value)
            else:
                self._ocw2(value)
        elif self.step:
            self._icw(value)
        else:
            self.imr = value

    def _icw1(self, value: int) -> None:
        lines = self.lines
        self.reset()
        self.lines = lines
        self.imr = 0
        self.step = 2
        self.needs_4 = bool(value & ICW1_NEEDS_4)
        self.single = bool(value & ICW1_SINGLE)
        self.level = bool(value & ICW1_LEVEL)
        if self.level:
            self.irr = lines

    def _icw(self, value: int) -> None:
        if self.step == 2:
            self.vector_base = value & 0xF8
            self.step = 3 if not self.single else 4 if self.needs_4 else 0
        elif self.step == 3:
            self.step = 4 if self.needs_4 else 0
        else:
            self.auto_eoi = bool(value & AUTO_EOI)
            self.nested = bool(value & NESTED)
            self.step = 0

    def _ocw2(self, value: int) -> None:
        rotate, specific, end = value & 0x80, value & 0x40, value & 0x20
        if not end:
            if specific and rotate:
                self.lowest = value & 7
            elif not specific:
                self.rotate_auto = bool(rotate)
            return
        if specific:
            line = value & 7
        else:
            rank = self._priority(self.isr & ~self.imr if self.special_mask else self.isr)
            if rank == 8:
                return
            line = (self.lowest + 1 + rank) & 7
        self.isr &= ~(1 << line)
        if rotate:
            self.lowest = line

    def _ocw3(self, value: int) -> None:
        if value & 0x40:
            self.special_mask = bool(value & 0x20)
        if value & 0x04:
            self.poll = True
        elif value & 0x02:
            self.read_isr = bool(value & 0x01)
