# SPDX-License-Identifier: GPL-2.0-or-later
"""Address-space layouts: where the kernel's half begins, and in what pages.

Source of the named splits: Linux 2.6, arch/i386/Kconfig.  Lowmem ends 128 MiB
short of the top, as there, to leave room for vmalloc and fixed mappings.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from harness.errors import LayoutError

KIB, MIB, GIB = 1 << 10, 1 << 20, 1 << 30
TOP: Final = 1 << 32
RESERVE_BYTES: Final = 128 * MIB
LOWEST_SPLIT: Final = 0x10000000
HIGHEST_SPLIT: Final = TOP - RESERVE_BYTES - 16 * MIB
LEAST_MEMORY: Final = 8 * MIB
MOST_MEMORY: Final = 3 * GIB
PAGE_MODES: Final = ("4k", "4m", "pae")
SPLITS: Final[dict[str, int]] = {
    "3G": 0xC0000000,
    "3G_OPT": 0xB0000000,
    "2G": 0x80000000,
    "2G_OPT": 0x78000000,
    "1G": 0x40000000,
}


@dataclass(frozen=True, slots=True)
class Layout:
    """A checked choice of split, page size and memory.

    ``page_offset`` is a virtual address, ``memory_bytes`` the machine's RAM.
    Raises :class:`LayoutError` at birth, naming the rule and the nearest
    legal value.

    >>> hex(Layout(page_offset=SPLITS["2G"]).page_offset)
    '0x80000000'
    """

    page_offset: int = SPLITS["3G"]
    pages: str = "4m"
    global_pages: bool = False
    memory_bytes: int = 64 * MIB

    def __post_init__(self) -> None:
        if self.pages not in PAGE_MODES:
            raise LayoutError(f"unknown page mode {self.pages!r}; choose one of " + ", ".join(PAGE_MODES))
        _check_split(self.page_offset, self.pages)
        _check_memory(self.memory_bytes)

    @property
    def split_name(self) -> str:
        """The Kconfig name of the split, or its address."""
        for name, value in SPLITS.items():
            if value == self.page_offset:
                return name
        return f"{self.page_offset:#010x}"

    @property
    def lowmem_bytes(self) -> int:
        """Bytes of RAM that the direct map reaches."""
        return min(self.memory_bytes, TOP - self.page_offset - RESERVE_BYTES)

    @property
    def virt_lowmem_end(self) -> int:
        """First virtual address past the direct map."""
        return self.page_offset + self.lowmem_bytes

    @property
    def entry_bytes(self) -> int:
        """Bytes that one entry of the direct map covers."""
        return {"4k": 4 * KIB, "4m": 4 * MIB, "pae": 2 * MIB}[self.pages]

    def as_json(self) -> dict[str, object]:
        """Return the fields under design.md's names, numbers as numbers."""
        return {
            "split": self.split_name,
            "page_offset": self.page_offset,
            "pages": self.pages,
            "global_pages": self.global_pages,
            "memory_bytes": self.memory_bytes,
            "lowmem_bytes": self.lowmem_bytes,
        }


def _check_split(page_offset: int, pages: str) -> None:
    step = GIB if pages == "pae" else 4 * MIB
    lowest = max(LOWEST_SPLIT, step)
    highest = HIGHEST_SPLIT // step * step
    nearest = min(max(round(page_offset / step) * step, lowest), highest)
    if page_offset % step:
        unit = "1 GiB (PAE's directory)" if pages == "pae" else "4 MiB (a page table)"
        raise LayoutError(
            f"split {page_offset:#010x} is not a multiple of {unit}; "
            f"the nearest legal split is {nearest:#010x}"
        )
    if page_offset > highest:
        raise LayoutError(
            f"split {page_offset:#010x} leaves the kernel no room: it needs 16 MiB "
            f"of lowmem and 128 MiB above; the nearest legal split is {nearest:#010x}"
        )
    if page_offset < lowest:
        raise LayoutError(
            f"split {page_offset:#010x} leaves user programs no room; "
            f"the nearest legal split is {nearest:#010x}"
        )


def _check_memory(memory_bytes: int) -> None:
    if memory_bytes < LEAST_MEMORY:
        raise LayoutError(
            f"memory of {format_size(memory_bytes)} is too small for the kernel; "
            f"the least is {format_size(LEAST_MEMORY)}"
        )
    if memory_bytes > MOST_MEMORY:
        raise LayoutError(
            f"memory of {format_size(memory_bytes)} reaches into the devices' "
            f"addresses; the most is {format_size(MOST_MEMORY)}"
        )
    if memory_bytes % (64 * KIB):
        nearest = round(memory_bytes / (64 * KIB)) * 64 * KIB
        raise LayoutError(
            f"memory of {memory_bytes} bytes is not a multiple of 64K; the nearest legal size is {nearest}"
        )


def parse_split(text: str) -> int:
    """Read ``3G_OPT`` or an address; :class:`LayoutError` if neither.

    >>> hex(parse_split("2g"))
    '0x80000000'
    """
    named = SPLITS.get(text.upper())
    if named is not None:
        return named
    try:
        value = int(text, 0)
    except ValueError:
        value = -1
    if not 0 <= value < TOP:
        raise LayoutError(
            f"unknown split {text!r}; choose one of {', '.join(SPLITS)}, or an address such as 0xC0000000"
        )
    return value


def parse_size(text: str) -> int:
    """Read a size such as ``64M`` in bytes; :class:`LayoutError` if not one.

    >>> parse_size("64M") // MIB
    64
    """
    match = re.fullmatch(r"(0[xX][0-9a-fA-F]+|\d+)\s*([KMG]?)(?:i?B)?", text.strip(), re.I)
    if match is None:
        raise LayoutError(f"unreadable size {text!r}; write it like 64M or 512K")
    unit = {"": 1, "K": KIB, "M": MIB, "G": GIB}[match[2].upper()]
    return int(match[1], 0) * unit


def format_size(size_bytes: int) -> str:
    """Print a size in the largest unit that divides it: ``64M``."""
    for unit, name in ((GIB, "G"), (MIB, "M"), (KIB, "K")):
        if size_bytes and size_bytes % unit == 0:
            return f"{size_bytes // unit}{name}"
    return str(size_bytes)
