# SPDX-License-Identifier: GPL-2.0-or-later
"""Read an ext2 or ext3 image: its records, and every file by its path.

For judging what a guest left on a disk, not for damaged images: what cannot be
raises :class:`DiskError`, and no loop on the disk is followed twice.
"""

from __future__ import annotations

import stat
import struct
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final, Protocol

from harness.errors import DiskError
from harness.machine.disk.ext3 import format as f
from harness.machine.disk.sectors import SECTOR

MOST_BYTES: Final = 1 << 30
_INODE_SIZE_AT_FIRST: Final = 128


@dataclass(frozen=True, slots=True)
class Node:
    """What a path leads to; ``data`` is a file's contents or a link's text, empty for others."""

    ino: int
    mode: int
    links: int
    size: int
    data: bytes

    @property
    def kind(self) -> int:
        """The bits of the mode that tell files from directories: ``stat.S_IFREG`` and so on."""
        return stat.S_IFMT(self.mode)


class Sectors(Protocol):
    """What can be read by sectors of 512 bytes: an image, or a disk in use."""

    @property
    def sectors(self) -> int:
        """How many there are."""

    def read(self, lba: int, count: int) -> bytes | bytearray:
        """Return ``count`` sectors."""


class FileSystem:
    """The file system that begins at the first byte of an image, or of a disk."""

    def __init__(self, image: Sectors | bytes) -> None:
        self.image = image
        self.size_bytes = len(image) if isinstance(image, bytes) else image.sectors * SECTOR
        if self.size_bytes < f.SUPER_AT + f.SUPER.size:
            raise _damaged("the disk is too small for a super block")
        self.super = f.SUPER.unpack(self.read(f.SUPER_AT, f.SUPER.size))
        if self.super["magic"] != f.SUPER_MAGIC or self.super["log_block_size"] > 2:
            raise _damaged("there is no super block")
        self.block_size: int = 1024 << self.super["log_block_size"]
        self._inode_size = self.super["inode_size"] if self.super["rev_level"] else _INODE_SIZE_AT_FIRST

    def read(self, at: int, count: int) -> bytes:
        """Return so many bytes from a place of the disk."""
        if isinstance(self.image, bytes):
            return self.image[at : at + count]
        lba, skip = divmod(at, SECTOR)
        return bytes(self.image.read(lba, -(-(skip + count) // SECTOR))[skip : skip + count])

    def block(self, number: int) -> bytes:
        """Return a block."""
        if not 0 <= number < min(self.super["blocks_count"], self.size_bytes // self.block_size):
            raise _damaged(f"there is no block {number}")
        return self.read(number * self.block_size, self.block_size)

    def group(self, number: int) -> dict[str, Any]:
        """Return a group's descriptor."""
        table = (f.SUPER_AT // self.block_size + 1) * self.block_size
        return f.GROUP.unpack(self.read(table + number * f.GROUP.size, f.GROUP.size))

    def inode(self, number: int) -> dict[str, Any]:
        """Return an inode's fields."""
        if not 1 <= number <= self.super["inodes_count"]:
            raise _damaged(f"there is no inode {number}")
        group, index = divmod(number - 1, self.super["inodes_per_group"])
        table = self.group(group)["inode_table"] * self.block_size
        return f.INODE.unpack(self.read(table + index * self._inode_size, f.INODE.size))

    def blocks_of(self, inode: dict[str, Any]) -> list[int]:
        """Return the disk's blocks of a file, in its order; 0 for a hole."""
        size = inode["size"] + (inode["size_high"] << 32) * stat.S_ISREG(inode["mode"])
        if size > MOST_BYTES:
            raise _damaged(f"a file has {size:,} bytes")
        count = -(-size // self.block_size)
        numbers = struct.unpack("<15I", inode["block"])
        found = list(numbers[: f.DIRECT])
        for depth, number in enumerate(numbers[f.DIRECT :], 1):
            if len(found) < count:
                found += self._numbers(number, depth, count - len(found))
        return found[:count]

    def _numbers(self, block: int, depth: int, most: int) -> list[int]:
        """Return at most so many numbers from a tree of blocks of them."""
        if depth == 0:
            return [block]
        per_block = self.block_size // 4
        reach = min(per_block**depth, most)
        if not block:
            return [0] * reach
        found = list[int]()
        for number in struct.unpack(f"<{per_block}I", self.block(block)):
            if len(found) >= reach:
                break
            found += self._numbers(number, depth - 1, reach - len(found))
        return found

    def data(self, inode: dict[str, Any]) -> bytes:
        """Return a file's contents, a directory's entries or a link's text."""
        if stat.S_ISLNK(inode["mode"]) and not inode["blocks"]:
            return bytes(inode["block"][: inode["size"]])
        blocks = self.blocks_of(inode)
        whole = b"".join(self.block(number) if number else bytes(self.block_size) for number in blocks)
        return whole[: inode["size"]]

    def entries(self, inode: dict[str, Any]) -> Iterator[tuple[str, int]]:
        """Yield the names of a directory, but for `.` and `..`, and their inodes' numbers."""
        data = self.data(inode)
        at = 0
        while at < len(data):
            entry = f.ENTRY.unpack(data, at)
            if entry["rec_len"] < f.ENTRY.size:
                raise _damaged(f"a directory's entry has {entry['rec_len']} bytes")
            name = data[at + f.ENTRY.size : at + f.ENTRY.size + entry["name_len"]]
            if entry["inode"] and name not in (b".", b".."):
                yield name.decode("latin-1"), entry["inode"]
            at += entry["rec_len"]

    def tree(self, top: int = f.ROOT_INO) -> dict[str, Node]:
        """Return every name below a directory by its path, without a slash in front."""
        found: dict[str, Node] = {}
        seen, todo = {top}, [("", self.inode(top))]
        while todo:
            prefix, directory = todo.pop()
            for name, number in self.entries(directory):
                inode = self.inode(number)
                is_directory = stat.S_ISDIR(inode["mode"])
                has_data = stat.S_ISREG(inode["mode"]) or stat.S_ISLNK(inode["mode"])
                data = self.data(inode) if has_data else b""
                size = 0 if is_directory else inode["size"]
                found[prefix + name] = Node(number, inode["mode"], inode["links_count"], size, data)
                if is_directory:
                    if number in seen:
                        raise _damaged(f"directory {number} is in two places")
                    seen.add(number)
                    todo.append((f"{prefix}{name}/", inode))
        return found


def _damaged(what: str) -> DiskError:
    return DiskError("the ext3 image", f"cannot be read: {what}", "let `e2fsck` have a look at it")
