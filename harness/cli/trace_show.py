# SPDX-License-Identifier: GPL-2.0-or-later
"""``harness trace show``: a trace as a listing."""

from __future__ import annotations

import re
import sys
from collections import deque
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Final

import click

from harness.errors import ConfigError
from harness.run.numbers import number
from harness.trace.listing import Line, lines
from harness.trace.reader import TraceReader
from harness.trace.steps import TaskNames, steps
from harness.trace.wording import Wording

CONTEXT: Final = 20


@click.command(epilog="Examples: harness trace show t --around 100000; harness trace show t --grep 'mov cr3'")
@click.argument("directory", type=click.Path())
@click.option("--around", metavar="N", help="Only the lines around instruction N.")
@click.option("--context", type=click.IntRange(1), default=CONTEXT, help=f"Lines on each side [{CONTEXT}].")
@click.option("--function", metavar="F", help="Only what ran in this function.")
@click.option("--pid", type=click.IntRange(0), metavar="N", help="Only this task.")
@click.option("--grep", "pattern", metavar="RE", help="Only lines that match.")
@click.option("--kernel", type=click.Path(), metavar="ELF", help="The image, when it has moved.")
def command(
    directory: str,
    around: str | None,
    context: int,
    function: str | None,
    pid: int | None,
    pattern: str | None,
    kernel: str | None,
) -> int:
    """List the trace in DIRECTORY: number, task, ring, place, instruction.

    Events stand between the instructions.  What is lost in a damaged trace is
    said at the end, and the exit code is then 1.
    """
    reader = TraceReader(Path(directory))
    wording = Wording(reader.header, kernel)
    middle = number(around, "--around") if around else None
    if middle is not None and not reader.first <= middle < reader.end:
        raise ConfigError(
            f"--around {middle:,}: the trace holds instructions {reader.first:,} to {reader.end - 1:,}"
        )
    found = listing(reader, wording, middle, context)
    kept = filtered(found, function, pid, _compiled(pattern))
    if sys.stdout.isatty():
        click.echo_via_pager(f"{_coloured(line)}\n" for line in kept)
    else:
        for line in kept:
            print(line)
    for sentence in (*([wording.missing] if wording.missing else []), *(f"lost: {s}" for s in reader.lost)):
        click.echo(f"harness: {sentence}", err=True)
    return 1 if reader.lost else 0


def listing(reader: TraceReader, wording: Wording, middle: int | None, context: int) -> Iterator[Line]:
    """Yield all lines, or those around one instruction."""
    names = TaskNames()
    # One chunk earlier: a chunk may begin just before the wanted instruction.
    start = 0
    if middle is not None:
        before = [c.head.first for c in reader.chunks if c.head.end <= middle]
        start = before[-1] if before else 0
    every = lines(reader, wording, names, steps(reader, names, start))
    return every if middle is None else _around(every, middle, context)


def _around(every: Iterable[Line], middle: int, context: int) -> Iterator[Line]:
    before: deque[Line] = deque(maxlen=context)
    after = 0
    for line in every:
        if after:
            after += 1
            yield line
        elif line.number >= middle:
            yield from before
            yield line
            after = 1
        else:
            before.append(line)
        if after > context:
            return


def filtered(
    found: Iterable[Line], function: str | None, pid: int | None, pattern: re.Pattern[str] | None
) -> Iterator[Line]:
    """Yield the lines that all given filters let pass."""
    for line in found:
        if function is not None and line.place.partition("+")[0] != function:
            continue
        if pid is not None and line.pid != pid:
            continue
        if pattern is None or pattern.search(str(line)):
            yield line


def _compiled(pattern: str | None) -> re.Pattern[str] | None:
    try:
        return re.compile(pattern) if pattern else None
    except re.error as problem:
        raise ConfigError(f"--grep {pattern!r}: {problem}; write a Python regular expression") from None


def _coloured(line: Line) -> str:
    if line.ring < 0:
        return click.style(str(line), fg="yellow")
    plain = str(line)
    return plain.replace(line.place, click.style(line.place, fg="cyan" if line.ring == 0 else "green"), 1)
