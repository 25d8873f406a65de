# SPDX-License-Identifier: GPL-2.0-or-later
"""SQL over a trace: DuckDB reads tables that are decoded as it goes."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from types import TracebackType
from typing import Any, Final

import duckdb
import pyarrow as pa
from duckdb.func import SPECIAL

from harness.errors import ConfigError
from harness.trace import event_table, insn_table, mem_table
from harness.trace.lazy import LazyTable
from harness.trace.memory import last_write
from harness.trace.opening import OpenTrace
from harness.trace.state import state_at

TABLES: Final = ("insns", "mem", "events", "tasks", "symbols")


class Query:
    """A connection with the tables of one trace.

    Lifecycle: made for a trace; ``run`` as often as wanted; closed at the end
    of its ``with`` block.  Without ``files``, SQL reaches nothing but the
    trace.
    """

    def __init__(self, trace: OpenTrace, files: bool = False) -> None:
        self._trace = trace
        self._connection = duckdb.connect()
        register = self._connection.register
        register("insns", LazyTable(insn_table.SCHEMA, insn_table.insns(trace)))
        register("mem", LazyTable(mem_table.SCHEMA, mem_table.accesses(trace)))
        register("events", LazyTable(event_table.EVENTS, event_table.events(trace)))
        register("tasks", event_table.tasks(trace))
        register("symbols", event_table.symbols(trace))
        self._functions()
        # Names in a query are tables: not variables of this program, nor files.
        self._connection.execute("SET python_enable_replacements=false")
        if not files:
            self._connection.execute("SET enable_external_access=false")
        self._connection.execute("SET lock_configuration=true")

    def __enter__(self) -> Query:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, back: TracebackType | None
    ) -> None:
        self._connection.close()

    def batches(self, sql: str) -> Iterator[pa.RecordBatch]:
        """Run a query and yield its rows as they come, in one batch at least.

        Raises :class:`ConfigError` for what DuckDB refuses.
        """
        try:
            relation = self._connection.sql(sql)
            if relation is None:
                raise ConfigError("the query gives no rows; begin it with SELECT, FROM, WITH or DESCRIBE")
            reader = relation.to_arrow_reader()
            yield pa.RecordBatch.from_pylist([], schema=reader.schema)
            yield from reader
        except (duckdb.Error, pa.ArrowException, OSError) as problem:
            raise refusal(problem) from None

    def table(self, sql: str) -> pa.Table:
        """Run a query and return all its rows."""
        return pa.Table.from_batches(self.batches(sql))

    def _functions(self) -> None:
        number, address, text = "UBIGINT", "UINTEGER", "VARCHAR"
        for name, function, parameters, result in (
            ("last_write", self._last_write, [address, number], number),
            ("last_write_physical", self._last_write_physical, [address, number], number),
            ("place", self._place, [address], text),
            ("address", self._address, [text], address),
        ):
            made: Callable[..., Any] = function
            takes: list[Any] = parameters
            self._connection.create_function(name, made, takes, result, null_handling=SPECIAL)

    def _last_write(self, virt: int | None, before: int | None) -> int | None:
        """Return who last wrote an address as it is mapped at instruction ``before``."""
        if virt is None or before is None:
            return None
        at = min(before, self._trace.reader.end - 1)
        phys = state_at(self._trace, at).memory.translate(virt).phys
        return None if phys is None else self._last_write_physical(phys, before)

    def _last_write_physical(self, phys: int | None, before: int | None) -> int | None:
        if phys is None or before is None:
            return None
        found = last_write(self._trace.reader, phys, before)
        return found.number if found else None

    def _place(self, virt: int | None) -> str | None:
        return None if virt is None else self._trace.wording.place(virt)

    def _address(self, name: str | None) -> int | None:
        image = self._trace.wording.image
        return image.symbols.resolve(name) if image and name else None


def refusal(problem: Exception) -> ConfigError:
    """Return DuckDB's message as one sentence that ends with what to do."""
    ours = re.search(r"(?:Config|Trace)Error: (.*)", str(problem))
    if ours:
        return ConfigError(ours[1])
    lines = [line.strip() for line in str(problem).splitlines() if line.strip()]
    kept = [line for line in lines if not line.startswith(("LINE ", "^"))][:2]
    said = " ".join(kept).partition(": ")
    what = (said[2] or said[0]).rstrip(".!")
    return ConfigError(f"the query: {what}; the tables are {', '.join(TABLES)}, see docs/tracing.md")
