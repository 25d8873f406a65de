# SPDX-License-Identifier: GPL-2.0-or-later
"""The rules that a layout keeps, each with the sentence for the one that breaks it.

Checked when a :class:`~harness.image.layout.Layout` is made, so before
anything boots.  Source: Intel SDM volume 3, 4.3 to 4.6 (what a format can
say), and the guest's own needs.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Final

from harness.errors import LayoutError
from harness.image.sizes import GIB, KIB, MIB, format_size

if TYPE_CHECKING:
    from harness.image.layout import Layout

TOP: Final = 1 << 32
PAGE_MODES: Final = ("4k", "4m", "pae")
SEPARATIONS: Final = ("shared", "4g")
FORMATS: Final = ("x86", "hashed")
LEAST_LOWMEM: Final = 16 * MIB
LOWEST_SPLIT: Final = 0x10000000
LEAST_MEMORY: Final = 8 * MIB
MOST_MEMORY: Final = 3 * GIB
LEAST_RESERVE: Final = 128 * MIB
MOST_RESERVE: Final = 1 * GIB
RESERVE_STEP: Final = 4 * MIB


def check(layout: Layout) -> None:
    """Raise :class:`LayoutError` for the first rule that the layout breaks."""
    for rule in RULES:
        rule(layout)


def _known_words(layout: Layout) -> None:
    for what, value, known in (
        ("page mode", layout.pages, PAGE_MODES),
        ("separation", layout.separation, SEPARATIONS),
        ("page-table format", layout.tables, FORMATS),
    ):
        if value not in known:
            raise LayoutError(f"unknown {what} {value!r}; choose one of " + ", ".join(known))


def _reserve(layout: Layout) -> None:
    size = layout.reserve_bytes
    nearest = min(max(round(size / RESERVE_STEP) * RESERVE_STEP, LEAST_RESERVE), MOST_RESERVE)
    if size == nearest:
        return
    for broken, why in (
        (size < LEAST_RESERVE, "is too small for fixed mappings"),
        (size > MOST_RESERVE, "is more than a GiB"),
        (True, "is not a multiple of 4 MiB (a page table)"),
    ):
        if broken:
            raise LayoutError(
                f"reserve of {format_size(size)} {why}; the nearest legal reserve is {format_size(nearest)}"
            )


def _split(layout: Layout) -> None:
    page_offset, pae = layout.page_offset, layout.pages == "pae"
    step = GIB if pae else 4 * MIB
    lowest = max(LOWEST_SPLIT, step)
    highest = (TOP - layout.reserve_bytes - LEAST_LOWMEM) // step * step
    nearest = min(max(round(page_offset / step) * step, lowest), highest)
    said = f"split {page_offset:#010x}"
    end = f"the nearest legal split is {nearest:#010x}"
    if page_offset % step:
        unit = "1 GiB (PAE's directory)" if pae else "4 MiB (a page table)"
        raise LayoutError(f"{said} is not a multiple of {unit}; {end}")
    if page_offset > highest:
        raise LayoutError(
            f"{said} leaves the kernel no room: it needs {LEAST_LOWMEM // MIB} MiB "
            f"of lowmem and {layout.reserve_bytes // MIB} MiB above; {end}"
        )
    if page_offset < lowest:
        raise LayoutError(f"{said} leaves user programs no room; {end}")


def _memory(layout: Layout) -> None:
    size = layout.memory_bytes
    if size < LEAST_MEMORY:
        raise LayoutError(
            f"memory of {format_size(size)} is too small for the kernel; "
            f"the nearest legal memory is {format_size(LEAST_MEMORY)}"
        )
    if size > MOST_MEMORY:
        raise LayoutError(
            f"memory of {format_size(size)} reaches into the devices' "
            f"addresses; the nearest legal memory is {format_size(MOST_MEMORY)}"
        )
    if size % (64 * KIB):
        nearest = round(size / (64 * KIB)) * 64 * KIB
        raise LayoutError(
            f"memory of {size} bytes is not a multiple of 64K; "
            f"the nearest legal memory is {format_size(nearest)}"
        )


def _no_execute(layout: Layout) -> None:
    if layout.nx and layout.tables == "hashed":
        raise LayoutError("nx needs a bit that hashed tables do not have; the nearest legal nx is false")
    if layout.nx and layout.pages != "pae":
        raise LayoutError(
            f"nx needs a bit that entries of {layout.pages} tables do not have; "
            "the nearest legal pages are 'pae'"
        )


def _read_only_text(layout: Layout) -> None:
    if layout.text_read_only and not layout.write_protect:
        raise LayoutError(
            "text_read_only without write_protect protects nothing: ring 0 stores through read-only "
            "entries; the nearest legal write_protect is true"
        )


def _self_mapped(layout: Layout) -> None:
    if layout.recursive and layout.pages == "pae":
        nearest = "recursive is false" if layout.nx else "pages are '4m'"
        raise LayoutError(
            "recursive needs one directory that covers 4 GiB, and with PAE all processes share the "
            f"kernel's quarter; the nearest legal {nearest}"
        )


def _hashed(layout: Layout) -> None:
    if layout.tables != "hashed":
        return
    if layout.pages != "4k":
        raise LayoutError(
            f"hashed tables hold pages of 4 KiB, not of {layout.pages}; the nearest legal pages are '4k'"
        )
    for name in ("global_pages", "text_read_only", "stack_guard", "highmem", "recursive"):
        if getattr(layout, name):
            raise LayoutError(
                f"{name} changes the kernel's half, which the guest cannot reach in hashed tables; "
                f"the nearest legal {name} is false"
            )
    if layout.separation != "shared":
        raise LayoutError(
            "hashed tables keep one kernel half for all; the nearest legal separation is 'shared'"
        )


def _separate(layout: Layout) -> None:
    if layout.separation != "4g":
        return
    if layout.global_pages:
        raise LayoutError(
            "4g with global_pages: kernel pages that outlive a load of CR3 would hide the user's pages at "
            "the same addresses; the nearest legal global_pages is false"
        )
    if layout.recursive:
        raise LayoutError(
            "4g with recursive: the kernel's directory maps no user's entries; "
            "the nearest legal recursive is false"
        )


RULES: Final[tuple[Callable[[Layout], None], ...]] = (
    _known_words,
    _reserve,
    _split,
    _memory,
    _no_execute,
    _read_only_text,
    _self_mapped,
    _separate,
    _hashed,
)
