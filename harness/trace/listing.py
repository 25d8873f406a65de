# SPDX-License-Identifier: GPL-2.0-or-later
"""A trace as lines: number, task, ring, place, instruction; events between."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from harness.machine.events import Kind
from harness.trace.reader import Block, TraceReader
from harness.trace.steps import Happening, Step, TaskNames
from harness.trace.wording import Wording


class Line(NamedTuple):
    """One line of a listing; ``ring`` is -1 for an event, ``times`` counts ``rep``."""

    number: int
    pid: int | None
    task: str
    ring: int
    virt: int
    place: str
    text: str
    times: int = 1

    def __str__(self) -> str:
        times = f"  x{self.times:,}" if self.times > 1 else ""
        if self.ring < 0:
            return f"{self.number:>13,}  {self.task:<18}    -- {self.text}"
        return f"{self.number:>13,}  {self.task:<18} {self.ring}  {self.place:<34} {self.text}{times}"


def lines(reader: TraceReader, wording: Wording, names: TaskNames, steps: Iterable[Step]) -> Iterator[Line]:
    """Yield the lines of some steps; iterations of a ``rep`` become one line."""
    held: Line | None = None
    for step in steps:
        for line in _lines_of(reader, wording, names, step):
            if held and line.text.startswith("rep") and line[3:7] == held[3:7] and line.ring >= 0:
                held = held._replace(times=held.times + 1)
                continue
            if held:
                yield held
            held = line
    if held:
        yield held


def _lines_of(reader: TraceReader, wording: Wording, names: TaskNames, step: Step) -> Iterator[Line]:
    # The name as it was when the block began: events of this step may change it.
    pid, task = names.pids.get(step.task), names.name(step.task)
    waiting = [event for event in step.events if event.kind != Kind.TASK]
    block = reader.blocks.get(step.block)
    if block is not None:
        ran = wording.instructions(step.block, block)[: max(step.ran, 0)]
        for index, one in enumerate(ran):
            yield Line(step.number + index, pid, task, block.ring, one.virt, one.place, one.text)
            here = [e for e in waiting if e.eip == one.virt and _inside(e, step, block)]
            for event in here:
                waiting.remove(event)
                yield _event_line(wording, names, event, step.number + index, step.task)
    elif step.block:
        text = f"(block {step.block}: its description is lost)"
        yield Line(step.number, pid, task, 0, 0, "?", text)
    for event in waiting:
        yield _event_line(wording, names, event, event.instruction, step.task)


def _inside(event: Happening, step: Step, block: Block) -> bool:
    # A software interrupt has left its instruction behind, and what happened
    # after a pause of the recording may be at the same address by chance.
    return event.kind != Kind.INTERRUPT and event.instruction <= step.number + block.instructions


def _event_line(wording: Wording, names: TaskNames, event: Happening, number: int, began: int) -> Line:
    # The core knows no task before the first switch; the trace does.
    task = (event.values[0] if event.kind == Kind.SWITCH else event.task) or began
    text = wording.event(event, names)
    return Line(number, names.pids.get(task), names.name(task), -1, event.eip, wording.place(event.eip), text)
