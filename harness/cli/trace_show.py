# SPDX-License-Identifier: GPL-2.0-or-later
"""``harness trace show``: a trace as a listing."""

from __future__ import annotations

import re
import sys
from collections import deque
from collections.abc import Iterable, Iterator
from functools import partial
from typing import Final

import click
import numpy as np
from numpy.typing import NDArray

from harness.cli.output import TARGET, lines_to
from harness.cli.trace_lines import json_text, with_sources
from harness.errors import ConfigError
from harness.image.source_text import SourceText
from harness.run.numbers import number
from harness.trace.columns import Columns, columns
from harness.trace.listing import Line, Lister
from harness.trace.opening import OpenTrace
from harness.trace.selecting import Picker, Selection

CONTEXT: Final = 20


@click.command(epilog="Examples: harness trace show t --around 100000; harness trace show t --grep 'mov cr3'")
@click.argument("directory", type=click.Path())
@click.option("--around", metavar="N", help="Only the lines around instruction N.")
@click.option("--context", type=click.IntRange(1), default=CONTEXT, help=f"Lines on each side [{CONTEXT}].")
@click.option("--function", metavar="F", help="Only what ran in this function.")
@click.option("--pid", type=click.IntRange(0), metavar="N", help="Only this task.")
@click.option("--events", is_flag=True, help="Only events.")
@click.option("--grep", "pattern", metavar="RE", help="Only lines that match.")
@click.option("--lines", "sources", is_flag=True, help="With the kernel's source lines.")
@click.option("--json", "json_target", type=TARGET, help="Write an object a line instead.")
@click.option("--kernel", type=click.Path(), metavar="ELF", help="The image, when it has moved.")
def command(
    directory: str,
    around: str | None,
    context: int,
    function: str | None,
    pid: int | None,
    events: bool,
    pattern: str | None,
    sources: bool,
    json_target: str | None,
    kernel: str | None,
) -> int:
    """List the trace in DIRECTORY: number, task, ring, place, instruction.

    Events stand between the instructions; at level full, what each instruction
    changed stands behind it: registers, and memory read (→) and written (←).
    What is lost in a damaged trace is said at the end, and the exit code is
    then 1.
    """
    trace = OpenTrace(directory, kernel)
    matches = _compiled(pattern)
    trace.need_function(function)
    selection = Selection(function, pid, events)
    lister = Lister(trace.reader, trace.wording, trace.names, sources)
    if around:
        found = near(trace, lister, number(around, "--around"), context)
    else:
        found = every(trace, lister, selection)
    kept = (line for line in found if selection.wants(line) and (not matches or matches.search(str(line))))
    if json_target:
        lines_to(json_target, map(json_text, kept))
    else:
        _print(kept, trace)
    for sentence in trace.complaints():
        click.echo(f"harness: {sentence}", err=True)
    return 1 if trace.reader.lost else 0


def _print(kept: Iterable[Line], trace: OpenTrace) -> None:
    colour = sys.stdout.isatty()
    texts = with_sources(kept, SourceText(trace.wording.source_directory), colour)
    if colour:
        click.echo_via_pager(f"{text}\n" for text in texts)
        return
    for text in texts:
        print(text)


def every(trace: OpenTrace, lister: Lister, selection: Selection) -> Iterator[Line]:
    """Yield all lines that a selection may want."""
    picker = None
    if selection != Selection():
        picker = Picker(trace.reader, trace.wording, trace.names, selection)
    for chunk in trace.chunks:
        yield from lister.lines(chunk, picker)


def near(trace: OpenTrace, lister: Lister, middle: int, context: int) -> Iterator[Line]:
    """Yield so many lines on each side of an instruction."""
    index = trace.chunk_index(middle)
    numbers = columns(trace.reader, trace.chunks[index], registers=False, memory=False).insns["number"]
    if len(numbers):
        # The instruction that holds it: a rep counts many.
        middle = int(numbers[max(int(np.searchsorted(numbers, middle, "right")) - 1, 0)])
    pick = partial(_rows_near, middle=middle, context=context)
    # A chunk more on each side: the instruction may be a chunk's first or last.
    found = (
        line for chunk in trace.chunks[max(index - 1, 0) : index + 2] for line in lister.lines(chunk, pick)
    )
    return _around(found, middle, context)


def _rows_near(found: Columns, middle: int, context: int) -> NDArray[np.int64]:
    at = int(np.searchsorted(found.insns["number"], middle))
    # Rows without a line, such as a clock's tick, are not context: some more than asked for.
    first, end = max(at - 2 * context, 0), min(at + 2 * context, len(found.insns["number"]))
    return np.arange(first, end)


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


def _compiled(pattern: str | None) -> re.Pattern[str] | None:
    try:
        return re.compile(pattern) if pattern else None
    except re.error as problem:
        raise ConfigError(f"--grep {pattern!r}: {problem}; write a Python regular expression") from None
