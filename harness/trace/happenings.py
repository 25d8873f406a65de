# SPDX-License-Identifier: GPL-2.0-or-later
"""A chunk's events as values: records that belong together become one."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from harness.machine.events import RECORD, Kind
from harness.trace.columns import Columns
from harness.trace.reader import ChunkAt, TraceReader

SYSTEM_CALL: Final = 0x80
_COLUMNS: Final = ("number", "row", "kind", "eip", "task", "a", "b", "c", "d", "pad")
# What says more about the record before it, and is no event of its own.
_MORE: Final = (Kind.WALK, Kind.SYSCALL, Kind.SYSCALL2, Kind.TEXT)
ON_DISK: Final = np.dtype([("number", "<u8"), *((n, "<u4") for n in ("kind", "eip", *"abcd", "task", "pad"))])


def records_of(reader: TraceReader, chunk: ChunkAt) -> NDArray[Any]:
    """Return a chunk's events as they were recorded: without their rows, and cheaply."""
    raw = reader.section(chunk, "events")
    return np.frombuffer(raw, ON_DISK, len(raw) // RECORD.size)


@dataclass(slots=True)
class Happening:
    """An event of the core; ``values`` are its a, b, c and d.

    ``row`` is the instruction's row among the chunk's; ``arguments`` are a
    system call's, ``texts`` the strings that they point to, by argument;
    ``walk`` is a page fault's directory entry, table entry and level.
    """

    number: int
    row: int
    kind: int
    eip: int
    task: int
    values: tuple[int, int, int, int]
    arguments: tuple[int, ...] = ()
    texts: dict[int, bytes] = field(default_factory=dict)
    walk: tuple[int, int, int] | None = None

    @property
    def is_system_call(self) -> bool:
        """Say whether a program called the kernel: by ``int 0x80``, or SYSENTER, with a 2 for the 1."""
        return self.kind == Kind.INTERRUPT and self.values[0] == SYSTEM_CALL and bool(self.values[1])

    def key(self) -> tuple[object, ...]:
        """Return all that two equal runs have in common; rows depend on the chunks."""
        return self.number, self.kind, self.eip, self.values, self.arguments, sorted(self.texts.items())


def happenings(records: Mapping[str, NDArray[Any]]) -> list[Happening]:
    """Return a chunk's events in order; task names are no events."""
    out: list[Happening] = []
    rows = zip(*(records[name].tolist() for name in _COLUMNS), strict=True)
    for number, row, kind, eip, task, a, b, c, d, pad in rows:
        if kind == Kind.TASK:
            continue
        values = a, b, c, d
        if kind in _MORE and out and _add(out[-1], kind, eip, values, pad):
            continue
        out.append(Happening(number, row, kind, eip, task, values))
        if kind == Kind.CONSOLE:
            out[-1].texts[0] = _bytes(values)[:eip]
    return out


def _add(event: Happening, kind: int, which: int, values: tuple[int, int, int, int], offset: int) -> bool:
    """Take in what follows ``event``; False when it does not belong there."""
    if kind == Kind.WALK and event.kind == Kind.EXCEPTION:
        event.walk = values[1], values[2], values[3]
    elif kind == Kind.SYSCALL and event.is_system_call:
        event.arguments = values[1:]
    elif kind == Kind.SYSCALL2 and event.is_system_call:
        event.arguments += values[:3]
    elif kind == Kind.TEXT and (event.is_system_call or event.kind == Kind.EXEC):
        before = event.texts.get(which, b"").ljust(offset, b"\0")
        event.texts[which] = before[:offset] + _bytes(values)
    else:
        return False
    return True


def _bytes(values: tuple[int, ...]) -> bytes:
    return b"".join(value.to_bytes(4, "little") for value in values)


def numbers_of(found: Columns, events: list[Happening]) -> list[int]:
    """Return the number of the instruction at which each event came.

    An event's own number counts the whole block that it came in, and is all
    there is where no instruction was recorded.
    """
    number, kind = found.insns["number"], found.insns["kind"]
    return [
        int(number[event.row]) if event.row < len(kind) and not kind[event.row] else event.number
        for event in events
    ]


def by_row(events: list[Happening]) -> Iterator[tuple[int, list[Happening]]]:
    """Yield the rows at which something happened, with what did."""
    at = 0
    while at < len(events):
        end = at
        while end < len(events) and events[end].row == events[at].row:
            end += 1
        yield events[at].row, events[at:end]
        at = end
