# SPDX-License-Identifier: GPL-2.0-or-later
"""Tables for DuckDB, decoded while it reads them: no more columns and chunks than it asks for."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import pyarrow as pa
from pyarrow import dataset

from harness.trace.bounds import Bounds

Produce = Callable[[tuple[str, ...], Bounds], Iterator[pa.RecordBatch]]


@dataclass(frozen=True, slots=True)
class _Scan:
    """What DuckDB wants of a scanner of Arrow's.

    Arrow's own reads ahead in a thread that goes on decoding when the query has
    all it wanted, until the interpreter has gone from under it.
    """

    reader: pa.RecordBatchReader

    def to_reader(self) -> pa.RecordBatchReader:
        """Return the rows, each batch made when it is asked for."""
        return self.reader


class LazyTable(dataset.Dataset):  # type: ignore[misc]
    """A table whose rows ``produce`` makes.

    DuckDB takes it for an Arrow data set, of which it asks a scanner with the
    columns and the filter of a query; the filter is applied here, since DuckDB
    does not look again.  ``produce`` gets the columns that are wanted, and what
    the filter lets pass.
    """

    # Arrow's class is made by Arrow alone; only these two members are used.
    def __init__(self, schema: pa.Schema, produce: Produce) -> None:
        self._columns = schema
        self._produce = produce

    @property
    def schema(self) -> pa.Schema:
        """The columns and their types."""
        return self._columns

    def scanner(self, columns: Sequence[str] | None = None, filter: Any = None, **_: Any) -> _Scan:
        """Return the rows that a query wants."""
        asked = list(self._columns.names if columns is None else columns)
        # DuckDB does not ask for the columns that only the filter names.
        named = set(re.findall(r"\w+", str(filter))) if filter is not None else set()
        decoded = tuple(name for name in self._columns.names if name in named or name in asked)
        batches = self._produce(decoded, Bounds(self._columns, filter))
        schema = pa.schema([self._columns.field(name) for name in asked])
        return _Scan(pa.RecordBatchReader.from_batches(schema, _passing(batches, asked, filter)))


def _passing(batches: Iterator[pa.RecordBatch], asked: list[str], condition: Any) -> Iterator[pa.RecordBatch]:
    for batch in batches:
        yield (batch if condition is None else batch.filter(condition)).select(asked)
