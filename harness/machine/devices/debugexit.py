# SPDX-License-Identifier: GPL-2.0-or-later
"""The port by which a guest ends its run, as QEMU's isa-debug-exit."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from harness.machine.devices.bus import State, Wiring

PORT: Final = 0xF4


class DebugExit:
    """A write to 0xf4 stops the machine; the value is the exit code.

    QEMU's own process would end with ``value << 1 | 1``.
    """

    name = "isa-debug-exit"
    access_bytes = 4

    def __init__(self, wiring: Wiring) -> None:
        self._wiring = wiring

    def ports(self) -> Iterable[int]:
        """Return the four ports that QEMU's device covers with iosize=4."""
        return range(PORT, PORT + 4)

    def reset(self) -> None:
        """Nothing to forget."""

    def state(self) -> State:
        """Nothing to keep."""
        return {}

    def load_state(self, state: State) -> None:
        """Nothing to take back."""

    def read(self, port: int, size: int) -> int:
        """Reads answer zero."""
        return 0

    def write(self, port: int, size: int, value: int) -> None:
        """End the run with ``value``."""
        self._wiring.exit(value)
