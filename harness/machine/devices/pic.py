# SPDX-License-Identifier: GPL-2.0-or-later
"""The pair of 8259A interrupt controllers of a PC.

Source: Intel 8259A datasheet (order 231468).  The second chip hangs on line 2
of the first.  Edge triggering is the rule; ICW1's level bit is honoured.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Final

MASTER, SLAVE = 0x20, 0xA0
CASCADE_LINE: Final = 2
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


class Pic:
    """Both chips; ``on_output`` gets the INT pin's level when it changes."""

    name = "8259"
    access_bytes = 1

    def __init__(self, on_output: Callable[[bool], None]) -> None:
        self.master = Chip(1 << CASCADE_LINE)
        self.slave = Chip()
        self._on_output = on_output
        self._output = False

    def ports(self) -> Iterable[int]:
        """Return the command and data ports of both chips."""
        return (MASTER, MASTER + 1, SLAVE, SLAVE + 1)

    def reset(self) -> None:
        """Reset both chips and drop the INT pin."""
        self.master.reset()
        self.slave.reset()
        self._update()

    def read(self, port: int, size: int) -> int:
        """Read a chip's register."""
        chip = self.slave if port & 0x80 else self.master
        value = chip.read(bool(port & 1))
        self._update()
        return value

    def write(self, port: int, size: int, value: int) -> None:
        """Write a chip's command or data port."""
        chip = self.slave if port & 0x80 else self.master
        chip.write(bool(port & 1), value)
        self._update()

    def line(self, irq: int) -> Callable[[bool], None]:
        """Return the wire of interrupt request ``irq`` (0-15)."""
        chip = self.slave if irq >= 8 else self.master

        def drive(high: bool) -> None:
            chip.set_line(irq & 7, high)
            self._update()

        return drive

    def acknowledge(self) -> int:
        """Answer the processor's INTA with a vector."""
        line = self.master.acknowledge()
        if line == CASCADE_LINE and not self.master.single:
            vector = self.slave.vector_base + self.slave.acknowledge()
            # The slave drops its output during INTA, so that a second request
            # of its makes a new edge.
            self.master.set_line(CASCADE_LINE, False)
        else:
            vector = self.master.vector_base + line
        self._update()
        return vector

    def _update(self) -> None:
        slave = self.slave.pending() is not None
        if slave and not self.master.lines & 1 << CASCADE_LINE:
            self.master.set_line(CASCADE_LINE, True)
        elif not slave:
            self.master.set_line(CASCADE_LINE, False)
        output = self.master.pending() is not None
        if output != self._output:
            self._output = output
            self._on_output(output)
