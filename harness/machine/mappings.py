# SPDX-License-Identifier: GPL-2.0-or-later
"""All that a page directory maps: page by page, or in merged ranges.

Source: Intel SDM volume 3, section 4.3 (32-bit paging), 4.4 (PAE) and 4.6
(rights: the least that any level grants; execute-disable at any level).
"""

from __future__ import annotations

import struct
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Final

from harness.machine.paging import (
    ACCESSED,
    DIRTY,
    GLOBAL,
    LARGE,
    NO_EXECUTE,
    PAGE,
    PRESENT,
    USER,
    WRITE,
    ReadPhys,
)

_RIGHTS: Final = WRITE | USER
_KEPT: Final = _RIGHTS | ACCESSED | DIRTY | GLOBAL
_FRAME: Final = 0xFFFFFF000


@dataclass(frozen=True, slots=True)
class Tables:
    """A translation root: CR3 and the two bits of CR4 that give it a form."""

    cr3: int
    pae: bool
    pse: bool = True


@dataclass(frozen=True, slots=True)
class Mapping:
    """Pages of one size and one kind over [virt_start, virt_end).

    ``phys`` is the first frame; the others follow it if ``contiguous``.
    ``flags`` are a table entry's bits, the rights those of all levels.
    """

    virt_start: int
    virt_end: int
    phys: int
    page_bytes: int
    flags: int
    contiguous: bool = True

    @property
    def size_bytes(self) -> int:
        """Bytes from start to end."""
        return self.virt_end - self.virt_start

    @property
    def user(self) -> bool:
        """Whether ring 3 may come here."""
        return bool(self.flags & USER)

    @property
    def writable(self) -> bool:
        """Whether every level allows stores."""
        return bool(self.flags & WRITE)

    def words(self, pae: bool) -> str:
        """Say the flags; execution only where the format can forbid it.

        >>> Mapping(0, 4096, 0, 4096, USER | ACCESSED).words(pae=False)
        'user read-only 4k accessed'
        """
        state = [name for bit, name in _STATE if self.flags & bit]
        return " ".join([rights(self.flags, pae), PAGE_NAMES[self.page_bytes], *state])


PAGE_NAMES: Final = {4 << 10: "4k", 2 << 20: "2m", 4 << 20: "4m"}
_STATE: Final = ((GLOBAL, "global"), (ACCESSED, "accessed"), (DIRTY, "dirty"))


def rights(flags: int, pae: bool) -> str:
    """Say who may do what.

    >>> rights(WRITE | NO_EXECUTE, pae=True)
    'kernel writable no-execute'
    """
    words = ["user" if flags & USER else "kernel", "writable" if flags & WRITE else "read-only"]
    if pae:
        words.append("no-execute" if flags & NO_EXECUTE else "executable")
    return " ".join(words)


def scan(read_phys: ReadPhys, tables: Tables) -> Iterator[Mapping]:
    """Yield every mapped page from low to high, as one :class:`Mapping` each.

    ``read_phys(phys, n)`` returns n bytes, or fewer where no RAM answers; what
    cannot be read maps nothing.
    """
    if not tables.pae:
        yield from _directory(read_phys, tables.cr3 & ~0xFFF, 0, 4, tables.pse)
        return
    raw = read_phys(tables.cr3 & ~31, 32)
    for quarter in range(len(raw) // 8):
        pointer = int.from_bytes(raw[quarter * 8 : quarter * 8 + 8], "little")
        if pointer & PRESENT:
            yield from _directory(read_phys, pointer & _FRAME, quarter << 30, 8, True)


def _directory(
    read_phys: ReadPhys, phys: int, virt_base: int, entry_bytes: int, large: bool
) -> Iterator[Mapping]:
    large_bytes = (PAGE // entry_bytes) * PAGE
    for index, upper in _present(read_phys, phys, entry_bytes):
        virt = virt_base + index * large_bytes
        if upper & LARGE and large:
            frame = upper & _FRAME & -large_bytes
            yield Mapping(virt, virt + large_bytes, frame, large_bytes, upper & (_KEPT | NO_EXECUTE))
            continue
        for slot, entry in _present(read_phys, upper & _FRAME, entry_bytes):
            flags = entry & _KEPT & (upper | ~_RIGHTS) | (entry | upper) & NO_EXECUTE
            start = virt + slot * PAGE
            yield Mapping(start, start + PAGE, entry & _FRAME, PAGE, flags)


def _present(read_phys: ReadPhys, phys: int, entry_bytes: int) -> Iterator[tuple[int, int]]:
    raw = read_phys(phys, PAGE)
    entries = struct.iter_unpack("<I" if entry_bytes == 4 else "<Q", raw[: len(raw) // 8 * 8])
    for index, (entry,) in enumerate(entries):
        if entry & PRESENT:
            yield index, entry


def merge(mappings: Iterable[Mapping]) -> list[Mapping]:
    """Join neighbours of one kind, whether or not their frames are neighbours."""
    merged: list[Mapping] = []
    for item in mappings:
        last = merged[-1] if merged else None
        if (
            last
            and last.virt_end == item.virt_start
            and (last.flags, last.page_bytes) == (item.flags, item.page_bytes)
        ):
            follows = last.contiguous and last.phys + last.size_bytes == item.phys
            merged[-1] = replace(last, virt_end=item.virt_end, contiguous=follows)
        else:
            merged.append(item)
    return merged
