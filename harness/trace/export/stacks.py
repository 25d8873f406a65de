# SPDX-License-Identifier: GPL-2.0-or-later
"""Stacks with the instructions that ran on them, for the formats that add up."""

from __future__ import annotations

from collections.abc import Iterator

from harness.trace.calls import CallWalker, Frame
from harness.trace.opening import OpenTrace
from harness.trace.selecting import Selection


def spans(trace: OpenTrace, only: Selection) -> Iterator[tuple[str, tuple[Frame, ...], int, int]]:
    """Yield task, stack, how many of its frames it shares with the task's last stack, and instructions.

    With a function, only what ran in it and in what it called, and the stack
    from it on.
    """
    last = None
    moves = CallWalker(trace.reader, trace.wording).moves()
    for move in moves:
        if last is not None:
            yield from _span(trace, only, last.task, last.stack, last.common, last.number, move.number)
        last = move
    if last is not None:
        yield from _span(trace, only, last.task, last.stack, last.common, last.number, trace.reader.end)


def _span(
    trace: OpenTrace, only: Selection, task: int, stack: tuple[Frame, ...], common: int, first: int, end: int
) -> Iterator[tuple[str, tuple[Frame, ...], int, int]]:
    if only.pid is not None and trace.names.pid(task, first) != only.pid:
        return
    if only.function is not None:
        at = next((i for i, frame in enumerate(stack) if frame.function == only.function), None)
        if at is None:
            return
        stack, common = stack[at:], max(common - at, 0)
    yield trace.names.name(task, first), stack, common, end - first
