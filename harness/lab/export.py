# SPDX-License-Identifier: GPL-2.0-or-later
"""A comparison's results in files: CSV and Parquet, a row a cell, the same bytes for the same results."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from importlib.util import find_spec
from pathlib import Path

from harness.errors import ConfigError
from harness.lab.cell import Result


def csv_text(results: Sequence[Result]) -> str:
    """Return the rows as CSV with a heading line."""
    rows = [result.row() for result in results]
    out = io.StringIO()
    writer = csv.DictWriter(out, list(rows[0]) if rows else [], lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return out.getvalue()


def need_parquet() -> None:
    """Raise :class:`ConfigError` without pyarrow."""
    if not find_spec("pyarrow"):
        raise ConfigError("Parquet needs pyarrow; install it with `pip install 'harness[trace]'`")


def write_parquet(results: Sequence[Result], path: Path) -> None:
    """Write the rows as Parquet, which :func:`need_parquet` promised."""
    import pyarrow
    from pyarrow import parquet

    parquet.write_table(pyarrow.Table.from_pylist([result.row() for result in results]), path)


def write_text(path: Path, text: str) -> None:
    """Write a file; :class:`ConfigError` when it cannot be written."""
    try:
        path.write_text(text, "utf-8")
    except OSError as error:
        raise ConfigError(f"{path} cannot be written: {error.strerror}; name another directory") from None
