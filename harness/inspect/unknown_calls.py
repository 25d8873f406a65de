# SPDX-License-Identifier: GPL-2.0-or-later
"""System calls that programs asked for and the guest does not have, as its memory tells."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from harness.inspect.syscall_names import syscall_name

if TYPE_CHECKING:
    from harness.machine.machine import Machine

TABLE: Final = "unknown_calls"
ROW_BYTES: Final = 8


@dataclass(frozen=True, slots=True)
class UnknownCall:
    """A number that the guest answered with ENOSYS, and how often."""

    number: int
    times: int

    @property
    def name(self) -> str:
        """Linux's name of it, or "" when it has none."""
        return syscall_name(self.number)

    def as_json(self) -> dict[str, object]:
        """Return the fields for ``--json``."""
        return {"number": self.number, "name": self.name, "times": self.times}

    def __str__(self) -> str:
        return f"{self.name or 'nameless'} ({self.number}) x {self.times}"


def unknown_calls(machine: Machine) -> tuple[UnknownCall, ...]:
    """Return the guest's unknown_calls[] (kernel/sys_ni.c), by number; empty for other kernels.

    Raises :class:`GuestMemoryError` when the guest's memory is past reading.
    """
    table = machine.symbols.get(TABLE)
    if table is None:
        return ()
    rows = machine.read_virt(table, machine.symbols.size(TABLE))
    words = [int.from_bytes(rows[at : at + 4], "little") for at in range(0, len(rows), 4)]
    calls = (
        UnknownCall(number, times) for number, times in zip(words[::2], words[1::2], strict=True) if times
    )
    return tuple(sorted(calls, key=lambda call: call.number))
