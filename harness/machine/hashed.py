# SPDX-License-Identifier: GPL-2.0-or-later
"""A hashed inverted page table: built, read and explained.

The core walks the same (``harness/core/memory/hashed.c`` says the format).  One table
serves all address spaces: groups of eight entries, found by a hash of page and
space; a page that finds its group full goes to the group of the complement.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from harness.errors import ConfigError
from harness.machine.paging import (
    ACCESSED,
    DIRTY,
    PAGE,
    PRESENT,
    USER,
    WRITE,
    Memory,
    Step,
    Walk,
    describe,
)

GROUP: Final = 8
ENTRY_BYTES: Final = 8
GROUP_BYTES: Final = GROUP * ENTRY_BYTES
SPACE_MASK: Final = 0x7FF
_KEPT: Final = WRITE | USER | ACCESSED | DIRTY
_ENTRY: Final = struct.Struct("<2I")


def key_of(page: int, space: int) -> int:
    """Return the hash of a page number in a space; its low bits choose the group.

    >>> hex(key_of(0xC0100, 0))
    '0x11eca09'
    """
    return ((page ^ page >> 9 ^ space * 0x61) & 0xFFFFFFFF) * 0x9E3779B1 % (1 << 32) >> 7


@dataclass(frozen=True, slots=True)
class HashedEntry:
    """One valid entry: ``phys`` is the frame, ``flags`` as in a page table's entry."""

    virt: int
    space: int
    phys: int
    flags: int
    phys_entry: int


@dataclass(frozen=True, slots=True)
class HashedTable:
    """A table of ``groups`` groups, a power of two, at ``phys_table`` in ``memory``."""

    memory: Memory
    phys_table: int
    groups: int

    def __post_init__(self) -> None:
        if self.groups < 1 or self.groups & (self.groups - 1):
            raise ConfigError(f"a hashed table of {self.groups} groups; their number is a power of two")
        if self.phys_end > len(self.memory):
            raise ConfigError(
                f"the hashed table ends at {self.phys_end:#010x}, past the end of RAM; give more --memory"
            )

    @property
    def phys_end(self) -> int:
        """First byte past the table."""
        return self.phys_table + self.groups * GROUP_BYTES

    def clear(self) -> None:
        """Make every entry invalid."""
        self.memory[self.phys_table : self.phys_end] = bytes(self.phys_end - self.phys_table)

    def insert(self, virt: int, phys: int, flags: int, space: int = 0) -> int:
        """Map one page; return where its entry is.

        Raises :class:`ConfigError` when both of its groups are full.
        """
        page = virt >> 12
        for phys_group in self.groups_of(page, space):
            for at in range(phys_group, phys_group + GROUP_BYTES, ENTRY_BYTES):
                if not self.memory[at] & 1:
                    _ENTRY.pack_into(
                        self.memory, at, page << 12 | space << 1 | 1, phys & ~0xFFF | flags & _KEPT
                    )
                    return at
        raise ConfigError(f"both groups of {virt:#010x} are full; give the hashed table more groups")

    def groups_of(self, page: int, space: int) -> tuple[int, int]:
        """Return the physical addresses of a page's first and second group."""
        key = key_of(page, space)
        first, second = key & self.groups - 1, ~key & self.groups - 1
        return self.phys_table + first * GROUP_BYTES, self.phys_table + second * GROUP_BYTES

    def find(self, virt: int, space: int = 0) -> HashedEntry | None:
        """Return the page's entry, None where nothing is mapped."""
        wanted = virt & ~0xFFF | space << 1 | 1
        for phys_group in self.groups_of(virt >> 12, space):
            for entry in self._entries(phys_group, phys_group + GROUP_BYTES):
                if entry.virt | entry.space << 1 | 1 == wanted:
                    return entry
        return None

    def walk(self, virt: int, space: int = 0) -> Walk:
        """Translate an address, telling each group that was looked into."""
        found, steps = self.find(virt, space), []
        for name, phys_group in zip(
            ("group", "second group"), self.groups_of(virt >> 12, space), strict=True
        ):
            if found and phys_group <= found.phys_entry < phys_group + GROUP_BYTES:
                word = found.phys | found.flags
                steps.append(Step(name, found.phys_entry, word, describe(word | PRESENT)))
                writable, user = bool(found.flags & WRITE), bool(found.flags & USER)
                return Walk(virt, tuple(steps), found.phys | virt & 0xFFF, PAGE, writable, user)
            steps.append(Step(name, phys_group, 0, "none of its eight entries is the page's"))
        return Walk(virt, tuple(steps), None)

    def __iter__(self) -> Iterator[HashedEntry]:
        """Yield every valid entry, in the table's order."""
        return self._entries(self.phys_table, self.phys_end)

    def _entries(self, start: int, end: int) -> Iterator[HashedEntry]:
        raw = bytes(self.memory[start:end])
        for index, (tag, word) in enumerate(_ENTRY.iter_unpack(raw)):
            if tag & 1:
                at = start + index * ENTRY_BYTES
                yield HashedEntry(tag & ~0xFFF, tag >> 1 & SPACE_MASK, word & ~0xFFF, word & 0xFFF, at)


def groups_for(pages: int) -> int:
    """Return a number of groups that is half full with so many pages.

    >>> groups_for(16384)
    4096
    """
    return 1 << max(0, (2 * pages // GROUP - 1).bit_length())
