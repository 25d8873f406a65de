# SPDX-License-Identifier: GPL-2.0-or-later
"""The registers that entry code saved on a kernel stack: ``struct pt_regs``.

Entry code makes no stack frame, so a chain of frame pointers skips whatever was
interrupted.  Source: Linux 2.6, ``arch/i386/kernel/entry.S``, whose order of saved
registers is also that of this project's kernel.
"""

from __future__ import annotations

import struct
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from harness.errors import GuestMemoryError
from harness.machine.engine import Reg

if TYPE_CHECKING:
    from harness.machine.machine import Machine

# What calls C from entry code, and how that is said of the code that was left.
ENTRY_CODE: Final = {
    "system_call": "system call",
    "sysenter_entry": "system call",
    "common_interrupt": "interrupt",
    "error_code": "exception",
    "need_resched": "preempted",
    "work_pending": "rescheduled",
    "work_notifysig": "signalled",
}
# ebx ecx edx esi edi ebp eax ds es orig_eax eip cs eflags, and from ring 3 esp ss.
_PT_REGS: Final = struct.Struct("<13I")
_FROM_RING_3: Final = struct.Struct("<2I")
# Between the return address and the saved registers lie the handler's arguments.
_MOST_ARGUMENTS: Final = 9
_EFLAGS_FIXED: Final = 0x2
_EFLAGS_NEVER: Final = 0xFFC00028
_HIGHEST_SELECTOR: Final = 0x1FF


@dataclass(frozen=True, slots=True)
class Interrupted:
    """The code that was running: its registers, and ``how`` it was left."""

    virt_pc: int
    ebp: int
    esp: int
    user: bool
    how: str


def interrupted(machine: Machine, symbol: str, virt_arguments: int, limit: int) -> Interrupted | None:
    """Return what entry code called ``symbol`` saved from ``virt_arguments`` on.

    ``limit`` is the end of the stack.  None when it is no entry code or when no
    saved registers are found there.
    """
    how = ENTRY_CODE.get(symbol.partition("+")[0])
    if how is None:
        return None
    for virt in range(virt_arguments, virt_arguments + 4 * _MOST_ARGUMENTS, 4):
        if virt + _PT_REGS.size > limit:
            break
        try:
            found = _at(machine, virt, how)
        except GuestMemoryError:
            break
        if found is not None:
            return found
    return None


def _at(machine: Machine, virt: int, how: str) -> Interrupted | None:
    saved = _PT_REGS.unpack(machine.read_virt(virt, _PT_REGS.size))
    ebp, (ds, es, number, eip, cs, eflags) = saved[5], saved[7:]
    user = cs & 3 == 3
    plausible = (
        all(selector & 0xFFFF <= _HIGHEST_SELECTOR for selector in (ds, es, cs))
        and ds & 0xFFFC
        and (user or cs & 0xFFFF == machine.engine.reg(Reg.CS))
        and eflags & _EFLAGS_FIXED
        and not eflags & _EFLAGS_NEVER
    )
    if not plausible:
        return None
    if how == "system call":
        how = f"system call {number}"
    esp = virt + _PT_REGS.size
    if user:
        esp = _FROM_RING_3.unpack(machine.read_virt(esp, _FROM_RING_3.size))[0]
    return Interrupted(eip, ebp, esp, user, how)
