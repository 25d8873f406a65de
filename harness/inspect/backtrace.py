# SPDX-License-Identifier: GPL-2.0-or-later
"""Back traces by frame pointers, with the kernel's symbols.

Source: System V ABI i386, the standard stack frame: the saved EBP at EBP, the
return address above it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from harness.errors import GuestMemoryError
from harness.machine.engine import Reg

if TYPE_CHECKING:
    from harness.machine.machine import Machine

MOST_FRAMES: Final = 64
STACK_BYTES: Final = 8192


@dataclass(frozen=True, slots=True)
class Frame:
    """One activation: where it executes and its frame pointer."""

    virt_pc: int
    frame_pointer: int
    symbol: str

    def __str__(self) -> str:
        return f"{self.virt_pc:#010x} {self.symbol}"


def backtrace(machine: Machine, pc: int | None = None, frame: int | None = None) -> list[Frame]:
    """Return the frames of the stack in use, innermost first.

    ``pc`` and ``frame`` begin elsewhere on that stack than at EIP and EBP, as for
    the registers that a fault saved.  Ends at the first frame pointer that does not
    lead upwards within one kernel stack; a damaged stack shortens the list and is no
    error.
    """
    reg = machine.engine.reg
    here = pc is None
    pc = reg(Reg.EIP) if pc is None else pc
    frame = reg(Reg.EBP) if frame is None else frame
    limit = (reg(Reg.ESP) & -STACK_BYTES & 0xFFFFFFFF) + STACK_BYTES
    frames = [Frame(pc, frame, machine.symbols.symbolise(pc))]
    if here and "+" not in frames[0].symbol:
        frames += _caller_at_entry(machine, frame)
    previous = reg(Reg.ESP) - 1
    while len(frames) < MOST_FRAMES and previous < frame <= limit - 8:
        try:
            following, pc = machine.read_word(frame), machine.read_word(frame + 4)
        except GuestMemoryError:
            break
        # A call's return address may be the next function's first byte.
        symbol = machine.symbols.symbolise(pc - 1)
        if not _in_kernel(machine, pc, symbol):
            break
        frames.append(Frame(pc, following, _one_further(symbol)))
        previous, frame = frame, following
    return frames


def _caller_at_entry(machine: Machine, frame: int) -> list[Frame]:
    """Return the caller of a function that has not yet made its frame."""
    try:
        pc = machine.read_word(machine.engine.reg(Reg.ESP))
    except GuestMemoryError:
        return []
    symbol = machine.symbols.symbolise(pc - 1)
    return [Frame(pc, frame, _one_further(symbol))] if _in_kernel(machine, pc, symbol) else []


def _in_kernel(machine: Machine, pc: int, symbol: str) -> bool:
    # Only of our own kernel is it known where its half begins.
    return pc >= machine.layout.page_offset if machine.watched else not symbol.startswith("0x")


def _one_further(symbol: str) -> str:
    name, plus, distance = symbol.rpartition("+")
    return f"{name}+{int(distance, 16) + 1:#x}" if plus else symbol
