# SPDX-License-Identifier: GPL-2.0-or-later
"""A drive's write cache, and what a power cut may leave of it.

Legal are these outcomes, sector by sector: what was durable (flushed, written
with FUA or with the cache off) is there; a sector that was written since holds
the durable contents or any of those that came later.  Order between sectors
means nothing until a flush, as in a real drive, which writes in the order that
suits its heads.  Sectors are not torn.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final, Protocol

from harness.machine.disk.media import DiskImage, Media
from harness.machine.disk.sectors import SECTOR, Groups, Sectors

# As much as a drive of the time had: 2 MiB.
CAPACITY_SECTORS: Final = 4096
Pending = tuple[tuple[int, bytes], ...]


class Choice(Protocol):
    """Decides over the sectors that a power cut leaves undecided."""

    def version(self, lba: int, count: int) -> int:
        """Return 0 for the durable contents of sector ``lba``, else which of ``count`` later ones."""


class Lost:
    """Everything that was not durable is lost."""

    def version(self, lba: int, count: int) -> int:
        """Return 0: the durable contents."""
        return 0


class Kept:
    """The drive had just finished writing everything."""

    def version(self, lba: int, count: int) -> int:
        """Return the newest."""
        return count


class Seeded:
    """Chance decides, the same way for the same seed.

    A cut of its own has a bias of its own, so that all, none and every share
    of the sectors are met.
    """

    def __init__(self, seed: int) -> None:
        import random

        self._random = random.Random(seed)
        self._keep = self._random.choice((0.05, 0.3, 0.5, 0.7, 0.95))

    def version(self, lba: int, count: int) -> int:
        """Return the newest by that bias, else any."""
        if self._random.random() < self._keep:
            return count
        return self._random.randrange(count + 1)


@dataclass(frozen=True, slots=True)
class DiskState:
    """The contents of a disk for a snapshot: durable sectors, pending writes, and an unfinished one."""

    groups: Groups
    pending: Pending
    arriving: Pending


class WriteCache:
    """Media behind a cache that holds writes back until a flush, or until it is full."""

    def __init__(self, media: Media) -> None:
        self.media = media
        self.enabled = True
        self._pending: deque[tuple[int, bytes]] = deque()
        self._newest: dict[int, bytes] = {}
        # In the drive's buffer while its command has not ended.
        self._arriving: Pending = ()

    @property
    def dirty_sectors(self) -> int:
        """How many sectors a power cut may lose."""
        return len(self._newest)

    def read(self, lba: int, count: int) -> bytearray:
        """Return what was written last."""
        data = self.media.read(lba, count)
        newest = self._newest
        if newest:
            for index in range(count):
                sector = newest.get(lba + index)
                if sector is not None:
                    data[index * SECTOR : (index + 1) * SECTOR] = sector
        return data

    def arrive(self, lba: int, data: bytes) -> None:
        """Note a write that a power cut may do or not do, until :meth:`write`."""
        self._arriving = tuple(_split(lba, data))

    def forget_arriving(self) -> None:
        """The write that was under way will not be done."""
        self._arriving = ()

    def write(self, lba: int, data: bytes, durable: bool = False) -> None:
        """Write whole sectors; ``durable`` ones are on the media at once (FUA)."""
        self._arriving = ()
        if durable or not self.enabled:
            self._supersede(lba, len(data) // SECTOR)
            self.media.write(lba, data)
            return
        for at, sector in _split(lba, data):
            self._pending.append((at, sector))
            self._newest[at] = sector
        while len(self._pending) > CAPACITY_SECTORS:
            self._write_oldest()

    def flush(self) -> None:
        """Make everything durable."""
        for lba, data in _merge(sorted(self._newest.items())):
            self.media.write(lba, data)
        self._pending.clear()
        self._newest.clear()

    def state(self) -> DiskState:
        """Return contents and cache; the media keep nothing in a file from now on."""
        return DiskState(self.media.freeze().groups, tuple(self._pending), self._arriving)

    def load_state(self, state: DiskState) -> None:
        """Set contents and cache."""
        self.media.load(state.groups)
        self._pending = deque(state.pending)
        self._newest = dict(state.pending)
        self._arriving = state.arriving

    def power_cut(self, choice: Choice, lba: int = 0, came: bytes = b"") -> DiskImage:
        """Return what the disk holds after a power cut at this moment.

        ``came`` are sectors of a block, from ``lba`` on, whose other ones were
        still to come.
        """
        return cut(self.media.freeze(), [*self._pending, *self._arriving, *_split(lba, came)], choice)

    def _supersede(self, lba: int, count: int) -> None:
        if not any(lba + index in self._newest for index in range(count)):
            return
        gone = range(lba, lba + count)
        self._pending = deque(each for each in self._pending if each[0] not in gone)
        for each in gone:
            self._newest.pop(each, None)

    def _write_oldest(self) -> None:
        lba, sector = self._pending[0]
        # Forgotten only when written: the host's disk may be full.
        self.media.write(lba, sector)
        self._pending.popleft()
        if self._newest.get(lba) is sector:
            del self._newest[lba]


def cut(image: DiskImage, pending: Iterable[tuple[int, bytes]], choice: Choice) -> DiskImage:
    """Return the image with what ``choice`` took of the pending writes."""
    versions: dict[int, list[bytes]] = {}
    for lba, sector in pending:
        versions.setdefault(lba, []).append(sector)
    after = Sectors(image.groups)
    for lba, later in sorted(versions.items()):
        taken = choice.version(lba, len(later))
        if taken:
            after.put(lba, later[taken - 1])
    return DiskImage(image.base, after.freeze(), image.changes)


def _split(lba: int, data: bytes) -> Iterable[tuple[int, bytes]]:
    return ((lba + at // SECTOR, bytes(data[at : at + SECTOR])) for at in range(0, len(data), SECTOR))


def _merge(sectors: Sequence[tuple[int, bytes]]) -> Iterable[tuple[int, bytes]]:
    start, parts = 0, list[bytes]()
    for lba, sector in sectors:
        if parts and lba != start + len(parts):
            yield start, b"".join(parts)
            parts = []
        if not parts:
            start = lba
        parts.append(sector)
    if parts:
        yield start, b"".join(parts)
