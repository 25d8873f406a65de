# SPDX-License-Identifier: GPL-2.0-or-later
"""Back traces by frame pointers, with the kernel's symbols.

Source: System V ABI i386, the standard stack frame: the saved EBP at EBP, the
return address above it.  Entry code has none: :mod:`harness.inspect.entry_frame`
leads across it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from harness.errors import GuestMemoryError, HarnessError
from harness.inspect.entry_frame import interrupted
from harness.machine.engine import Reg

if TYPE_CHECKING:
    from harness.machine.machine import Machine

MOST_FRAMES: Final = 64
STACK_BYTES: Final = 8192


@dataclass(frozen=True, slots=True)
class Frame:
    """One activation: where it executes and its frame pointer.

    ``left_by`` says how the processor left it for the kernel: an interrupt, an
    exception, a system call; empty for a call.
    """

    virt_pc: int
    frame_pointer: int
    symbol: str
    left_by: str = ""

    def __str__(self) -> str:
        return f"{self.virt_pc:#010x} {self.symbol}" + (f"  <{self.left_by}>" if self.left_by else "")


def backtrace(machine: Machine, pc: int | None = None, frame: int | None = None) -> list[Frame]:
    """Return the frames of the stack in use, innermost first.

    ``pc`` and ``frame`` begin elsewhere on that stack than at EIP and EBP, as for
    the registers that a fault saved.  Goes on through interrupts and exceptions to
    what they interrupted, and ends with the place in user mode where a system call
    was made, or at the first frame pointer that does not lead upwards within one
    kernel stack; a damaged stack shortens the list and is no error.
    """
    reg = machine.engine.reg
    esp = reg(Reg.ESP)
    limit = (esp & -STACK_BYTES & 0xFFFFFFFF) + STACK_BYTES
    here = Frame(reg(Reg.EIP) if pc is None else pc, reg(Reg.EBP) if frame is None else frame, "")
    frames = [replace(here, symbol=machine.symbols.symbolise(here.virt_pc))]
    # Where a function that has just begun has its return address, else None.
    begun = esp if pc is None and "+" not in frames[0].symbol else None
    previous = esp - 1
    while len(frames) < MOST_FRAMES:
        at = _return_address(frames[-1], begun, previous, limit)
        caller = None if at is None else _caller(machine, frames[-1].frame_pointer, at, begun is None)
        if at is None or caller is None:
            break
        frames.append(caller)
        previous, begun = at - 4 if begun is None else previous, None
        found = interrupted(machine, caller.symbol, at + 4, limit)
        if found is not None:
            symbol = "user mode" if found.user else machine.symbols.symbolise(found.virt_pc)
            frames.append(Frame(found.virt_pc, found.ebp, symbol, found.how))
            if found.user:
                break
            begun = found.esp if "+" not in symbol else None
    return frames


def listing(machine: Machine, frames: Sequence[Frame]) -> list[str]:
    """Return a numbered line for each frame, with its source line where DWARF has one."""
    lines = [f"#{number:<3}{frame}" for number, frame in enumerate(frames)]
    try:
        kernel = machine.kernel
    except HarnessError:
        return lines
    width = max(map(len, lines), default=0)
    for number, frame in enumerate(frames):
        # A return address belongs to the line after the call.
        called = number > 0 and not frame.left_by
        found = kernel.source(frame.virt_pc - called)
        if found:
            lines[number] = f"{lines[number]:<{width}}  {found[0]}"
    return lines


def _return_address(frame: Frame, begun: int | None, previous: int, limit: int) -> int | None:
    if begun is not None:
        return begun
    return frame.frame_pointer + 4 if previous < frame.frame_pointer <= limit - 8 else None


def _caller(machine: Machine, frame: int, at: int, framed: bool) -> Frame | None:
    try:
        following, pc = machine.read_word(frame) if framed else frame, machine.read_word(at)
    except GuestMemoryError:
        return None
    # A call's return address may be the next function's first byte.
    symbol = machine.symbols.symbolise(pc - 1)
    return Frame(pc, following, _one_further(symbol)) if _in_kernel(machine, pc, symbol) else None


def _in_kernel(machine: Machine, pc: int, symbol: str) -> bool:
    # Only of our own kernel is it known where its half begins.
    return pc >= machine.layout.page_offset if machine.watched else not symbol.startswith("0x")


def _one_further(symbol: str) -> str:
    name, plus, distance = symbol.rpartition("+")
    return f"{name}+{int(distance, 16) + 1:#x}" if plus else symbol
