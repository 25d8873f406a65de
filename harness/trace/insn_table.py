# SPDX-License-Identifier: GPL-2.0-or-later
"""The table ``insns``: every instruction that ran, a row each."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import cached_property
from typing import Any, Final

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from harness.trace.bounds import Bounds
from harness.trace.columns import REGISTERS, Columns, columns
from harness.trace.opening import OpenTrace

TEXT: Final = pa.dictionary(pa.int32(), pa.string())
SCHEMA: Final = pa.schema(
    [
        ("number", pa.uint64()),
        ("count", pa.uint32()),
        ("repeat", pa.uint32()),
        ("pid", pa.int32()),
        ("task", TEXT),
        ("ring", pa.uint8()),
        ("address", pa.uint32()),
        ("symbol", TEXT),
        ("place", TEXT),
        ("instruction", TEXT),
        ("changed", TEXT),
        *((name, pa.uint32()) for name in REGISTERS),
    ]
)


class Rows:
    """Some rows of a chunk, of which columns are made one by one.

    ``rows`` are indices into the chunk's instructions.
    """

    def __init__(self, trace: OpenTrace, found: Columns, rows: NDArray[np.int64]) -> None:
        self._trace = trace
        self.found = found
        self.rows = rows

    def column(self, name: str) -> pa.Array:
        """Return a column of the schema."""
        if name in REGISTERS:
            return self._register(REGISTERS.index(name))
        maker: Callable[[Rows], pa.Array] | None = _MADE.get(name)
        return maker(self) if maker else pa.array(self.plain(name))

    def plain(self, name: str) -> NDArray[Any]:
        """Return a column as it is decoded."""
        taken: NDArray[Any] = self.found.insns["pc" if name == "address" else name][self.rows]
        return taken

    @cached_property
    def naming(self) -> NDArray[np.int64]:
        """The row of the task's name."""
        return self._trace.names.indices(self.plain("task"), self.plain("number"))

    @cached_property
    def code(self) -> NDArray[np.int64]:
        """The row of the table of distinct instructions."""
        return self._trace.code.of(self.plain("block"), self.plain("index"))

    def pid(self) -> pa.Array:
        """Return the pids; null for a task that is not known."""
        pids = self._trace.names.pids[self.naming]
        return pa.array(pids, mask=pids < 0)

    def task(self) -> pa.Array:
        """Return the tasks' names."""
        names = [row.comm for row in self._trace.names.rows]
        return _texts(self.naming, [*names, None])

    def symbol(self) -> pa.Array:
        """Return the functions."""
        which, names = self._trace.code.symbols
        return _texts(which[self.code], names)

    def place(self) -> pa.Array:
        """Return the functions and offsets."""
        which, places = self._trace.code.places
        return _texts(which[self.code], places)

    def instruction(self) -> pa.Array:
        """Return the instructions in words."""
        which, texts = self._trace.code.texts
        return _texts(which[self.code], texts)

    def changed(self) -> pa.Array:
        """Return the names of the registers that changed."""
        masks, which = np.unique(self.plain("changed"), return_inverse=True)
        texts = [" ".join(n for i, n in enumerate(REGISTERS) if mask >> i & 1) for mask in masks.tolist()]
        return _texts(which, texts)

    def _register(self, index: int) -> pa.Array:
        if self.found.regs is None:
            return pa.nulls(len(self.rows), pa.uint32())
        return pa.array(self.found.regs[index, self.rows + 1])


_MADE: Final[dict[str, Callable[[Rows], pa.Array]]] = {
    "pid": Rows.pid,
    "task": Rows.task,
    "symbol": Rows.symbol,
    "place": Rows.place,
    "instruction": Rows.instruction,
    "changed": Rows.changed,
}


def _texts(which: NDArray[Any], texts: list[Any]) -> pa.Array:
    return pa.DictionaryArray.from_arrays(pa.array(which.astype(np.int32)), pa.array(texts, pa.string()))


def insns(trace: OpenTrace) -> Callable[[tuple[str, ...], Bounds], Iterator[pa.RecordBatch]]:
    """Return what makes the rows of ``insns``."""

    def produce(wanted: tuple[str, ...], bounds: Bounds) -> Iterator[pa.RecordBatch]:
        span = bounds.span("number", 0, max(trace.reader.end, 1))
        schema = pa.schema([SCHEMA.field(name) for name in wanted])
        for chunk in trace.chunks:
            if span is None or chunk.head.end <= span[0] or span[1] < chunk.head.first:
                continue
            found = columns(
                trace.reader, chunk, registers=bool({*wanted} & {*REGISTERS, "changed"}), memory=False
            )
            number, kind = found.insns["number"], found.insns["kind"]
            first, end = np.searchsorted(number, [span[0], span[1] + 1]).tolist()
            rows = Rows(trace, found, np.flatnonzero(kind[first:end] == 0) + first)
            yield pa.record_batch([rows.column(name) for name in wanted], schema=schema)

    return produce
