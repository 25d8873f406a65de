# SPDX-License-Identifier: GPL-2.0-or-later
"""``harness trace diff``: where two runs part."""

from __future__ import annotations

from pathlib import Path

import click

from harness.trace.compare import Divergence, Side, diverge
from harness.trace.listing import lines
from harness.trace.reader import TraceReader
from harness.trace.wording import Wording


@click.command(epilog="Example: harness trace diff lazy eager")
@click.argument("first", type=click.Path())
@click.argument("second", type=click.Path())
def command(first: str, second: str) -> int:
    """Find the first block or event in which traces FIRST and SECOND differ.

    Exit codes: 0 when they are the same, 1 when they part, or when one is
    damaged.
    """
    readers = TraceReader(Path(first)), TraceReader(Path(second))
    found = diverge(*readers)
    if found is None:
        end = readers[0].end
        click.echo(f"harness: the same {end - readers[0].first:,} instructions, to {end:,}")
    else:
        click.echo(f"harness: the traces part at instruction {found.number:,}")
        print_divergence(readers, found)
    lost = [sentence for reader in readers for sentence in reader.lost]
    for sentence in lost:
        click.echo(f"harness: lost: {sentence}", err=True)
    return 1 if found or lost else 0


def print_divergence(readers: tuple[TraceReader, TraceReader], found: Divergence) -> None:
    """Print what both ran last, then what each did."""
    common = Side(found.first.steps[: found.first.at], 0, found.first.names)
    print_side("in both", readers[0], common)
    for reader, side in zip(readers, (found.first, found.second), strict=True):
        print_side(str(reader.path), reader, Side(side.steps[side.at :], 0, side.names))


def print_side(title: str, reader: TraceReader, side: Side) -> None:
    """Print one part under its title."""
    click.echo(f"\n{title}")
    wording = Wording(reader.header)
    if wording.missing:
        click.echo(f"harness: {wording.missing}", err=True)
    if not side.steps:
        click.echo("  (the trace has ended)" if title != "in both" else "  (nothing)")
    for line in lines(reader, wording, side.names, side.steps):
        click.echo(str(line))
