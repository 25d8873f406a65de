# SPDX-License-Identifier: GPL-2.0-or-later
"""Printing: tables and JSON, with colour on a terminal and plain when piped."""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Callable, Generator, Iterable, Sequence
from pathlib import Path
from typing import Any, Final, TypeVar

import click

from harness.errors import ConfigError

T = TypeVar("T")


class Target(click.ParamType[str, str]):
    """Where a report goes: a file, or stdout for ``-``; refused before anything runs."""

    name = "F|-"

    def convert(self, value: str, param: click.Parameter | None, ctx: click.Context | None) -> str:
        """Return the name of a file that could be written; :class:`ConfigError`."""
        path = Path(value)
        if value != "-" and (path.is_dir() or not path.parent.is_dir()):
            why = "Is a directory" if path.is_dir() else "No such file or directory"
            raise ConfigError(f"{value!r} cannot be written: {why}; name another file")
        return value


TARGET = Target()


def print_table(title: str, columns: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
    """Print rows under their headings."""
    body = [tuple(row) for row in rows]
    if sys.stdout.isatty():
        _rich_table(title, columns, body)
    else:
        _plain_table(title, columns, body)


def _rich_table(title: str, columns: Sequence[str], rows: list[tuple[str, ...]]) -> None:
    # Only here: importing rich costs 80 ms, which nobody sees in a pipe.
    from rich.box import SIMPLE_HEAD
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    table = Table(title=title, title_justify="left", title_style="bold", box=SIMPLE_HEAD, pad_edge=False)
    for cells in zip(columns, *rows, strict=True):
        table.add_column(cells[0], min_width=_longest_word(cells))
    for row in rows:
        table.add_row(*(Text(cell, style=_STYLES.get(cell, "")) for cell in row))
    # Where the words do not fit, the terminal breaks the lines: figures that are cut off say nothing.
    least = Console(width=_WIDE).measure(table).minimum
    Console(width=max(Console().width, least)).print(table)


def _longest_word(cells: Iterable[str]) -> int:
    """Return the width that breaks no word; the first one's indentation is part of it."""
    return max(len(word) for cell in cells for word in re.findall(r"^\s*\S*|\S+", cell))


_WIDE: Final = 1000
_STYLES: Final = {
    "ok": "green",
    "caught": "green",
    "FAILED": "bold red",
    "GOT AWAY": "bold red",
    "kernel": "cyan",
    "user": "yellow",
}


def _plain_table(title: str, columns: Sequence[str], rows: list[tuple[str, ...]]) -> None:
    widths = [max(map(len, cells)) for cells in zip(columns, *rows, strict=True)]
    print(f"\n{title}")
    for row in (tuple(columns), *rows):
        print("  " + "  ".join(map(str.ljust, row, widths)).rstrip())


def write_json(target: str, value: object, spell: Callable[[Any], object] | None = None) -> None:
    """Write one JSON object to a file, or to stdout for ``-``; :class:`ConfigError`.

    ``spell`` turns what JSON does not know into what it does.
    """
    text = json.dumps(value, indent=2, default=spell) + "\n"
    if target == "-":
        sys.stdout.write(text)
    else:
        try:
            Path(target).write_text(text)
        except OSError as error:
            raise ConfigError(f"{target!r} cannot be written: {error.strerror}; name another file") from None


def with_progress(steps: Iterable[T], title: str, total: int) -> Generator[T, None, None]:
    """Yield what there is; with a progress bar, if stderr is a terminal."""
    if not sys.stderr.isatty():
        yield from steps
        return
    from rich.console import Console
    from rich.progress import track

    yield from track(steps, title, total, console=Console(stderr=True), transient=True)


def print_console(data: bytes) -> None:
    """Pass guest output on as it appears, with the host's newlines."""
    sys.stdout.buffer.write(data.replace(b"\r\n", b"\n"))
    sys.stdout.buffer.flush()


def lines_to(target: str, lines: Iterable[str]) -> None:
    """Write lines to a file, or to stdout for ``-``; :class:`ConfigError`."""
    if target == "-":
        for line in lines:
            print(line)
        return
    try:
        with open(target, "w") as file:
            file.writelines(f"{line}\n" for line in lines)
    except OSError as error:
        raise ConfigError(f"{target!r} cannot be written: {error.strerror}; name another file") from None
