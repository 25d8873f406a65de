# SPDX-License-Identifier: GPL-2.0-or-later
"""The user's end of the serial console: what was printed, and typing."""

from __future__ import annotations

from collections.abc import Callable

from harness.machine.devices.screen import Screen
from harness.machine.devices.uart import Uart

Listener = Callable[[bytes], None]


class Console:
    """Keeps all output, hands new output to ``listener``, sends input."""

    def __init__(self, uart: Uart, screen: Screen) -> None:
        self._uart = uart
        self._screen = screen
        self.raw = bytearray()
        self.listener: Listener | None = None
        # Asked at each of the machine's deadlines, for who wants to type.
        self.poll: Callable[[], None] | None = None

    @property
    def text(self) -> str:
        """All output so far as text, with plain newlines."""
        self.pump()
        return self.raw.decode("utf-8", "replace").replace("\r\n", "\n")

    def send(self, data: bytes | str) -> None:
        """Type at the console; text goes as UTF-8."""
        self._uart.send(data.encode() if isinstance(data, str) else data)

    def send_damaged(self, data: bytes, errors: int) -> None:
        """Have bytes arrive with errors of the line: bits of the UART's LSR."""
        self._uart.send(data, errors)

    @property
    def pending(self) -> int:
        """Bytes that were typed and that the guest has not read yet."""
        return self._uart.pending

    def resize(self, rows: int, columns: int) -> None:
        """Tell the guest the size of the user's window."""
        self._screen.resize(rows, columns)

    def pump(self) -> None:
        """Collect what the device holds and tell the listener."""
        data = self._uart.drain()
        if data:
            self.raw += data
            if self.listener is not None:
                self.listener(data)
        if self.poll is not None:
            self.poll()
