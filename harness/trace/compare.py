# SPDX-License-Identifier: GPL-2.0-or-later
"""Where two traces part: the first step that is not the same."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from itertools import zip_longest
from typing import Final, NamedTuple

from harness.machine.events import Kind
from harness.trace.reader import TraceReader
from harness.trace.steps import Step, TaskNames, steps

CONTEXT_STEPS: Final = 4


class Side(NamedTuple):
    """One trace's steps around the divergence; ``at`` is where it is in them."""

    steps: list[Step]
    at: int
    names: TaskNames


class Divergence(NamedTuple):
    """Two traces from the last common step on; ``number`` is the first's count."""

    number: int
    first: Side
    second: Side


def diverge(first: TraceReader, second: TraceReader) -> Divergence | None:
    """Return where two traces part, or None when they are the same.

    Compared are blocks by address, code and what ran of them, and events with
    all their values.
    """
    start = _common(first, second)
    if start is None:
        return None
    names = TaskNames(), TaskNames()
    streams = steps(first, names[0], start), steps(second, names[1], start)
    before: deque[tuple[Step, Step]] = deque(maxlen=CONTEXT_STEPS)
    for ours, theirs in zip_longest(*streams):
        if ours and theirs and _key(first, ours) == _key(second, theirs):
            before.append((ours, theirs))
            continue
        there = ours or theirs
        common = tuple(pair[0] for pair in before), tuple(pair[1] for pair in before)
        return Divergence(
            there.number if there else 0,
            _side(ours, streams[0], common[0], names[0]),
            _side(theirs, streams[1], common[1], names[1]),
        )
    return None


def _side(here: Step | None, rest: Iterator[Step], before: tuple[Step, ...], names: TaskNames) -> Side:
    after = [here] if here else []
    for step in rest:
        if len(after) >= CONTEXT_STEPS:
            break
        after.append(step)
    return Side([*before, *after], len(before), names)


def _key(reader: TraceReader, step: Step) -> tuple[object, ...]:
    # A block's number depends on when its trace began: its content does not.
    events = tuple(e for e in step.events if e.kind != Kind.TASK)
    return step.number, reader.blocks.get(step.block), step.ran, events


def _common(first: TraceReader, second: TraceReader) -> int | None:
    """Return an instruction before which whole chunks are equal; None if all are.

    Checksums are compared; a section that does not match its own is read as
    damaged when the steps come to it.
    """
    ours, theirs = ([chunk.head for chunk in reader.chunks] for reader in (first, second))
    if ours == theirs and not _damaged(first) and not _damaged(second):
        return None
    start = 0
    for one, other in zip(ours, theirs, strict=False):
        if one != other:
            break
        # One chunk less, for what comes before the divergence.
        start = one.first
    return start


def _damaged(reader: TraceReader) -> bool:
    for chunk in reader.chunks:
        reader.section(chunk, "words")
        reader.section(chunk, "events")
    return bool(reader.lost)
