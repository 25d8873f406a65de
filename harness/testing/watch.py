# SPDX-License-Identifier: GPL-2.0-or-later
"""Watchpoints: stop once a piece of the guest's memory has changed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from harness.errors import GuestMemoryError
from harness.machine.clock import CYCLES_PER_SECOND
from harness.machine.engine import CoreStop, Reg
from harness.machine.stop import Stop, StopReason

if TYPE_CHECKING:
    from harness.testing.machine import MachineUnderTest


class Watch:
    """One watched piece of memory: ``before`` and ``after`` tell the last change.

    ``virt_block`` is where the block of instructions begins that made it.
    Unmapped memory counts as a value of its own.
    """

    def __init__(self, machine: MachineUnderTest, virt: int, size: int) -> None:
        self._machine = machine
        self.virt = virt
        self.size = size
        self.after = self.before = self._read()
        self.virt_block = 0

    def changed(self) -> bool:
        """Compare with the last look, and remember what is there now."""
        now = self._read()
        if now == self.after:
            return False
        self.before, self.after = self.after, now
        return True

    def __str__(self) -> str:
        name = self._machine.symbols.symbolise
        change = f"{_text(self.before)} -> {_text(self.after)}"
        return f"{name(self.virt)}: {change} by the block at {name(self.virt_block)}"

    def _read(self) -> bytes:
        try:
            return self._machine.read_virt(self.virt, self.size)
        except GuestMemoryError:
            return b""


def run_watching(
    machine: MachineUnderTest, watches: Sequence[Watch], budget_instructions: int, patience_seconds: float
) -> Stop:
    """Run block by block until a watched piece changes or the machine stops."""
    engine = machine.engine
    end = engine.instructions + budget_instructions
    end_cycle = engine.clock + int(patience_seconds * CYCLES_PER_SECOND)
    machine.board.clock_limit = end_cycle
    for watch in watches:
        watch.changed()
    while engine.instructions < end and engine.clock < end_cycle:
        start = engine.reg(Reg.EIP)
        reason, value = engine.run(1)
        for watch in watches:
            if watch.changed():
                watch.virt_block = start
                machine.console.pump()
                return replace(machine.here(), reason=StopReason.BREAKPOINT, detail=str(watch))
        if reason is not CoreStop.BUDGET:
            # Nothing more runs; the machine words why.
            machine.console.pump()
            return machine.describe(StopReason[reason.name], value)
    machine.console.pump()
    return machine.describe(StopReason.BUDGET)


def _text(value: bytes) -> str:
    if not value:
        return "unmapped"
    return f"{int.from_bytes(value, 'little'):#x}" if len(value) <= 8 else value.hex()
