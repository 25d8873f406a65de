# SPDX-License-Identifier: GPL-2.0-or-later
"""The last instructions of a run, kept in memory: what led to a crash."""

from __future__ import annotations

import struct
from collections import deque
from functools import cached_property
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Final, NamedTuple

from harness.machine.engine import Engine, trace_decode, trace_learn, trace_program
from harness.machine.machine import Machine
from harness.trace.format import Chunk
from harness.trace.record import describe, task_words
from harness.trace.writer import TraceWriter, without_words

if TYPE_CHECKING:
    from harness.machine.engine import TraceProgram

# Of a row that trace_decode gives: number, count, repeat, pc; then task, and ring and kind.
_ROW: Final = struct.Struct("<QIIIIIIHBBB3x")
_WANT_NOTHING: Final = 0
WORDS_KEPT: Final = 1 << 20


class Executed(NamedTuple):
    """An instruction that ran; ``times`` is more than 1 for a ``rep``."""

    number: int
    pc: int
    ring: int
    task: int
    times: int


class LastInstructions:
    """Remembers what ran last, at the price of one word a block.

    Lifecycle: made between runs; ``take`` at any stop; ``close`` before a
    recording or a restore, of which there can be one at a time.  At least half
    a million instructions are remembered.
    """

    def __init__(self, machine: Machine) -> None:
        self._machine = machine
        self._engine: Engine = machine.engine
        self._blocks = 1
        # What later chunks need of those that were dropped, then what is remembered.
        self._dropped: list[Chunk] = []
        self._kept: deque[Chunk] = deque()
        self._engine.trace_start(self._keep, 1, *task_words(machine))

    # Not at the start, which comes with each restore: most tests never ask.
    @cached_property
    def _program(self) -> TraceProgram:
        return trace_program()

    def _keep(self) -> None:
        first, end, task, cr3, lost, words, events, blocks, code, state, _ = self._engine.trace_take()
        trace_learn(self._program, self._blocks, blocks, code)
        parts = {"words": words, "events": events, "blocks": blocks, "code": code, "state": state}
        self._kept.append(Chunk(first, end, task, cr3, lost, self._blocks, parts))
        self._blocks += len(blocks) // 16
        while sum(len(kept.sections["words"]) for kept in islice(self._kept, 1, None)) > 4 * WORDS_KEPT:
            self._dropped.append(without_words(self._kept.popleft()))

    def take(self, count: int) -> list[Executed]:
        """Return up to ``count`` instructions, the last one last."""
        self._keep()
        found: list[Executed] = []
        for kept in reversed(self._kept):
            words, events = kept.sections["words"], kept.sections["events"]
            rows, used, *_ = trace_decode(
                self._program, words, None, kept.first, kept.task, b"", events, _WANT_NOTHING
            )
            begin = max(0, used - (count - len(found)))
            each = _ROW.iter_unpack(memoryview(rows)[begin * _ROW.size : used * _ROW.size])
            found[:0] = [
                Executed(number, pc, ring, task, times)
                for number, times, _, pc, _, task, _, _, _, ring, kind in each
                if kind == 0
            ]
            if len(found) >= count:
                break
        return found

    def save(self, path: Path) -> None:
        """Write what is remembered as a trace of level ``pc``; :class:`TraceError`."""
        self._keep()
        # Nor is the machine described at the start: that reads the whole image.
        first = self._kept[0].first
        header = {**describe(self._machine), "first_instruction": first, "level": "pc", "last": None}
        writer = TraceWriter(path, header)
        for chunk in (*self._dropped, *self._kept):
            writer.put(chunk)
        writer.close()

    def close(self) -> None:
        """Forget, and record no more."""
        self._engine.trace_stop()
