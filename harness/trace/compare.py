# SPDX-License-Identifier: GPL-2.0-or-later
"""Where two traces part: the first instruction, event or value that is not the same."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from typing import Any, Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from harness.trace.columns import REGISTERS, Columns, columns
from harness.trace.event_table import kind_name
from harness.trace.happenings import Happening, happenings
from harness.trace.opening import OpenTrace

# Columns of an instruction that two equal runs share; blocks are numbered by each trace,
# and what an instruction counts is told by the next one's number.
_SAME: Final = ("number", "pc", "ring", "kind")
_ACCESS: Final = ("kind", "size", "value", "vaddr", "paddr")


class Place(NamedTuple):
    """A row of a trace: of which of its chunks, and which instruction's."""

    chunk: int
    row: int
    number: int


class Divergence(NamedTuple):
    """Where two traces part; None in ``places`` for a trace that has ended.

    ``what`` says what differs there.
    """

    places: tuple[Place | None, Place | None]
    what: str


def diverge(first: OpenTrace, second: OpenTrace) -> Divergence | None:
    """Return where two traces part, or None when they are the same.

    Compared are instructions by address and bytes, events with all their
    values, and where both have them registers and accesses to memory.
    """
    ids: dict[tuple[int, str], int] = {}
    start = _equal_chunks(first, second)
    ours, theirs = _Stream(first, start, ids), _Stream(second, start, ids)
    while ours.left and theirs.left:
        count = min(ours.left, theirs.left)
        found = _first_difference(ours, theirs, count)
        if found is not None:
            return Divergence((ours.place(found[0]), theirs.place(found[0])), found[1])
        ours.skip(count)
        theirs.skip(count)
    if ours.left or theirs.left:
        ended = tuple(one.place(0) if one.left else None for one in (ours, theirs))
        return Divergence((ended[0], ended[1]), "one has ended")
    return None


class _Stream:
    """The rows of a trace from a chunk on; ``left`` are those of the chunk at hand."""

    def __init__(self, trace: OpenTrace, chunk: int, ids: dict[tuple[int, str], int]) -> None:
        self._trace = trace
        self._chunk = chunk - 1
        # The same instruction has the same number in both traces.
        keys = ((row.virt, row.text) for row in trace.code.rows)
        self._ids = np.array([ids.setdefault(key, len(ids)) for key in keys], np.int64)
        self._last = -1
        self.at = self.left = 0
        self._next()

    def _next(self) -> None:
        while not self.left and self._chunk + 1 < len(self._trace.chunks):
            self._chunk += 1
            self.found: Columns = columns(self._trace.reader, self._trace.chunks[self._chunk])
            self.events = happenings(self.found.events)
            rows = len(self.found.insns["number"])
            # A rep over the end of a chunk is a row in both; elsewhere the other trace has one.
            self.at = int(bool(rows) and self._continues())
            self.left = rows - self.at

    def _continues(self) -> bool:
        insns = self.found.insns
        first = int(insns["pc"][0])
        last, self._last = self._last, int(insns["pc"][-1])
        row = self._trace.code.rows[int(self._trace.code.of(insns["block"][:1], insns["index"][:1])[0])]
        return first == last and row.text.startswith("rep")

    def skip(self, count: int) -> None:
        """Go on behind so many rows."""
        self.at, self.left = self.at + count, self.left - count
        self._next()

    def place(self, row: int) -> Place:
        """Return the place of a row, counted from where the stream is."""
        number = int(self.found.insns["number"][self.at + row])
        return Place(self._chunk, self.at + row, number)

    def column(self, name: str, count: int) -> NDArray[Any]:
        """Return so many rows of a column."""
        column: NDArray[Any] = self.found.insns[name][self.at : self.at + count]
        return column

    def code(self, count: int) -> NDArray[np.int64]:
        """Return the instructions' common numbers."""
        which = self._trace.code.of(self.column("block", count), self.column("index", count))
        return self._ids[which]

    def registers(self, count: int) -> NDArray[Any]:
        """Return the registers after each of so many rows."""
        regs = self.found.regs
        assert regs is not None, "asked for only where both traces have them"
        after: NDArray[Any] = regs[:, self.at + 1 : self.at + 1 + count]
        return after

    def accesses(self, count: int) -> tuple[NDArray[Any], list[NDArray[Any]]]:
        """Return the rows, counted from here, of the accesses, and their columns."""
        mem = self.found.mem
        first, end = np.searchsorted(mem["row"], [self.at, self.at + count]).tolist()
        return mem["row"][first:end].astype(np.int64) - self.at, [mem[n][first:end] for n in _ACCESS]

    def happened(self, count: int) -> list[Happening]:
        """Return the events of so many rows."""
        return [e for e in self.events if self.at <= e.row < self.at + count]


