# SPDX-License-Identifier: GPL-2.0-or-later
"""Journals that are to be replayed: written by debugfs, or by hand where that cannot."""

from __future__ import annotations

import os
import struct
import subprocess
from collections.abc import Sequence
from pathlib import Path

from tests.guest.ext3_images import SAME_TIME

MAGIC = 0xC03B3998
DESCRIPTOR, COMMIT, REVOKE = 1, 2, 5
SAME_UUID, LAST_TAG = 2, 8
HEADER = struct.Struct(">III")
SUPER_MAXLEN, SUPER_FIRST, SUPER_SEQUENCE, SUPER_START = 16, 20, 24, 28
SUPER_INCOMPAT, RECOVER = 1024 + 96, 4


def debugfs(image: Path, *commands: str) -> str:
    """Run commands that may write; return what they print."""
    script = "\n".join(commands) + "\n"
    command = ["debugfs", "-w", "-f", "-", str(image)]
    time = os.environ | SAME_TIME
    return subprocess.run(command, input=script, capture_output=True, text=True, check=True, env=time).stdout


def block_of(image: Path, name: str, index: int = 0) -> int:
    """Return the disk's block that holds block ``index`` of a file."""
    done = subprocess.run(
        ["debugfs", "-R", f"bmap {name} {index}", str(image)], capture_output=True, text=True, check=True
    )
    return int(done.stdout)


def but_times(data: bytes) -> bytes:
    """Blank what a super block says of its last write and check."""
    blank = bytearray(data)
    for offset in (48, 64):
        blank[1024 + offset : 1024 + offset + 4] = bytes(4)
    return bytes(blank)


def without_commit_times(data: bytes) -> bytes:
    """Blank the times that debugfs gives its commits, which nobody reads."""
    blank = bytearray(data)
    for block in range(0, len(data), 1024):
        if data.startswith(struct.pack(">2I", MAGIC, COMMIT), block):
            blank[block + 48 : block + 60] = bytes(12)
    return bytes(blank)


def checked(image: Path) -> bytes:
    """Return the image as `e2fsck -fy`, which replays the journal, leaves a copy of it; without times."""
    copy = image.with_suffix(".checked")
    copy.write_bytes(image.read_bytes())
    done = subprocess.run(["e2fsck", "-fy", str(copy)], capture_output=True, text=True)
    assert done.returncode in (0, 1), done.stdout
    return but_times(copy.read_bytes())


class Log:
    """Writes transactions into the journal of an image, at any place of its ring."""

    def __init__(self, image: Path, start: int, sequence: int = 7) -> None:
        self.data = bytearray(image.read_bytes())
        self.image = image
        self.size = 1024 << int.from_bytes(self.data[1024 + 24 : 1024 + 28], "little")
        self.base = block_of(image, "<8>") * self.size
        self.last = self.word(SUPER_MAXLEN)
        self.at, self.start, self.sequence = start % self.last, start % self.last, sequence

    def word(self, offset: int) -> int:
        return int.from_bytes(self.data[self.base + offset : self.base + offset + 4], "big")

    def put(self, block: bytes) -> None:
        """Write the next block of the ring."""
        place = block_of(self.image, "<8>", self.at) * self.size
        self.data[place : place + self.size] = block.ljust(self.size, b"\0")
        self.at = self.at + 1 if self.at + 1 < self.last else 1

    def descriptor(self, targets: Sequence[int], contents: Sequence[bytes]) -> None:
        """Write a descriptor of blocks, and their contents."""
        tags = b""
        for number, target in enumerate(targets):
            flags = (SAME_UUID if number else 0) | (LAST_TAG if number == len(targets) - 1 else 0)
            tags += struct.pack(">II", target, flags) + (b"" if number else bytes(16))
        self.put(HEADER.pack(MAGIC, DESCRIPTOR, self.sequence) + tags)
        for content in contents:
            self.put(content)

    def revoke(self, blocks: Sequence[int]) -> None:
        """Write a revoke block."""
        body = b"".join(struct.pack(">I", block) for block in blocks)
        self.put(HEADER.pack(MAGIC, REVOKE, self.sequence) + struct.pack(">I", 16 + len(body)) + body)

    def commit(self) -> None:
        """End the transaction."""
        self.put(HEADER.pack(MAGIC, COMMIT, self.sequence))
        self.sequence += 1

    def close(self, sequence: int = 7) -> None:
        """Have the journal begin where the first transaction does, and write the image."""
        for offset, value in ((SUPER_SEQUENCE, sequence), (SUPER_START, self.start)):
            self.data[self.base + offset : self.base + offset + 4] = value.to_bytes(4, "big")
        # A journal with revokes says so.
        self.data[self.base + 40 : self.base + 44] = (1).to_bytes(4, "big")
        self.data[SUPER_INCOMPAT] |= RECOVER
        self.image.write_bytes(self.data)
