# SPDX-License-Identifier: GPL-2.0-or-later
"""``harness trace diff``: where two runs part."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

import click
import numpy as np

from harness.cli.output import TARGET, print_table, write_json
from harness.trace.compare import Divergence, EventCount, Place, configurations, diverge, event_counts
from harness.trace.listing import Line, Lister
from harness.trace.opening import OpenTrace

CONTEXT: Final = 6


@click.command(epilog="Example: harness trace diff lazy eager")
@click.argument("first", type=click.Path())
@click.argument("second", type=click.Path())
@click.option("--context", type=click.IntRange(1), default=CONTEXT, help=f"Lines on each side [{CONTEXT}].")
@click.option("--json", "json_target", type=TARGET, help="Write what was found as JSON.")
def command(first: str, second: str, context: int, json_target: str | None) -> int:
    """Find the first instruction, event or value in which two traces differ.

    Says how the machines differed, where the runs part, and which events came
    more often in one of them.  Exit codes: 0 when they are the same, 1 when
    they part, or when one is damaged.
    """
    traces = OpenTrace(first), OpenTrace(second)
    configured = configurations(*traces)
    found = diverge(*traces)
    counts = event_counts(*traces) if found else []
    if json_target:
        write_json(json_target, _as_json(found, configured, counts))
    else:
        for sentence in configured:
            click.echo(f"harness: {sentence}")
        _say(traces, found, context)
        if counts:
            rows = [(c.kind, c.name, f"{c.first:,}", f"{c.second:,}") for c in counts]
            print_table("Events that did not come equally often", ("kind", "", first, second), rows)
    lost = [sentence for trace in traces for sentence in trace.complaints()]
    for sentence in dict.fromkeys(lost):
        click.echo(f"harness: {sentence}", err=True)
    return 1 if found or any(trace.reader.lost for trace in traces) else 0


def _as_json(found: Divergence | None, configured: list[str], counts: list[EventCount]) -> dict[str, object]:
    where = [place.number if place else None for place in found.places] if found else None
    return {
        "same": found is None,
        "configurations": configured,
        "what": found.what if found else None,
        "numbers": where,
        "events": [list(count) for count in counts],
    }


def _say(traces: tuple[OpenTrace, OpenTrace], found: Divergence | None, context: int) -> None:
    if found is None:
        reader = traces[0].reader
        click.echo(f"harness: the same {reader.end - reader.first:,} instructions, to {reader.end:,}")
        return
    numbers = [place.number for place in found.places if place]
    click.echo(f"harness: the traces part at instruction {numbers[0]:,}: {found.what}")
    common = next((trace, place) for trace, place in zip(traces, found.places, strict=True) if place)
    _side("in both", common[0], common[1], -context)
    for trace, place in zip(traces, found.places, strict=True):
        _side(str(trace.reader.path), trace, place, context)


def _side(title: str, trace: OpenTrace, place: Place | None, count: int) -> None:
    click.echo(f"\n{title}")
    if place is None:
        click.echo("  (the trace has ended)")
        return
    lines = list(_lines(trace, place, count))
    for line in lines:
        click.echo(str(line))
    if not lines:
        click.echo("  (nothing)")


def _lines(trace: OpenTrace, place: Place, count: int) -> Iterator[Line]:
    """Yield the lines of so many rows from a place on, or before it."""
    lister = Lister(trace.reader, trace.wording, trace.names)
    rows = sorted((place.row, place.row + count))
    index = place.chunk
    if count < 0 and not place.row and index:
        # The last rows of the chunk before.
        yield from lister.lines(
            trace.chunks[index - 1], lambda found: np.arange(len(found.insns["number"]))[count:]
        )
    yield from lister.lines(
        trace.chunks[index],
        lambda found: np.arange(max(rows[0], 0), min(rows[1], len(found.insns["number"]))),
    )
