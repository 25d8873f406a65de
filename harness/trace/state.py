# SPDX-License-Identifier: GPL-2.0-or-later
"""The machine's state at any instruction of a trace of level ``full``."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np

from harness.errors import ConfigError
from harness.trace.columns import REGISTERS, columns
from harness.trace.control import control_at
from harness.trace.memory import MemoryAt, PagingMode
from harness.trace.opening import OpenTrace

_PAGING: Final = 1 << 31
_PSE, _PAE = 1 << 4, 1 << 5
_FLAGS: Final = {
    "CF": 0, "PF": 2, "AF": 4, "ZF": 6, "SF": 7, "TF": 8, "IF": 9, "DF": 10, "OF": 11, "NT": 14, "RF": 16,
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class State:
    """What the processor saw just before an instruction.

    ``number`` is the instruction's: a ``rep`` counts many, so it may be less
    than was asked for.  ``memory`` reads as it was.
    """

    number: int
    virt: int
    task: int
    ring: int
    registers: dict[str, int]
    control: dict[str, int]
    memory: MemoryAt

    @property
    def flags(self) -> str:
        """The names of the flags that are set."""
        return " ".join(name for name, bit in _FLAGS.items() if self.registers["eflags"] >> bit & 1)


def state_at(trace: OpenTrace, number: int) -> State:
    """Return the state before the instruction that holds count ``number``.

    Raises :class:`ConfigError` when the trace does not hold it, or was not
    recorded at level ``full``.
    """
    chunk = trace.chunks[trace.chunk_index(number)]
    found = columns(trace.reader, chunk)
    if found.regs is None:
        level = trace.reader.header.get("level", "unknown")
        raise ConfigError(f"a trace of level {level} has no state; record with --level full")
    insns = found.insns
    if not len(insns["number"]):
        lost = "; ".join(trace.reader.lost)
        raise ConfigError(f"instruction {number:,} is lost: {lost}; choose one of another chunk")
    row = int(np.searchsorted(insns["number"], number, "right")) - 1
    # Rows that are no instruction stand for what the processor did in between.
    while row > 0 and insns["kind"][row]:
        row -= 1
    registers = {name: int(found.regs[i, row]) for i, name in enumerate(REGISTERS)}
    control = control_at(trace, chunk, found, row)
    mode = PagingMode(
        registers["cr3"],
        bool(control["cr0"] & _PAGING),
        bool(control["cr4"] & _PAE),
        bool(control["cr4"] & _PSE),
    )
    index = trace.reader.chunks.index(chunk)
    memory = MemoryAt(trace.reader, index, found, row, mode)
    numbers, place, task, ring = (int(insns[name][row]) for name in ("number", "pc", "task", "ring"))
    return State(numbers, place, task, ring, registers, control, memory)
