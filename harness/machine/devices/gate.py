# SPDX-License-Identifier: GPL-2.0-or-later
"""The paravirtual switch gate: the guest names prev and next, a policy acts.

The guest writes prev to 0x5c0 and next to 0x5c4 (task_struct addresses) in
``context_switch``; the policy has chosen CR3 when the second write returns.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Final

from harness.machine.devices.bus import State

PREV, NEXT = 0x5C0, 0x5C4
ABSENT: Final = 0xFFFFFFFF


class SwitchGate:
    """Two 32-bit write-only ports; ``on_switch(prev, next)`` gets the pair."""

    name = "switch gate"
    access_bytes = 4

    def __init__(self, on_switch: Callable[[int, int], None]) -> None:
        self._on_switch = on_switch
        self._prev = 0

    def ports(self) -> Iterable[int]:
        """Return the two ports."""
        return (PREV, NEXT)

    def reset(self) -> None:
        """Forget a half-announced switch."""
        self._prev = 0

    def state(self) -> State:
        """Keep a half-announced switch."""
        return {"prev": self._prev}

    def load_state(self, state: State) -> None:
        """Go on with a half-announced switch."""
        self._prev = state["prev"]

    def read(self, port: int, size: int) -> int:
        """Nothing can be read here."""
        return ABSENT >> 32 - 8 * size

    def write(self, port: int, size: int, value: int) -> None:
        """Remember prev, or switch to next."""
        if port == PREV:
            self._prev = value
        else:
            self._on_switch(self._prev, value)
