# SPDX-License-Identifier: GPL-2.0-or-later
"""A trace as lines: number, task, ring, place, instruction, what it changed; events between."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from harness.image.lines import CodeLine
from harness.machine.events import Kind
from harness.trace.changes import NOTHING, Change, Changes
from harness.trace.columns import Columns, columns
from harness.trace.event_words import say
from harness.trace.happenings import Happening, by_row, happenings
from harness.trace.names import TaskNames
from harness.trace.reader import ChunkAt, TraceReader
from harness.trace.wording import Wording

Pick = Callable[[Columns], NDArray[np.int64]]
_BATCH: Final = 8192


class Line(NamedTuple):
    """One line of a listing; ``ring`` is -1 for an event, ``times`` counts ``rep``.

    ``change`` is what the instruction did, at level ``full``.
    """

    number: int
    pid: int | None
    task: str
    ring: int
    virt: int
    place: str
    text: str
    times: int = 1
    change: Change = NOTHING
    source: CodeLine | None = None

    def __str__(self) -> str:
        if self.ring < 0:
            return f"{self.number:>13,}  {self.task:<18}    -- {self.text}"
        text = self.text + (f"  x{self.times:,}" if self.times != 1 else "")
        changes = str(self.change)
        head = f"{self.number:>13,}  {self.task:<18} {self.ring}  {self.place:<34} "
        return f"{head}{text:<42} {changes}" if changes else head + text


class Lister:
    """Makes lines of one trace.

    Lifecycle: made for a trace; ``lines`` for any chunk, in any order.
    ``with_source`` adds the source lines of the kernel's instructions.
    """

    def __init__(
        self, reader: TraceReader, wording: Wording, names: TaskNames, with_source: bool = False
    ) -> None:
        self._reader = reader
        self._wording = wording
        self._names = names
        self._with_source = with_source

    def lines(self, chunk: ChunkAt, pick: Pick | None = None) -> Iterator[Line]:
        """Yield a chunk's lines; ``pick`` says which rows, None is all of them."""
        found = columns(self._reader, chunk)
        events = dict(by_row(happenings(found.events)))
        count = len(found.insns["number"])
        if not count:
            for happened in events.values():
                yield from (self._event(event, event.number, chunk.head.task) for event in happened)
            return
        rows = np.arange(count) if pick is None else pick(found)
        for at in range(0, len(rows), _BATCH):
            yield from self._batch(found, rows[at : at + _BATCH], events)

    def _batch(
        self, found: Columns, rows: NDArray[np.int64], events: dict[int, list[Happening]]
    ) -> Iterator[Line]:
        insns = found.insns
        changes = Changes(found, rows)
        who = self._names.indices(insns["task"][rows], insns["number"][rows]).tolist()
        names = ("number", "block", "index", "ring", "task", "kind", "repeat")
        picked = (insns[name][rows].tolist() for name in names)
        for at, (row, naming, number, block, index, ring, task, kind, repeat) in enumerate(
            zip(rows.tolist(), who, *picked, strict=True)
        ):
            if kind == 0:
                line = self._instruction(number, self._who(naming, task), ring, block, index, repeat)
                yield line._replace(change=changes.of(at)) if found.regs is not None else line
            for event in events.get(row, ()):
                # At its instruction, where there is one: its own count is of whole blocks.
                yield self._event(event, event.number if kind else number, task)

    def _who(self, naming: int, task: int) -> tuple[int | None, str]:
        rows = self._names.rows
        if naming < len(rows):
            return rows[naming].pid, str(rows[naming])
        return None, f"{task:#010x}" if task else "-"

    def _instruction(
        self,
        number: int,
        who: tuple[int | None, str],
        ring: int,
        block: int,
        index: int,
        repeat: int,
    ) -> Line:
        entry = self._reader.blocks.get(block)
        if entry is None:
            return Line(number, *who, ring, 0, "?", f"(block {block}: its description is lost)")
        ran = self._wording.instructions(block, entry)
        one = ran[index] if index < len(ran) else ran[0]
        line = Line(number, *who, ring, one.virt, one.place, one.text, repeat)
        if self._with_source and ring == 0:
            return line._replace(source=self._wording.source(one.virt))
        return line

    def _event(self, event: Happening, number: int, began: int) -> Line:
        # The core knows no task before the first switch; the trace does.
        task = (event.values[0] if event.kind == Kind.SWITCH else event.task) or began
        name, pid = self._names.name(task, event.number), self._names.pid(task, event.number)
        place, text = self._wording.place(event.eip), say(event, self._wording, self._names)
        return Line(number, pid, name, -1, event.eip, place, text)
