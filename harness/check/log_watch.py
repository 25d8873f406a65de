# SPDX-License-Identifier: GPL-2.0-or-later
"""What a disk is told to write, held against the order that a journal must keep.

Pure: it is fed blocks and flushes, and notes of which blocks are whose.
Source: Linux, fs/jbd/commit.c and checkpoint.c.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Sequence
from typing import NamedTuple
from zlib import crc32

from harness.machine.disk.ext3 import format as f
from harness.machine.disk.ext3.journal import tags


class Logged(NamedTuple):
    """A transaction of the log: the blocks in it by number, and what it makes void."""

    sequence: int
    blocks: dict[int, int]  # -> digest of the contents
    places: tuple[int, ...]  # of the ring


class LogWatch:
    """The log of one disk, as its commands make it.

    ``places`` are the disk's blocks of the journal, in order; ``complain`` gets
    a sentence for each broken promise.
    """

    def __init__(
        self, places: Sequence[int], journal: dict[str, int], complain: Callable[[str], None]
    ) -> None:
        self._ring = {place: index for index, place in enumerate(places)}
        self._places = places
        self._first, self._end = journal["first"], min(journal["maxlen"], len(places))
        self._start = journal["start"]
        self._complain = complain
        self._next: int | None = None  # where the next transaction begins
        self._cached: set[int] = set()  # blocks that a power cut may lose
        self._log: dict[int, bytes] = {}
        self._open: list[Logged] = []  # their commit records may be lost
        self._kept: list[Logged] = []  # the tail has not passed them
        self._home: dict[int, int] = {}
        self._versions: dict[int, set[int]] = {}  # of metadata, what may be written home
        self._void: dict[int, int] = {}  # forgotten blocks -> by which transaction
        self._data: defaultdict[int, set[int]] = defaultdict(set)  # transaction -> its files' blocks
        self._unwritten: set[int] = set()  # of these
        self.last = 0
        self.commits = self.homecomings = self.tail_moves = 0

    # -- what the kernel is about to do -----------------------------------------------

    def note_metadata(self, block: int, contents: bytes) -> None:
        """From now on only the journal decides when the block is written; it holds this now."""
        if block not in self._versions:
            self._versions[block] = {crc32(contents)}

    def note_forgotten(self, block: int, sequence: int) -> None:
        """The block is free with that transaction."""
        self._void[block] = sequence
        self._versions.pop(block, None)

    def note_data(self, block: int, sequence: int) -> None:
        """A file's data, to be written before that transaction's commit record."""
        self._versions.pop(block, None)
        self.note_dropped(block)
        self._data[sequence].add(block)
        self._unwritten.add(block)

    def note_dropped(self, block: int) -> None:
        """Data that were truncated before they were written."""
        for blocks in self._data.values():
            blocks.discard(block)
        self._unwritten.discard(block)

    # -- what the disk is told --------------------------------------------------------

    def flush(self) -> None:
        """All that was written is on the medium."""
        self._cached.clear()
        self._settle()

    def write(self, block: int, contents: bytes, durable: bool) -> None:
        """One block of the file system's size."""
        index = self._ring.get(block)
        if index is None:
            self._home_write(block, contents)
        elif index:
            self._log_write(index, contents)
        else:
            self._tail_write(contents)
        if durable:
            self._cached.discard(block)
            self._settle()
        else:
            self._cached.add(block)

    def _home_write(self, block: int, contents: bytes) -> None:
        digest = crc32(contents)
        self._home[block] = digest
        self._unwritten.discard(block)
        known = self._versions.get(block)
        if known is not None and self._start and digest not in known:
            self._complain(f"block {block} was written home with what no transaction on the medium holds")

    def _log_write(self, index: int, contents: bytes) -> None:
        self._log[index] = contents
        if any(index in each.places for each in self._kept):
            self._complain(f"block {index} of the log was written over while the log still needed it")
        head = f.HEADER.unpack(contents)
        if head["magic"] != f.JOURNAL_MAGIC:
            return
        if head["blocktype"] == f.COMMIT:
            self._commit(index, head["sequence"])
        elif head["sequence"] <= self.last:
            self._complain(f"transaction {head['sequence']} went on in the log after its commit record")

    def _commit(self, index: int, sequence: int) -> None:
        logged = self._walk(index, sequence)
        if logged is None:
            self._complain(f"the commit record of transaction {sequence} was written before its blocks")
            return
        data = self._data.pop(sequence, set())
        whole = {self._places[place] for place in logged.places} | data
        for blocks, what in (
            (data & self._unwritten, "unwritten"),
            (whole & self._cached, "in the write cache"),
        ):
            if blocks:
                many = f"{len(blocks)} blocks that belong before it were {what}"
                self._complain(f"the commit record of transaction {sequence} was written while {many}")
        self._open.append(logged._replace(places=(*logged.places, index)))
        self._next = self._step(index, 1)
        self.last = sequence
        self.commits += 1

    def _walk(self, end: int, sequence: int) -> Logged | None:
        """Return what stands in the log before the commit record at ``end``, if it is whole."""
        blocks, places, at = dict[int, int](), list[int](), self._next
        while at is not None and at != end and len(places) < self._end:
            head = f.HEADER.unpack(self._log.get(at, bytes(f.HEADER.size)))
            if (head["magic"], head["sequence"]) != (f.JOURNAL_MAGIC, sequence):
                return None
            found = list(tags(self._log[at])) if head["blocktype"] == f.DESCRIPTOR else []
            places += [self._step(at, step) for step in range(len(found) + 1)]
            for step, (block, flags) in enumerate(found, 1):
                contents = self._log.get(self._step(at, step))
                if contents is None:
                    return None
                blocks[block] = crc32(_unescaped(contents, flags))
            at = self._step(at, len(found) + 1)
        return Logged(sequence, blocks, tuple(places)) if at == end else None

    def _step(self, index: int, count: int) -> int:
        return self._first + (index - self._first + count) % (self._end - self._first)

    def _settle(self) -> None:
        """Count as committed what has its commit record on the medium."""
        while self._open and self._places[self._open[0].places[-1]] not in self._cached:
            logged = self._open.pop(0)
            self._kept.append(logged)
            for block, digest in logged.blocks.items():
                if block in self._versions:
                    self._versions[block].add(digest)

    def _tail_write(self, contents: bytes) -> None:
        now = f.JOURNAL_SUPER.unpack(contents)
        passed = [each for each in self._kept if each.sequence < now["sequence"]]
        self._kept = [each for each in self._kept if each.sequence >= now["sequence"]]
        latest = {block: (digest, each.sequence) for each in passed for block, digest in each.blocks.items()}
        later = {block for each in self._kept for block in each.blocks}
        for block, (digest, sequence) in latest.items():
            if block in later or sequence <= self._void.get(block, -1) <= self.last:
                continue
            self.homecomings += 1
            if self._home.get(block) != digest or block in self._cached:
                what = f"transaction {sequence}, whose block {block} was not in its place on the medium"
                self._complain(f"the log's tail moved past {what}")
        self.tail_moves += bool(passed)
        if now["start"] and not self._start:
            self._next = now["start"]
        self._start = now["start"]


def _unescaped(contents: bytes, flags: int) -> bytes:
    return f.JOURNAL_MAGIC.to_bytes(4, "big") + contents[4:] if flags & f.ESCAPE else contents
