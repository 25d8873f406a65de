# SPDX-License-Identifier: GPL-2.0-or-later
"""Tables for DuckDB, decoded while it reads them: no more columns and chunks than it asks for."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from typing import Any

import pyarrow as pa
from pyarrow import dataset

from harness.trace.bounds import Bounds

Produce = Callable[[tuple[str, ...], Bounds], Iterator[pa.RecordBatch]]


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

    def scanner(self, columns: Sequence[str] | None = None, filter: Any = None, **_: Any) -> dataset.Scanner:
        """Return Arrow's scanner over what a query wants."""
        asked = tuple(self._columns.names if columns is None else columns)
        # DuckDB does not ask for the columns that only the filter names.
        named = set(re.findall(r"\w+", str(filter))) if filter is not None else set()
        decoded = tuple(name for name in self._columns.names if name in named or name in asked)
        schema = pa.schema([self._columns.field(name) for name in decoded])
        batches = self._produce(decoded, Bounds(self._columns, filter))
        return dataset.Scanner.from_batches(batches, schema=schema, columns=list(asked), filter=filter)
