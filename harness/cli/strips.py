# SPDX-License-Identifier: GPL-2.0-or-later
"""An address space on a terminal: strips of cells to scale, and a table with bars."""

from __future__ import annotations

import string
from collections.abc import Sequence
from typing import Final

import click

from harness.image.picture import heights, within
from harness.image.regions import Region, round_size

CELLS: Final = 72
PAGE_BITS: Final = 12
_STRIPS: Final = ("user half", "user space", "direct map", "kernel image", "reserve", "entry table")
_COLOURS: Final = {
    "user": "bright_blue",
    "program": "blue",
    "stack": "cyan",
    "guard": "bright_red",
    "direct": "green",
    "low": "yellow",
    "free": "bright_green",
    "hole": "bright_black",
    "reserve": "bright_yellow",
    "vmalloc": "bright_cyan",
    "kmap": "magenta",
    "fixmap": "bright_red",
    "code": "red",
    "rodata": "magenta",
    "data": "bright_cyan",
    "init": "bright_yellow",
    "bss": "bright_magenta",
    "tables": "yellow",
}


def show(regions: Sequence[Region], title: str) -> None:
    """Print strips and table; colours disappear when stdout is no terminal."""
    keys = dict(zip((id(r) for r in regions), string.ascii_lowercase, strict=False))
    parents = [r for name in _STRIPS for r in regions if r.name == name]
    strips = [("4 GiB", [r for r in regions if r.depth == 0])]
    strips += [(f"{r.name} {round_size(r.size_bytes)}", within(regions, r)) for r in parents]
    click.echo(f"{title}\n")
    for name, parts in strips:
        if parts:
            click.echo(f"  {name:>18} {_strip(parts, keys)}")
    click.echo("  each strip enlarges a part of the first; low addresses left, no part below one cell\n")
    click.echo(f"     {'from':<10}  {'to':<11}  {'size':>5}  {'a cell: twice as much':<21}  region")
    for region in regions:
        click.echo(_line(region, keys[id(region)]))


def _strip(parts: Sequence[Region], keys: dict[int, str]) -> str:
    shares = heights([part.size_bytes for part in parts], least=1 / CELLS)
    out, done, position = "│", 0, 0.0
    for part, share in zip(parts, shares, strict=True):
        position += share * CELLS
        out += click.style(keys[id(part)] * (round(position) - done), fg="black", bg=_COLOURS[part.kind])
        done = round(position)
    return out + "│"


def _line(region: Region, key: str) -> str:
    # One cell for a page, one more for each doubling: 21 for 4 GiB.
    cells = max(1, region.size_bytes.bit_length() - PAGE_BITS)
    bar = click.style("█" * cells, fg=_COLOURS[region.kind]) + " " * (21 - cells)
    name = "  " * region.depth + region.name
    span = f"{region.virt_start:#010x}  {region.virt_end:#010x} {'' if region.virt_end >> 32 else ' '}"
    note = click.style(region.note, dim=True)
    return f"  {key}  {span} {round_size(region.size_bytes):>5}  {bar}  {name:<18} {note}".rstrip()
