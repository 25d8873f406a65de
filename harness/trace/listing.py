# SPDX-License-Identifier: GPL-2.0-or-later
"""A trace as lines: number, task, ring, place, instruction, what it changed; events between."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any, Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from harness.image.lines import CodeLine
from harness.machine.events import Kind
from harness.trace.columns import REGISTERS, Columns, columns
from harness.trace.event_words import say
from harness.trace.happenings import Happening, by_row, happenings
from harness.trace.names import TaskNames
from harness.trace.reader import ChunkAt, TraceReader
from harness.trace.wording import Wording

Pick = Callable[[Columns], NDArray[np.int64]]
_BATCH: Final = 8192
# A rep moves thousands; a line shows how it began.
_MOST_ACCESSES: Final = 3


class Access(NamedTuple):
    """One access to memory; ``by_processor`` without an operand: a frame, an accessed bit."""

    virt: int
    phys: int
    size_bytes: int
    value: int
    write: bool
    by_processor: bool

    def __str__(self) -> str:
        arrow = "←" if self.write else "→"
        return (
            f"{'cpu ' * self.by_processor}[{self.virt:#010x}]{arrow}{self.value:#0{2 * self.size_bytes + 2}x}"
        )


class Line(NamedTuple):
    """One line of a listing; ``ring`` is -1 for an event, ``times`` counts ``rep``.

    ``registers`` are those that the instruction changed, with what they are
    after it; ``accesses`` its first accesses of ``access_count``.
    """

    number: int
    pid: int | None
    task: str
    ring: int
    virt: int
    place: str
    text: str
    times: int = 1
    registers: tuple[tuple[str, int], ...] = ()
    accesses: tuple[Access, ...] = ()
    access_count: int = 0
    source: CodeLine | None = None

    @property
    def changes(self) -> str:
        """What the instruction did, in words; empty below level ``full``."""
        parts = [f"{name}={value:#x}" for name, value in self.registers] + [str(a) for a in self.accesses]
        more = self.access_count - len(self.accesses)
        return "  ".join(parts) + (f"  and {more:,} more" if more > 0 else "")

    def __str__(self) -> str:
        if self.ring < 0:
            return f"{self.number:>13,}  {self.task:<18}    -- {self.text}"
        text = self.text + (f"  x{self.times:,}" if self.times != 1 else "")
        changes = self.changes
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
        who = self._names.indices(insns["task"][rows], insns["number"][rows]).tolist()
        picked = (insns[name][rows].tolist() for name in ("number", "block", "index", "ring", "task", "kind"))
        for row, naming, number, block, index, ring, task, kind in zip(
            rows.tolist(), who, *picked, strict=True
        ):
            if kind == 0:
                yield self._instruction(found, row, number, self._who(naming, task), ring, block, index)
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
        found: Columns,
        row: int,
        number: int,
        who: tuple[int | None, str],
        ring: int,
        block: int,
        index: int,
    ) -> Line:
        entry = self._reader.blocks.get(block)
        if entry is None:
            return Line(number, *who, ring, 0, "?", f"(block {block}: its description is lost)")
        ran = self._wording.instructions(block, entry)
        one = ran[index] if index < len(ran) else ran[0]
        line = Line(number, *who, ring, one.virt, one.place, one.text, int(found.insns["repeat"][row]))
        if self._with_source and ring == 0:
            line = line._replace(source=self._wording.source(one.virt))
        return line if found.regs is None else _with_changes(line, found, found.regs[:, row + 1], row)

    def _event(self, event: Happening, number: int, began: int) -> Line:
        # The core knows no task before the first switch; the trace does.
        task = (event.values[0] if event.kind == Kind.SWITCH else event.task) or began
        name, pid = self._names.name(task, event.number), self._names.pid(task, event.number)
        place, text = self._wording.place(event.eip), say(event, self._wording, self._names)
        return Line(number, pid, name, -1, event.eip, place, text)


def _with_changes(line: Line, found: Columns, after: NDArray[Any], row: int) -> Line:
    mask = int(found.insns["changed"][row])
    registers = tuple((name, int(after[i])) for i, name in enumerate(REGISTERS) if mask >> i & 1)
    first, end = np.searchsorted(found.mem["row"], (row, row + 1)).tolist()
    shown = range(first, min(end, first + _MOST_ACCESSES))
    accesses = tuple(_access(found.mem, at) for at in shown)
    return line._replace(registers=registers, accesses=accesses, access_count=end - first)


def _access(mem: dict[str, Any], at: int) -> Access:
    virt, phys, size, value, kind = (
        int(mem[name][at]) for name in ("vaddr", "paddr", "size", "value", "kind")
    )
    return Access(virt, phys, size, value, bool(kind & 1), bool(kind & 2))
