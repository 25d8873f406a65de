# SPDX-License-Identifier: GPL-2.0-or-later
"""Read a journal: what each transaction says, and what all of them make of the disk.

Source: Linux, fs/jbd/recovery.c and include/linux/jbd.h.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from harness.machine.disk.ext3 import format as f
from harness.machine.disk.ext3.reader import FileSystem

_UUID_BYTES = 16


@dataclass
class Transaction:
    """One transaction: new contents of blocks, and blocks whose older ones are void.

    ``places`` are the blocks of the disk that hold it, its descriptor first;
    without ``committed`` the power failed before its commit record was there.
    """

    sequence: int
    blocks: dict[int, bytes] = field(default_factory=dict)
    revoked: set[int] = field(default_factory=set)
    places: list[int] = field(default_factory=list)
    committed: bool = False


class Journal:
    """The journal of a file system, in its inode 8 or whichever the super block names."""

    def __init__(self, fs: FileSystem) -> None:
        self.fs = fs
        self.places = fs.blocks_of(fs.inode(fs.super["journal_inum"]))
        self.super: dict[str, Any] = f.JOURNAL_SUPER.unpack(fs.block(self.places[0]))

    def transactions(self) -> list[Transaction]:
        """Return those that are to be replayed, and last one that is not complete, if its head is there."""
        found, at, sequence = list[Transaction](), self.super["start"], self.super["sequence"]
        if not at:
            return []
        # Once round at most.
        left = self.super["maxlen"] - self.super["first"]
        now = Transaction(sequence)
        while left > 0:
            block = self.fs.block(self.places[at])
            head = f.HEADER.unpack(block)
            if (head["magic"], head["sequence"]) != (f.JOURNAL_MAGIC, now.sequence):
                break
            taken = self._take(now, at, head["blocktype"], block)
            if not taken:
                break
            left -= taken
            at = self._step(at, taken)
            if now.committed:
                found.append(now)
                now = Transaction(now.sequence + 1)
        return [*found, now] if now.places else found

    def _take(self, now: Transaction, at: int, kind: int, block: bytes) -> int:
        """Read what begins at a place of the ring; return how many blocks it was."""
        now.places.append(self.places[at])
        if kind == f.DESCRIPTOR:
            targets = list(tags(block))
            for index, (target, flags) in enumerate(targets, 1):
                place = self.places[self._step(at, index)]
                now.places.append(place)
                data = self.fs.block(place)
                if flags & f.ESCAPE:
                    data = f.JOURNAL_MAGIC.to_bytes(4, "big") + data[4:]
                now.blocks[target] = data
            return 1 + len(targets)
        if kind == f.REVOKE:
            end = min(int.from_bytes(block[12:16], "big"), len(block))
            now.revoked.update(int.from_bytes(block[word : word + 4], "big") for word in range(16, end, 4))
            return 1
        now.committed = kind == f.COMMIT
        return int(now.committed)

    def _step(self, at: int, count: int) -> int:
        first, end = int(self.super["first"]), int(self.super["maxlen"])
        return first + (at - first + count) % (end - first)

    def replayed(self) -> dict[int, bytes]:
        """Return what the complete transactions make of the disk's blocks, by number."""
        complete = [each for each in self.transactions() if each.committed]
        void = {block: each.sequence for each in complete for block in each.revoked}
        return {
            block: data
            for each in complete
            for block, data in each.blocks.items()
            if void.get(block, -1) < each.sequence
        }


def tags(block: bytes) -> list[tuple[int, int]]:
    """Return what a descriptor says of the blocks behind it: their numbers and flags."""
    found, at, flags = list[tuple[int, int]](), f.HEADER.size, 0
    while not flags & f.LAST_TAG and at + f.TAG.size <= len(block):
        tag = f.TAG.unpack(block, at)
        flags = tag["flags"]
        found.append((tag["blocknr"], flags))
        at += f.TAG.size + (0 if flags & f.SAME_UUID else _UUID_BYTES)
    return found
