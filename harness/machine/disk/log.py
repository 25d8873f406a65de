# SPDX-License-Identifier: GPL-2.0-or-later
"""What reached a drive, in order, so that the power can be cut after the fact.

One run of a guest gives an image for every moment of it: the writes, the
flushes and what was durable are enough to know what each cut may leave.
"""

from __future__ import annotations

from typing import Final, NamedTuple

from harness.errors import ConfigError
from harness.machine.disk.cache import Choice, DiskState, WriteCache
from harness.machine.disk.media import DiskImage, Media

_STRIDE: Final = 64


class LogEntry(NamedTuple):
    """A block that was written, or a flush (without data), at a cycle of the clock.

    ``durable`` says that it is a barrier: a flush, or a write that went to the
    media at once.
    """

    cycle: int
    lba: int
    data: bytes | None
    durable: bool


class WriteLog:
    """The writes and flushes of one disk since :meth:`Disk.start_log`.

    A command that moves several blocks has an entry for each.  ``image`` is
    what was durable then.
    """

    def __init__(self, image: DiskImage, state: DiskState) -> None:
        self.entries: list[LogEntry] = []
        self.image = image
        # States from which later ones are reached, by the number of entries done.
        self._known: dict[int, DiskState] = {0: state}
        self._last = 0, state

    def add(self, entry: LogEntry) -> None:
        """Note what the drive has just done."""
        self.entries.append(entry)

    def cut(self, done: int, choice: Choice, *, midway: bool = False) -> DiskImage:
        """Return what a power cut after ``done`` entries leaves.

        With ``midway`` the next one was under way: each of its sectors may be
        there or not.  Raises :class:`ConfigError` for a moment that there is not.
        """
        if not 0 <= done <= len(self.entries) - midway:
            raise ConfigError(f"the log has {len(self.entries)} entries; none can be cut after {done}")
        cache = self._replayed(done)
        under_way = self.entries[done] if midway else None
        if under_way is not None and under_way.data is not None:
            cache.arrive(under_way.lba, under_way.data)
        return cache.power_cut(choice)

    def _replayed(self, done: int) -> WriteCache:
        start = done // _STRIDE * _STRIDE
        while start not in self._known:
            start -= _STRIDE
        state = self._known[start]
        if start <= self._last[0] <= done:
            start, state = self._last
        cache = WriteCache(Media(self.image.base, self.image.groups))
        cache.load_state(state)
        for number in range(start, done):
            if number % _STRIDE == 0:
                self._known.setdefault(number, cache.state())
            entry = self.entries[number]
            if entry.data is None:
                cache.flush()
            else:
                cache.write(entry.lba, entry.data, entry.durable)
        self._last = done, cache.state()
        return cache
