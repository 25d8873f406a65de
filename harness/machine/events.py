# SPDX-License-Identifier: GPL-2.0-or-later
"""What the core logs as it runs, as typed records.

The core's record is 40 bytes: u64 instruction number, then u32 kind, eip,
a, b, c, d, current task and padding.
"""

from __future__ import annotations

import struct
from collections.abc import Callable
from enum import IntEnum
from typing import Final, NamedTuple

RECORD: Final = struct.Struct("<Q8I")


class Kind(IntEnum):
    """The record's ``kind``; ``1 << kind`` is its bit in the core's mask."""

    SWITCH = 1
    EXCEPTION = 2
    INTERRUPT = 3
    CR3 = 4
    USER_ACCESS = 5
    PORT = 6
    TASK = 7
    # In traces only: docs/trace-format.md says what stands in them.
    WALK = 8
    SYSCALL = 9
    SYSCALL2 = 10
    RETURN = 11
    TEXT = 12
    CONSOLE = 13
    KEPT = 14
    FORK = 15
    EXEC = 16
    EXIT = 17
    WAKE = 18
    # In the log too.
    DISK = 19


# Named tuples, because making eight data classes would cost every command 8 ms.
# Each begins with when, at which instruction, and in which task_struct.


class Switch(NamedTuple):
    """``__switch_to`` was entered with CR3 final; tasks are addresses."""

    instructions: int
    eip: int
    task: int
    prev: int
    next: int
    cr3: int
    esp: int


class ExceptionTaken(NamedTuple):
    """An exception or ``int n`` was delivered; ``cr2`` counts for #PF only."""

    instructions: int
    eip: int
    task: int
    vector: int
    error_code: int
    cr2: int
    cpl: int


class Interrupt(NamedTuple):
    """An external interrupt was delivered while the CPU was at ``cpl``."""

    instructions: int
    eip: int
    task: int
    vector: int
    cpl: int


class Cr3Load(NamedTuple):
    """CR3 changed from ``old`` to ``new``."""

    instructions: int
    eip: int
    task: int
    old: int
    new: int


class UserAccess(NamedTuple):
    """A task without mm touched ``virt`` below the guard's limit.

    ``kind`` is "r", "w" or "x"; ``where`` names task and instruction.
    """

    instructions: int
    eip: int
    task: int
    virt: int
    kind: str
    cpl: int
    where: str


class PortAccess(NamedTuple):
    """A port was read or written; ``size`` in bytes."""

    instructions: int
    eip: int
    task: int
    port: int
    value: int
    write: bool
    size: int


class DiskRequest(NamedTuple):
    """Disk ``drive`` (0 or 1) was given an ATA command, or ``failed`` it.

    ``lba`` is where it begins, or where the block that failed does; commands
    without an address have 0 ``sectors``.
    """

    instructions: int
    eip: int
    task: int
    drive: int
    command: int
    lba: int
    sectors: int
    failed: bool


Event = Switch | ExceptionTaken | Interrupt | Cr3Load | UserAccess | PortAccess | DiskRequest
Namer = Callable[[int, int], str]


def decode(raw: bytes, name: Namer | None = None) -> list[Event]:
    """Decode records; ``name(task, eip)`` words a :class:`UserAccess` place.

    Kinds of a newer core are skipped, a torn last record is ignored.
    """
    whole = len(raw) // RECORD.size * RECORD.size
    out: list[Event] = []
    for when, kind, eip, a, b, c, d, task, _ in RECORD.iter_unpack(raw[:whole]):
        if kind == Kind.SWITCH:
            out.append(Switch(when, eip, task, a, b, c, d))
        elif kind == Kind.EXCEPTION:
            out.append(ExceptionTaken(when, eip, task, a, b, c, d))
        elif kind == Kind.INTERRUPT:
            out.append(Interrupt(when, eip, task, a, d))
        elif kind == Kind.CR3:
            out.append(Cr3Load(when, eip, task, a, b))
        elif kind == Kind.USER_ACCESS:
            where = name(task, eip) if name else f"at {eip:#010x}"
            out.append(UserAccess(when, eip, task, a, access_kind(b), d, where))
        elif kind == Kind.PORT:
            out.append(PortAccess(when, eip, task, a, b, bool(c >> 8), c & 0xFF))
        elif kind == Kind.DISK:
            out.append(DiskRequest(when, eip, task, a >> 8 & 1, a & 0xFF, d << 32 | b, c, bool(a >> 16)))
    return out


def access_kind(code: int) -> str:
    """Return "r", "w" or "x" for the core's number or its letter."""
    letters = {0: "r", 1: "w", 2: "x"}
    return letters.get(code) or chr(code)
