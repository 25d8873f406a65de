# SPDX-License-Identifier: GPL-2.0-or-later
"""Sparse sectors that share what did not change: the overlay of a disk.

Two tables deep.  Keeping them costs nothing; the first write after that copies
the upper table and one lower one, of pointers.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final

SECTOR: Final = 512
_GROUP_BITS: Final = 8
# Sector contents by group, then by address.  Whoever holds one never writes it.
Groups = Mapping[int, Mapping[int, bytes]]


class Sectors:
    """The sectors that were written, by address (LBA)."""

    def __init__(self, kept: Groups | None = None) -> None:
        self._groups: dict[int, dict[int, bytes]] = {}
        self._own: set[int] = set()
        self._shared = False
        if kept is not None:
            self.load(kept)

    def put(self, lba: int, data: bytes) -> None:
        """Store whole sectors from ``lba`` on."""
        for at in range(0, len(data), SECTOR):
            self._writable(lba >> _GROUP_BITS)[lba] = bytes(data[at : at + SECTOR])
            lba += 1

    def patch(self, lba: int, data: bytearray) -> None:
        """Lay what is stored over ``data``, which begins at ``lba``."""
        end = lba + len(data) // SECTOR
        for number in range(lba >> _GROUP_BITS, (end - 1 >> _GROUP_BITS) + 1):
            group = self._groups.get(number)
            if group is None:
                continue
            wanted = range(max(lba, number << _GROUP_BITS), min(end, number + 1 << _GROUP_BITS))
            # Whichever are fewer: a whole disk is read as often as a block.
            for each in group if len(group) < len(wanted) else wanted:
                sector = group.get(each)
                if sector is not None and lba <= each < end:
                    at = (each - lba) * SECTOR
                    data[at : at + SECTOR] = sector

    def freeze(self) -> Groups:
        """Return the contents as they are; later writes leave them alone."""
        self._shared = True
        return self._groups

    def load(self, kept: Groups) -> None:
        """Become what :meth:`freeze` returned."""
        # Shared from now on, so that the tables are copied before a write.
        self._groups = kept  # type: ignore[assignment]
        self._shared = True

    def _writable(self, number: int) -> dict[int, bytes]:
        if self._shared:
            self._groups = dict(self._groups)
            self._own.clear()
            self._shared = False
        if number not in self._own:
            self._groups[number] = dict(self._groups.get(number, ()))
            self._own.add(number)
        return self._groups[number]


def runs(groups: Groups) -> Iterator[tuple[int, bytes]]:
    """Yield (lba, data) of each unbroken run of stored sectors, in order."""
    start, parts = 0, list[bytes]()
    for number in sorted(groups):
        for lba in sorted(groups[number]):
            if parts and lba != start + len(parts):
                yield start, b"".join(parts)
                parts = []
            if not parts:
                start = lba
            parts.append(groups[number][lba])
    if parts:
        yield start, b"".join(parts)
