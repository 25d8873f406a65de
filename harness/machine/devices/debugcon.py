# SPDX-License-Identifier: GPL-2.0-or-later
"""The debug console at 0xe9: every byte written is kept apart from the UART."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from harness.machine.devices.bus import State, Wiring

PORT: Final = 0xE9


class DebugConsole:
    """Collects bytes; reading answers 0xe9, by which guests find it."""

    name = "debugcon"
    access_bytes = 1

    def __init__(self, wiring: Wiring) -> None:
        self._wiring = wiring
        self.text = bytearray()

    def ports(self) -> Iterable[int]:
        """Return the one port."""
        return (PORT,)

    def reset(self) -> None:
        """Forget the text."""
        self.text.clear()

    def state(self) -> State:
        """Keep the text, a character a byte."""
        return {"text": self.text.decode("latin-1")}

    def load_state(self, state: State) -> None:
        """Take the text back."""
        self.text[:] = state["text"].encode("latin-1")

    def read(self, port: int, size: int) -> int:
        """Answer the port's own number, the sign of presence."""
        return PORT

    def write(self, port: int, size: int, value: int) -> None:
        """Keep a byte, and let it count in the trace hash."""
        self.text.append(value)
        self._wiring.output(bytes((value,)))
