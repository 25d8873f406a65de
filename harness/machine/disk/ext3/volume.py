# SPDX-License-Identifier: GPL-2.0-or-later
"""A file system in the making: blocks and inodes are given out, in order, never taken back."""

from __future__ import annotations

import struct
from collections.abc import Sequence

from harness.errors import ConfigError
from harness.machine.disk.ext3.format import DIRECT, FIRST_INO, INODE, Values
from harness.machine.disk.ext3.geometry import Geometry


class Volume:
    """The blocks of an ext3 image that are not zeros, by number.

    Lifecycle: made with the groups' tables taken; inodes and their contents
    are put; then :meth:`bitmap_blocks` and the counts describe what was given
    out.  A full one raises :class:`ConfigError`.
    """

    def __init__(self, geometry: Geometry) -> None:
        self.geometry = geometry
        self.contents: dict[int, bytes] = {}
        self.directories = [0] * geometry.groups
        self._tables: dict[int, bytearray] = {}
        self._next_block = geometry.group_start(0) + geometry.overhead(0)
        self._next_inode = FIRST_INO
        if self._next_block >= geometry.group_end(0):
            self._full("block")

    def take_blocks(self, count: int) -> list[int]:
        """Return the numbers of free blocks, none of a group's tables among them."""
        taken, geometry = list[int](), self.geometry
        while len(taken) < count:
            if self._next_block >= geometry.blocks:
                self._full("block")
            group = (self._next_block - geometry.first) // geometry.blocks_per_group
            tables_end = geometry.group_start(group) + geometry.overhead(group)
            start = max(self._next_block, tables_end)
            end = min(geometry.group_end(group), start + count - len(taken))
            taken += range(start, end)
            self._next_block = max(end, start)
        return taken

    def take_inode(self) -> int:
        """Return the number of a free inode."""
        if self._next_inode > self.geometry.inodes:
            self._full("inode")
        self._next_inode += 1
        return self._next_inode - 1

    def put_inode(self, number: int, values: Values) -> None:
        """Write an inode into its table."""
        block, at = self.geometry.inode_at(number)
        table = self._tables.setdefault(block, bytearray(self.geometry.block_size))
        table[at : at + INODE.size] = INODE.pack(values)

    def put_data(self, blocks: Sequence[int], data: bytes) -> None:
        """Lay data into blocks; the last one is filled with zeros."""
        size = self.geometry.block_size
        for index, block in enumerate(blocks):
            part = data[index * size : (index + 1) * size]
            if part.strip(b"\0"):
                self.contents[block] = part.ljust(size, b"\0")

    def map_blocks(self, blocks: Sequence[int]) -> tuple[bytes, int]:
        """Return an inode's fifteen numbers for data blocks, and how many blocks tell of the rest."""
        numbers = [*blocks[:DIRECT]] + [0] * (DIRECT - len(blocks[:DIRECT]))
        rest, told, depth = blocks[DIRECT:], 0, 1
        per_block = self.geometry.block_size // 4
        while rest:
            reach = per_block**depth
            top, used = self._tree(rest[:reach], depth)
            numbers.append(top)
            rest, told, depth = rest[reach:], told + used, depth + 1
        numbers += [0] * (DIRECT + 3 - len(numbers))
        return struct.pack("<15I", *numbers), told

    def _tree(self, blocks: Sequence[int], depth: int) -> tuple[int, int]:
        """Return the block of numbers that reaches ``blocks`` in ``depth`` steps, and all it took."""
        (top,), used = self.take_blocks(1), 1
        reach = (self.geometry.block_size // 4) ** (depth - 1)
        if depth > 1:
            parts = [self._tree(blocks[at : at + reach], depth - 1) for at in range(0, len(blocks), reach)]
            blocks = [part for part, _ in parts]
            used += sum(count for _, count in parts)
        self.put_data([top], struct.pack(f"<{len(blocks)}I", *blocks))
        return top, used

    def used_blocks(self, group: int) -> int:
        """Return how many of a group's first blocks are taken; the others are free."""
        geometry = self.geometry
        start = geometry.group_start(group)
        reached = min(max(self._next_block, start), geometry.group_end(group)) - start
        return max(reached, geometry.overhead(group))

    def used_inodes(self, group: int) -> int:
        """Return how many of a group's first inodes are taken."""
        before = self._next_inode - 1 - group * self.geometry.inodes_per_group
        return min(max(before, 0), self.geometry.inodes_per_group)

    def close(self) -> None:
        """Put the bitmaps and inode tables among the contents."""
        geometry = self.geometry
        for group in range(geometry.groups):
            blocks, inodes, _ = geometry.tables(group)
            size = geometry.group_end(group) - geometry.group_start(group)
            self.contents[blocks] = self._bitmap(self.used_blocks(group), size)
            self.contents[inodes] = self._bitmap(self.used_inodes(group), geometry.inodes_per_group)
        for block, table in self._tables.items():
            self.contents[block] = bytes(table)

    def _bitmap(self, used: int, size: int) -> bytes:
        """Return a block of bits: the first ones set, and those behind ``size``, which there are not."""
        bits = 8 * self.geometry.block_size
        value = (1 << used) - 1 | (1 << bits) - (1 << size)
        return value.to_bytes(self.geometry.block_size, "little")

    def _full(self, what: str) -> None:
        size = self.geometry.blocks * self.geometry.block_size
        raise ConfigError(f"an ext3 of {size:,} bytes has no {what} left for this; make it larger")
