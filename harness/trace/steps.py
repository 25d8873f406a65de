# SPDX-License-Identifier: GPL-2.0-or-later
"""A trace as steps: each block that ran, how much of it, and what happened there."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from harness.machine.events import RECORD, Kind
from harness.trace.format import COUNT_MASK, Word
from harness.trace.reader import ChunkAt, TraceReader

TASK_NAME = Kind.TASK


@dataclass(frozen=True, slots=True)
class Happening:
    """An event of the core; ``values`` are its a, b, c and d."""

    instruction: int
    kind: int
    eip: int
    values: tuple[int, int, int, int]
    task: int


@dataclass(slots=True)
class Step:
    """A block and what was recorded until the next one began.

    ``block`` is its number in the dictionary, 0 for none; ``ran`` counts its
    instructions that ran; ``task`` is who began it.
    """

    number: int
    block: int
    ran: int
    task: int
    events: list[Happening] = field(default_factory=list)


@dataclass(slots=True)
class TaskNames:
    """Who each task_struct is, as the trace goes on."""

    pids: dict[int, int] = field(default_factory=dict)
    comms: dict[int, str] = field(default_factory=dict)

    def learn(self, event: Happening) -> None:
        """Take in an event; only those that name a task count."""
        if event.kind == TASK_NAME:
            self.pids[event.task] = event.eip
            raw = b"".join(word.to_bytes(4, "little") for word in event.values)
            self.comms[event.task] = raw.split(b"\0", 1)[0].decode("ascii", "replace")

    def name(self, task: int) -> str:
        """Return ``comm/pid``, or the address of a task that is not known."""
        if task in self.pids:
            return f"{self.comms[task]}/{self.pids[task]}"
        return f"{task:#010x}" if task else "-"


def events_of(reader: TraceReader, chunk: ChunkAt) -> list[Happening]:
    """Return a chunk's events in order."""
    raw = reader.section(chunk, "events")
    return [
        Happening(when, kind, eip, (a, b, c, d), task)
        for when, kind, eip, a, b, c, d, task, _ in RECORD.iter_unpack(
            raw[: len(raw) // RECORD.size * RECORD.size]
        )
    ]


def steps(reader: TraceReader, names: TaskNames, start: int = 0) -> Iterator[Step]:
    """Yield the steps from the chunk on that holds instruction ``start``.

    ``names`` learns as the steps go by.
    """
    for chunk in reader.chunks:
        # An empty chunk is what --last left of one: it only names tasks.
        if chunk.head.end <= start or chunk.head.end == chunk.head.first:
            for event in events_of(reader, chunk):
                names.learn(event)
        else:
            yield from _steps_of(reader, chunk, names)


def _steps_of(reader: TraceReader, chunk: ChunkAt, names: TaskNames) -> Iterator[Step]:
    blocks = reader.blocks
    at = _Place(chunk.head.first, chunk.head.task, reader.header.get("level") == "events")
    events = iter(events_of(reader, chunk))
    step = Step(at.number, 0, 0, at.task)
    for word in reader.words(chunk):
        if word < 0x80000000:
            if step.block or step.events:
                yield step
            found = blocks.get(word)
            step = Step(at.number, word, found.instructions if found else 0, at.task)
            at.number += step.ran
        elif word >> 28 != Word.EVENT:
            at.adjust(step, word >> 28, word & COUNT_MASK)
        elif event := next(events, None):
            names.learn(event)
            step.events.append(event)
            at.meet(event)
    if step.block or step.events:
        yield step


@dataclass(slots=True)
class _Place:
    number: int
    task: int
    events_only: bool

    def adjust(self, step: Step, kind: int, count: int) -> None:
        signed = -count if kind == Word.CUT else count
        self.number += signed
        if kind not in (Word.TICK, Word.SKIP):
            step.ran += signed

    def meet(self, event: Happening) -> None:
        # Where no block counts, events have to.
        if self.events_only:
            self.number = event.instruction
        if event.kind == Kind.SWITCH:
            self.task = event.values[1]
