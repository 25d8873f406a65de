# SPDX-License-Identifier: GPL-2.0-or-later
"""``harness trace query``: SQL over a trace."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from itertools import chain, islice
from typing import TYPE_CHECKING, Any, Final

import click

from harness.cli.output import TARGET, lines_to, write_json
from harness.errors import ConfigError
from harness.trace.needs import need

if TYPE_CHECKING:
    import pyarrow as pa

_HEX: Final = {
    *("address", "virtual", "physical", "cr2", "cr3", "old_cr3", "new_cr3", "error"),
    *("eax", "ecx", "edx", "ebx", "esp", "ebp", "esi", "edi", "eflags", "value", "port"),
}
# Rows by which the table's columns are as wide as they are.
_MEASURED: Final = 1000


@click.command(
    epilog="Examples: harness trace query t 'SELECT symbol, count(*) AS n FROM insns GROUP BY symbol "
    "ORDER BY n DESC LIMIT 10'; harness trace query t 'DESCRIBE mem'"
)
@click.argument("directory", type=click.Path())
@click.argument("sql")
@click.option("--json", "json_target", type=TARGET, help="Write the rows as a list of objects.")
@click.option("--csv", "csv_target", type=TARGET, help="Write the rows as comma-separated values.")
@click.option("--parquet", "parquet_target", metavar="F", help="Write the rows as a Parquet file.")
@click.option("--files", is_flag=True, help="Let the query read and write other files too.")
@click.option("--kernel", type=click.Path(), metavar="ELF", help="The image, when it has moved.")
def command(
    directory: str,
    sql: str,
    json_target: str | None,
    csv_target: str | None,
    parquet_target: str | None,
    files: bool,
    kernel: str | None,
) -> int:
    """Ask the trace in DIRECTORY in SQL, as DuckDB understands it.

    Tables: insns, mem, events, tasks, symbols; `DESCRIBE insns` lists the
    columns.  Functions: last_write(address, number), place(address),
    address(symbol).  Addresses are numbers; the table on the screen shows
    them in hexadecimal.
    """
    need("duckdb", "pyarrow", "numpy")
    from harness.trace.opening import OpenTrace
    from harness.trace.query import Query

    trace = OpenTrace(directory, kernel)
    with Query(trace, files) as query:
        write(query.batches(sql), json_target, csv_target, parquet_target)
    for sentence in trace.complaints():
        click.echo(f"harness: {sentence}", err=True)
    return 1 if trace.reader.lost else 0


def write(
    batches: Iterator[pa.RecordBatch], json_target: str | None, csv_target: str | None, parquet: str | None
) -> None:
    """Write the rows to the file that was asked for, or as a table to the screen."""
    if parquet:
        _parquet(batches, parquet)
    elif json_target:
        write_json(json_target, [row for batch in batches for row in batch.to_pylist()], _spell)
    elif csv_target:
        lines_to(csv_target, _csv(batches))
    else:
        lines_to("-", _table(batches))


def _spell(value: Any) -> str:
    """Return a date, a decimal and their like as text, bytes in hexadecimal."""
    return value.hex() if isinstance(value, bytes) else str(value)


def _parquet(batches: Iterator[pa.RecordBatch], target: str) -> None:
    from pyarrow import parquet

    first = next(batches)
    try:
        with parquet.ParquetWriter(target, first.schema, compression="zstd") as writer:
            for batch in batches:
                writer.write_batch(batch)
    except OSError as error:
        raise ConfigError(f"{target!r} cannot be written: {error}; name another file") from None


def _csv(batches: Iterator[pa.RecordBatch]) -> Iterator[str]:
    first = next(batches)
    for row in chain([first.schema.names], _rows(batches)):
        line = io.StringIO()
        csv.writer(line, lineterminator="").writerow(row)
        yield line.getvalue()


def _rows(batches: Iterator[pa.RecordBatch]) -> Iterator[tuple[Any, ...]]:
    for batch in batches:
        yield from zip(*(column.to_pylist() for column in batch.columns), strict=True)


def _table(batches: Iterator[pa.RecordBatch]) -> Iterator[str]:
    names = next(batches).schema.names
    rows = (tuple(map(_cell, names, row)) for row in _rows(batches))
    seen = list(islice(rows, _MEASURED))
    widths = [max(map(len, column)) for column in zip(names, *seen, strict=True)]
    # Numbers end where their heading ends, words begin where it begins.
    right = [
        bool(seen) and all(row[i][:1].isdigit() or row[i] in ("", "-") for row in seen)
        for i in range(len(names))
    ]
    yield _joined(names, widths, right)
    yield "  ".join("-" * width for width in widths)
    for row in chain(seen, rows):
        yield _joined(row, widths, right)


def _joined(cells: tuple[str, ...] | list[str], widths: list[int], right: list[bool]) -> str:
    parts = (
        cell.rjust(width) if last else cell.ljust(width)
        for cell, width, last in zip(cells, widths, right, strict=True)
    )
    return "  ".join(parts).rstrip()


def _cell(name: str, value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool) or not isinstance(value, int | float):
        return str(value)
    if name in _HEX and isinstance(value, int):
        return f"{value:#010x}" if value > 0xFFFF else f"{value:#x}"
    return f"{value:,}" if isinstance(value, int) else f"{value:,.3f}"
