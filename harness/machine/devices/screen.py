# SPDX-License-Identifier: GPL-2.0-or-later
"""The size of the user's window, for guests that ask.

A serial line cannot tell it.  Under the harness port 0x5c8 can: a 32-bit read
gives the rows in the lower half and the columns in the upper, 0 if nobody
knows.  A change rings at the serial port (MSR bit 2, a modem's), which is the
interrupt that a driver waits for.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Final

from harness.machine.devices.bus import State

SIZE: Final = 0x5C8
_MOST: Final = 0xFFFF


class Screen:
    """One 32-bit read-only port; ``ring()`` is the guest's bell."""

    name = "screen"
    access_bytes = 4

    def __init__(self, ring: Callable[[], None]) -> None:
        self._ring = ring
        self.reset()

    def ports(self) -> Iterable[int]:
        """Return the port."""
        return (SIZE,)

    def reset(self) -> None:
        """Forget the size."""
        self.rows = self.columns = 0

    def state(self) -> State:
        """Keep the size."""
        return {"rows": self.rows, "columns": self.columns}

    def load_state(self, state: State) -> None:
        """Bring the size back."""
        self.rows, self.columns = state["rows"], state["columns"]

    def resize(self, rows: int, columns: int) -> None:
        """Take a new size and ring if it is another one."""
        rows, columns = min(rows, _MOST), min(columns, _MOST)
        if (rows, columns) != (self.rows, self.columns):
            self.rows, self.columns = rows, columns
            self._ring()

    def read(self, port: int, size: int) -> int:
        """Return the size, or its lower bytes."""
        return (self.columns << 16 | self.rows) & (1 << 8 * size) - 1

    def write(self, port: int, size: int, value: int) -> None:
        """Nothing can be written here."""
