# SPDX-License-Identifier: GPL-2.0-or-later
"""The options that choose a layout, and the layout that they come to."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any, TypeVar

import click

from harness.image.layout import PAGE_MODES, WORDS, Layout, parse_size, parse_split, with_words

F = TypeVar("F", bound=Callable[..., Any])

_OPTIONS = (
    click.option(
        "--layout",
        metavar="NAME|F.toml",
        help="A layout of `harness layout list`, or a file; the options below change it.",
    ),
    click.option(
        "--split",
        metavar="3G|0xADDR",
        help="PAGE_OFFSET: 3G, 3G_OPT, 2G, 2G_OPT, 1G or an address [3G].",
    ),
    click.option("--pages", metavar="|".join(PAGE_MODES), help="Pages of the direct map [4m]."),
    click.option("--global-pages", is_flag=True, help="Map the kernel with global pages."),
    click.option(
        "--paging",
        default="",
        metavar="LIST",
        help=f"Options of paging: {','.join(WORDS)}; no before one turns it off.",
    ),
    click.option("--memory", metavar="SIZE", help="RAM of the machine [64M]."),
)


def layout_options(command: F) -> F:
    """Add the options that :func:`layout_of` takes."""
    for option in reversed(_OPTIONS):
        command = option(command)
    return command


def layout_of(
    base: Layout | None = None,
    *,
    layout: str | None,
    split: str | None,
    pages: str | None,
    global_pages: bool,
    paging: str,
    memory: str | None,
) -> Layout:
    """Return the chosen layout: what was given, over ``--layout``'s or ``base``.

    All changes are made at once, for a rule may concern two of them.
    """
    from harness.image.layout_file import find_layout

    start = find_layout(layout) if layout else base or Layout()
    changes: dict[str, Any] = with_words(paging)
    if split is not None:
        changes["page_offset"] = parse_split(split)
    if pages is not None:
        changes["pages"] = pages
    if global_pages:
        changes["global_pages"] = True
    if memory is not None:
        changes["memory_bytes"] = parse_size(memory)
    return replace(start, **changes)
