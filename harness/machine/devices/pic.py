# SPDX-License-Identifier: GPL-2.0-or-later
"""The pair of 8259A interrupt controllers of a PC.

Source: Intel 8259A datasheet (order 231468).  The second chip hangs on line 2
of the first.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Final

from harness.machine.devices.bus import State
from harness.machine.devices.i8259 import Chip

MASTER, SLAVE = 0x20, 0xA0
CASCADE_LINE: Final = 2


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

    def state(self) -> State:
        """Return both chips and the level of the INT pin."""
        return {"master": self.master.state(), "slave": self.slave.state(), "output": self._output}

    def load_state(self, state: State) -> None:
        """Set both chips; the processor keeps its end of the INT pin itself."""
        self.master.load_state(state["master"])
        self.slave.load_state(state["slave"])
        self._output = state["output"]

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
