# SPDX-License-Identifier: GPL-2.0-or-later
"""Whether a file is there after a power cut and the replay of the journal."""

from __future__ import annotations

from collections.abc import Mapping

from harness.errors import DiskError
from harness.machine.disk.ext3.journal import Journal
from harness.machine.disk.ext3.reader import FileSystem, Sectors
from harness.machine.disk.sectors import SECTOR

PAGE_BYTES = 4096


class Page:
    """What is known of a page of a file: the bytes that were written to it."""

    def __init__(self) -> None:
        self._data = bytearray(PAGE_BYTES)
        self._known = bytearray(PAGE_BYTES)

    def write(self, start: int, data: bytes) -> None:
        """Note bytes from ``start`` on."""
        self._data[start : start + len(data)] = data
        self._known[start : start + len(data)] = b"\xff" * len(data)

    def fits(self, data: bytes) -> bool:
        """Return whether ``data`` has all of them."""
        if any(self._known[len(data) :]):
            return False
        differs = int.from_bytes(data.ljust(PAGE_BYTES, b"\0")) ^ int.from_bytes(self._data)
        return differs & int.from_bytes(self._known) == 0


class Replayed:
    """An image with what its journal makes of it."""

    def __init__(self, image: Sectors) -> None:
        fs = FileSystem(image)
        self.sectors = image.sectors
        self._image = image
        self._each = fs.block_size // SECTOR
        self._blocks = Journal(fs).replayed()

    def read(self, lba: int, count: int) -> bytes:
        """Return ``count`` sectors."""
        data = bytearray(self._image.read(lba, count))
        for block in range(lba // self._each, (lba + count - 1) // self._each + 1):
            now = self._blocks.get(block)
            if now is None:
                continue
            start = max(block * self._each, lba)
            end = min((block + 1) * self._each, lba + count)
            part = now[(start - block * self._each) * SECTOR : (end - block * self._each) * SECTOR]
            data[(start - lba) * SECTOR : (end - lba) * SECTOR] = part
        return bytes(data)


def survives(image: Sectors, number: int, pages: Mapping[int, Page]) -> str:
    """Return what is wrong with an inode's file after the replay; nothing if all is well."""
    try:
        fs = FileSystem(Replayed(image))
        inode = fs.inode(number)
        data = fs.data(inode)
        fs.tree()
    except DiskError as error:
        return f"the file system is damaged: {error}"
    if not inode["links_count"]:
        return "it is gone"
    for index, wanted in sorted(pages.items()):
        start = index * PAGE_BYTES
        if not wanted.fits(data[start : start + PAGE_BYTES]):
            return f"what was written to its page {index} is not there"
    return ""
