# SPDX-License-Identifier: GPL-2.0-or-later
"""Images of ext3, damaged by chance: the same seed, the same damage."""

from __future__ import annotations

import random
import struct
from collections.abc import Callable

from harness.machine.disk.ext3 import format as f
from harness.machine.disk.ext3.reader import FileSystem
from harness.machine.disk.sectors import SECTOR, Groups, Sectors

# Numbers at which things change: signs, ends, reserved inodes.
EDGES = (0, 1, 2, 5, 8, 11, 12, 0x7F, 0x80, 0xFF, 0x7FFF, 0x8000, 0xFFFF, 0x7FFFFFFF, 0x80000000, 0xFFFFFFFF)


class Damage:
    """Damages copies of one image.

    Lifecycle: made of the image, whose structure it reads; :meth:`of` gives the
    sectors that a seed changes, to be laid over the image.
    """

    def __init__(self, image: bytes) -> None:
        self.image, self.fs = image, FileSystem(image)
        tree = self.fs.tree()
        self._inodes = sorted({2, 8, 11, *(node.ino for node in tree.values())})
        records = {number: self.fs.inode(number) for number in self._inodes}
        is_directory = {number: record["mode"] >> 12 == 4 for number, record in records.items()}
        files = [n for n in self._inodes if n != 8 and not is_directory[n] and records[n]["blocks"] > 2]
        self._directories = [
            block for n in self._inodes if is_directory[n] for block in self.fs.blocks_of(records[n])
        ]
        self._numbers = [struct.unpack_from("<15I", records[n]["block"])[12] for n in files]
        self._numbers = [block for block in self._numbers if block]
        self._journal = self.fs.blocks_of(records[8])[:40] if self.fs.super["journal_inum"] else []
        self._ways = [self._super, self._group, self._bitmap, self._inode, self._entry, self._any_bit]
        self._ways += [self._indirect] * bool(self._numbers) + [self._log] * 2 * bool(self._journal)

    def of(self, seed: int) -> Groups:
        """Return what to lay over the image: one wound to six, or the end of the disk gone."""
        noise = random.Random(seed)
        data = bytearray(self.image)
        for _ in range(noise.choice((1, 1, 2, 3, 6))):
            way: Callable[[random.Random, bytearray], None] = noise.choice(self._ways)
            way(noise, data)
        if noise.random() < 0.05:
            start = noise.randrange(len(data) // 1024) * 1024
            data[start:] = bytes(len(data) - start)
        return changed(self.image, data)

    def _field(self, noise: random.Random, data: bytearray, record: f.Record, at: int) -> None:
        """Give a field of a record a bit more or less, or a number at an edge."""
        name = noise.choice(list(record.codes))
        size = struct.calcsize(record.codes[name])
        offset = at + record.offset(name)
        if size > 4:
            self._flip(noise, data, offset, size)
        elif noise.random() < 0.5:
            self._flip(noise, data, offset, size)
        else:
            value = noise.choice((*EDGES, noise.getrandbits(32), self.fs.super["blocks_count"]))
            data[offset : offset + size] = (value & (1 << 8 * size) - 1).to_bytes(size, "little")

    @staticmethod
    def _flip(noise: random.Random, data: bytearray, at: int, size: int) -> None:
        data[at + noise.randrange(size)] ^= 1 << noise.randrange(8)

    def _super(self, noise: random.Random, data: bytearray) -> None:
        self._field(noise, data, f.SUPER, f.SUPER_AT)

    def _group(self, noise: random.Random, data: bytearray) -> None:
        table = (f.SUPER_AT // self.fs.block_size + 1) * self.fs.block_size
        self._field(noise, data, f.GROUP, table)

    def _bitmap(self, noise: random.Random, data: bytearray) -> None:
        group = self.fs.group(0)
        block = noise.choice((group["block_bitmap"], group["inode_bitmap"]))
        for _ in range(noise.choice((1, 100))):
            self._flip(noise, data, block * self.fs.block_size, self.fs.block_size)

    def _inode(self, noise: random.Random, data: bytearray) -> None:
        number = noise.choice(self._inodes)
        size = self.fs.super["inode_size"] or 128
        table = self.fs.group(0)["inode_table"] * self.fs.block_size
        self._field(noise, data, f.INODE, table + (number - 1) * size)

    def _entry(self, noise: random.Random, data: bytearray) -> None:
        """Harm an entry of a directory; its inode may become an ancestor's."""
        at = noise.choice(self._directories) * self.fs.block_size
        end = at + self.fs.block_size
        for _ in range(noise.randrange(12)):
            step = f.ENTRY.unpack(data, at)["rec_len"]
            at = at + step if step >= f.ENTRY.size and at + step < end - f.ENTRY.size else at
        if noise.random() < 0.4:
            struct.pack_into("<I", data, at, noise.choice(self._inodes))
        else:
            self._field(noise, data, f.ENTRY, at)

    def _indirect(self, noise: random.Random, data: bytearray) -> None:
        block = noise.choice(self._numbers)
        at = block * self.fs.block_size + 4 * noise.randrange(self.fs.block_size // 4)
        struct.pack_into("<I", data, at, noise.choice((*EDGES, noise.getrandbits(32), block)))

    def _log(self, noise: random.Random, data: bytearray) -> None:
        """Harm the journal: its super block, or one of the first blocks of its ring."""
        if noise.random() < 0.4:
            self._field(noise, data, f.JOURNAL_SUPER, self._journal[0] * self.fs.block_size)
        else:
            self._flip(noise, data, noise.choice(self._journal) * self.fs.block_size, 64)

    def _any_bit(self, noise: random.Random, data: bytearray) -> None:
        for _ in range(noise.choice((1, 20))):
            self._flip(noise, data, f.SUPER_AT, 256 * 1024)


def changed(before: bytes, after: bytes | bytearray) -> Groups:
    """Return the sectors in which two images differ."""
    sectors = Sectors()
    for at in range(0, len(before), 64 * SECTOR):
        if before[at : at + 64 * SECTOR] == after[at : at + 64 * SECTOR]:
            continue
        for each in range(at, min(at + 64 * SECTOR, len(before)), SECTOR):
            if before[each : each + SECTOR] != after[each : each + SECTOR]:
                sectors.put(each // SECTOR, bytes(after[each : each + SECTOR]))
    return sectors.freeze()