def _first_difference(ours: _Stream, theirs: _Stream, count: int) -> tuple[int, str] | None:
    tests: list[Callable[[_Stream, _Stream, int], tuple[int, str] | None]] = [_instructions, _events]
    if ours.found.regs is not None and theirs.found.regs is not None:
        tests += [_registers, _memory]
    found = [difference for test in tests if (difference := test(ours, theirs, count)) is not None]
    return min(found, key=lambda pair: pair[0]) if found else None


def _instructions(ours: _Stream, theirs: _Stream, count: int) -> tuple[int, str] | None:
    same = ours.code(count) == theirs.code(count)
    for name in _SAME:
        same &= ours.column(name, count) == theirs.column(name, count)
    return None if same.all() else (int(np.argmin(same)), "what ran")


def _registers(ours: _Stream, theirs: _Stream, count: int) -> tuple[int, str] | None:
    same = ours.registers(count) == theirs.registers(count)
    if same.all():
        return None
    row = int(np.argmin(same.all(axis=0)))
    parts = [
        f"{name} {int(ours.registers(count)[i, row]):#x} and {int(theirs.registers(count)[i, row]):#x}"
        for i, name in enumerate(REGISTERS)
        if not same[i, row]
    ]
    return row, f"after it {', '.join(parts)}"


def _memory(ours: _Stream, theirs: _Stream, count: int) -> tuple[int, str] | None:
    (our_rows, our), (their_rows, their) = ours.accesses(count), theirs.accesses(count)
    length = min(len(our_rows), len(their_rows))
    same = our_rows[:length] == their_rows[:length]
    for one, other in zip(our, their, strict=True):
        same &= one[:length] == other[:length]
    if same.all():
        longer = our_rows if len(our_rows) > length else their_rows
        return None if len(longer) == length else (int(longer[length]), "an access to memory")
    at = int(np.argmin(same))
    values = (f"{int(side[2][at]):#x} at {int(side[3][at]):#010x}" for side in (our, their))
    return int(min(our_rows[at], their_rows[at])), f"memory: {' and '.join(values)}"


def _events(ours: _Stream, theirs: _Stream, count: int) -> tuple[int, str] | None:
    our, their = ours.happened(count), theirs.happened(count)
    for one, other in zip(our, their, strict=False):
        if one.key() != other.key() or one.row - ours.at != other.row - theirs.at:
            return min(one.row - ours.at, other.row - theirs.at), "what happened"
    shorter = min(len(our), len(their))
    longer, stream = (our, ours) if len(our) > shorter else (their, theirs)
    return (longer[shorter].row - stream.at, "what happened") if len(longer) > shorter else None


def _equal_chunks(first: OpenTrace, second: OpenTrace) -> int:
    """Return how many chunks, less one, are equal by their checksums."""
    equal = 0
    for one, other in zip(first.chunks, second.chunks, strict=False):
        if one.head != other.head:
            break
        # Equal checksums say nothing of chunks that do not match their own.
        for name in ("words", "events"):
            first.reader.section(one, name)
            second.reader.section(other, name)
        equal += 1
    if first.reader.lost or second.reader.lost:
        return 0
    # One less, for what comes before the divergence.
    return max(equal - 1, 0)


class EventCount(NamedTuple):
    """How often a kind of event came in each of two traces."""

    kind: str
    name: str
    first: int
    second: int


def event_counts(first: OpenTrace, second: OpenTrace) -> list[EventCount]:
    """Return the kinds of events that did not come equally often."""
    ours, theirs = (Counter(_kinds(trace)) for trace in (first, second))
    keys = sorted({*ours, *theirs})
    return [EventCount(*key, ours[key], theirs[key]) for key in keys if ours[key] != theirs[key]]


def _kinds(trace: OpenTrace) -> Iterator[tuple[str, str]]:
    for chunk in trace.reader.chunks:
        for event in happenings(columns(trace.reader, chunk, registers=False, memory=False).events):
            name = ""
            if event.is_system_call:
                name = trace.wording.system_call(event.values[2])
            elif kind_name(event) in ("exception", "interrupt", "int", "port"):
                name = f"{event.values[0]:#x}"
            yield kind_name(event), name


def configurations(first: OpenTrace, second: OpenTrace) -> list[str]:
    """Return in sentences how the two machines differed."""
    ours, theirs = (
        {**t.reader.header.get("machine", {}), "level": t.reader.header.get("level")} for t in (first, second)
    )
    out = []
    for name in sorted({*ours, *theirs}):
        one, other = ours.get(name), theirs.get(name)
        if one != other and name == "kernel":
            paths = [str(trace.reader.header.get("image", "unknown")) for trace in (first, second)]
            same = f"{paths[0]}, built anew between" if paths[0] == paths[1] else " and ".join(paths)
            out.append(f"the kernels differ: {same}")
        elif one != other:
            out.append(f"{name.replace('_', ' ')}: {one or 'none'} and {other or 'none'}")
    return out
