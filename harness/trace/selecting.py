# SPDX-License-Identifier: GPL-2.0-or-later
"""Which rows of a chunk may matter to a listing, told from whole columns."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from harness.trace.columns import Columns
from harness.trace.listing import Line
from harness.trace.names import TaskNames
from harness.trace.reader import TraceReader
from harness.trace.wording import Wording


@dataclass(frozen=True, slots=True)
class Selection:
    """What is wanted: of one function, of one task, None is any; or events alone."""

    function: str | None = None
    pid: int | None = None
    events: bool = False

    def wants(self, line: Line) -> bool:
        """Say whether a line is wanted."""
        if self.function is not None and line.place.partition("+")[0] != self.function:
            return False
        if self.events and line.ring >= 0:
            return False
        return self.pid is None or line.pid == self.pid


class Picker:
    """Leaves out the rows that a selection cannot want, thousands at a time.

    Lifecycle: made for a trace and a selection.  What it picks is still to be
    asked of :meth:`Selection.wants`: a block has instructions of several
    functions, and an event's task is not its instruction's.
    """

    def __init__(self, reader: TraceReader, wording: Wording, names: TaskNames, selection: Selection) -> None:
        self._names = names
        self._selection = selection
        self._blocks: NDArray[np.bool_] | None = None
        if selection.function is not None:
            self._blocks = np.zeros(max(reader.blocks, default=0) + 2, np.bool_)
            for number, block in reader.blocks.items():
                ran = wording.instructions(number, block)
                self._blocks[number] = any(one.place.partition("+")[0] == selection.function for one in ran)

    def __call__(self, found: Columns) -> NDArray[np.int64]:
        """Return the rows of a chunk that may be wanted."""
        insns = found.insns
        wanted = np.ones(len(insns["number"]), np.bool_)
        if self._blocks is not None:
            wanted &= self._blocks[np.minimum(insns["block"], len(self._blocks) - 1)]
        if self._selection.pid is not None:
            indices = self._names.indices(insns["task"], insns["number"])
            wanted &= self._names.pids[indices] == self._selection.pid
        wanted &= not self._selection.events
        events = found.events["row"]
        wanted[events[events < len(wanted)]] = True
        return np.flatnonzero(wanted)
