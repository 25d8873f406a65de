# SPDX-License-Identifier: GPL-2.0-or-later
"""The table ``mem``: every access to memory, a row each, in program order."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any, Final

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray
from pyarrow import dataset

from harness.trace.bounds import Bounds
from harness.trace.columns import Columns, columns
from harness.trace.direct_map import direct_map
from harness.trace.insn_table import TEXT, Rows
from harness.trace.memory import written_lines
from harness.trace.opening import OpenTrace

SCHEMA: Final = pa.schema(
    [
        ("number", pa.uint64()),
        ("pid", pa.int32()),
        ("task", TEXT),
        ("ring", pa.uint8()),
        ("address", pa.uint32()),
        ("symbol", TEXT),
        ("place", TEXT),
        ("access", TEXT),
        ("cause", TEXT),
        ("size", pa.uint8()),
        ("value", pa.uint64()),
        ("virtual", pa.uint32()),
        ("physical", pa.uint32()),
    ]
)
_OF_THE_ROW: Final = ("pid", "task", "ring", "address", "symbol", "place")
_OWN: Final = {"number": "number", "size": "size", "value": "value", "virtual": "vaddr", "physical": "paddr"}
_TOP: Final = 0xFFFFFFFF
_PAGE, _LINE = 4096, 64
# A query for more separate addresses than this reads what lies between them too.
_RANGES: Final = 64


def accesses(trace: OpenTrace) -> Callable[[tuple[str, ...], Bounds], Iterator[pa.RecordBatch]]:
    """Return what makes the rows of ``mem``."""

    def produce(wanted: tuple[str, ...], bounds: Bounds) -> Iterator[pa.RecordBatch]:
        span = bounds.span("number", 0, max(trace.reader.end, 1))
        written = _written(trace, bounds)
        for index, chunk in enumerate(trace.reader.chunks):
            if span is None or chunk.head.end <= span[0] or span[1] < chunk.head.first:
                continue
            if written is None or index in written:
                found = columns(trace.reader, chunk, registers=False)
                yield from _batch(trace, found, wanted, span)

    return produce


def _batch(
    trace: OpenTrace, found: Columns, wanted: tuple[str, ...], span: tuple[int, int]
) -> Iterator[pa.RecordBatch]:
    mem = found.mem
    first, end = np.searchsorted(mem["number"], [span[0], span[1] + 1]).tolist()
    rows = Rows(trace, found, mem["row"][first:end].astype(np.int64))
    kind = mem["kind"][first:end]
    made = {
        "access": lambda: _choice(kind & 1, "read", "write"),
        "cause": lambda: _choice(kind >> 1 & 1, "instruction", "processor"),
    }
    arrays = []
    for name in wanted:
        if name in _OF_THE_ROW:
            arrays.append(rows.column(name))
        else:
            arrays.append(made[name]() if name in made else pa.array(mem[_OWN[name]][first:end]))
    yield pa.record_batch(arrays, schema=pa.schema([SCHEMA.field(name) for name in wanted]))


def _choice(which: NDArray[Any], *texts: str) -> pa.Array:
    return pa.DictionaryArray.from_arrays(pa.array(which.astype(np.int32)), pa.array(texts))


def _written(trace: OpenTrace, bounds: Bounds) -> set[int] | None:
    """Return the chunks that may hold what a query for writes asks for; None is any.

    Each chunk says which lines were written, and nothing of what was read.
    """
    if bounds.may(dataset.field("access") == pa.scalar("read")):
        return None
    ranges = bounds.ranges("physical", 0, _TOP, _RANGES)
    if ranges == [(0, _TOP)]:
        low, high, shift = direct_map(trace.reader.header)
        ranges = bounds.ranges("virtual", 0, _TOP, _RANGES)
        if not all(low <= first and last < high for first, last in ranges):
            return None
        ranges = [(first - shift, last - shift) for first, last in ranges]
    chunk_of, page_of, lines = written_lines(trace.reader)
    out: set[int] = set()
    for first, last in ranges:
        near = np.flatnonzero((page_of >= first // _PAGE) & (page_of <= last // _PAGE))
        for at in near.tolist():
            begin = max(first - int(page_of[at]) * _PAGE, 0) // _LINE
            end = min(last - int(page_of[at]) * _PAGE, _PAGE - 1) // _LINE
            if int(lines[at]) >> begin & (1 << end - begin + 1) - 1:
                out.add(int(chunk_of[at]))
    return out
