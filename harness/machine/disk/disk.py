# SPDX-License-Identifier: GPL-2.0-or-later
"""A disk as its controller sees it: sectors, a write cache, faults, observers."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from typing import Final

from harness.errors import ConfigError
from harness.machine.disk.cache import Choice, DiskState, Kept, WriteCache
from harness.machine.disk.faults import DiskFault, Failure, Faults
from harness.machine.disk.log import LogEntry, WriteLog
from harness.machine.disk.media import DiskImage, Media
from harness.machine.disk.record import DiskCommand
from harness.machine.disk.spec import MOST_DISKS, DiskSpec

NAMES: Final = ("hda", "hdb")
Observer = Callable[[DiskCommand], object]


def _complain(message: str) -> None:
    print(f"harness: {message}", file=sys.stderr)


class Disk:
    """One drive's contents.

    Lifecycle: made from a :class:`DiskSpec` or from a :class:`DiskImage`, which
    stays as it is; given to one machine.  ``complain`` gets a sentence when
    the host's own file fails, once for each reason; the guest gets an error.
    """

    def __init__(self, what: DiskSpec | DiskImage, name: str = "hda") -> None:
        self.spec: DiskSpec | None = None
        if isinstance(what, DiskImage):
            what.check()
            what.base.hold()
            self.media = Media(what.base, what.groups)
        else:
            self.media = Media(what.open())
            self.spec = what.absolute()
        self.name = name
        self.read_only = self.spec is not None and self.spec.mode == "ro"
        self.cache = WriteCache(self.media)
        self.starts_cached = self.spec is None or self.spec.write_cache
        self.cache.enabled = self.starts_cached
        self.faults = Faults()
        self.complain: Callable[[str], object] = _complain
        # Told after a fault was set: the controller's registers show some of them.
        self.on_fault: Callable[[], object] = lambda: None
        # Told of sectors that there are not, when somebody asks for them.
        self.on_overreach: Callable[[int, int], object] = lambda lba, count: None
        # Set by the controller: the time of a log's entries, and where what is coming in goes.
        self.clock: Callable[[], int] = lambda: 0
        self.moving: Callable[[], tuple[int, bytes]] = lambda: (0, b"")
        self._log: WriteLog | None = None
        self._told: set[str] = set()
        self._observers: list[Observer] = []

    @property
    def sectors(self) -> int:
        """Size in sectors of 512 bytes."""
        return self.media.sectors

    @property
    def description(self) -> str:
        """What a snapshot must agree with: size, contents at first, behaviour.

        A file is not written from here on (:class:`Media`).
        """
        self.media.base.hold()
        words = [f"{self.sectors} sectors with contents {self.media.base.fingerprint()}"]
        words += ["read-only"] * self.read_only + ["without write cache"] * (not self.starts_cached)
        return ", ".join(words)

    def read(self, lba: int, count: int) -> bytearray:
        """Return ``count`` sectors; :class:`DiskFault`."""
        self._bounds(lba, count)
        self.faults.check("read", lba, count)
        with self._host_trouble():
            return self.cache.read(lba, count)

    def verify(self, lba: int, count: int) -> None:
        """Read without giving the data; :class:`DiskFault`."""
        step = 256
        for at in range(lba, lba + count, step):
            self.read(at, min(step, lba + count - at))

    def write(self, lba: int, data: bytes, fua: bool = False) -> None:
        """Write whole sectors, on the media at once with ``fua``; :class:`DiskFault`."""
        count = len(data) // 512
        self._bounds(lba, count)
        if self.read_only:
            raise DiskFault(Failure.ABORTED, lba, "the disk is read-only")
        self.faults.check("write", lba, count)
        with self._host_trouble():
            self.cache.write(lba, data, fua)
        if self._log is not None:
            self._log.add(LogEntry(self.clock(), lba, data, fua or not self.cache.enabled))

    def flush(self) -> None:
        """Make everything that was written durable; :class:`DiskFault`."""
        self.faults.check("flush", 0, self.sectors)
        with self._host_trouble():
            self.cache.flush()
        if self._log is not None:
            self._log.add(LogEntry(self.clock(), 0, None, True))

    def observe(self, callback: Observer) -> Callable[[], None]:
        """Call back with each command when it has ended; return what ends that."""
        self._observers.append(callback)
        return lambda: self._observers.remove(callback)

    @property
    def observed(self) -> bool:
        """Whether anybody wants records."""
        return bool(self._observers)

    def report(self, record: DiskCommand) -> None:
        """Tell the observers."""
        for callback in tuple(self._observers):
            callback(record)

    def settle(self) -> None:
        """Let the drive write its cache to the media, as before an orderly power-off."""
        with self._quietly():
            self.cache.flush()

    def start_log(self) -> WriteLog:
        """Log writes and flushes from now on, until a snapshot is restored.

        A file is not written from here on, since the log builds on what it holds.
        """
        self._log = WriteLog(self.media.freeze(), self.cache.state())
        return self._log

    def stop_log(self) -> None:
        """Add nothing more to the log."""
        self._log = None

    def power_cut(self, choice: Choice) -> DiskImage:
        """Return what the disk would hold if the power failed now.

        Of a block that is on its way in, the sectors that have come may be there.
        """
        return self.cache.power_cut(choice, *self.moving())

    def image(self) -> DiskImage:
        """Return the contents as the guest sees them."""
        return self.cache.power_cut(Kept())

    def commit(self) -> None:
        """Write cache and overlay into the disk's file; older images of it are void.

        Raises :class:`ConfigError` when it has none, :class:`DiskError` when
        that cannot be written.
        """
        self.cache.flush()
        self.media.commit()

    def failing(
        self, operation: str, *, lba: int | range | None = None, nth: int | None = None, count: int = 1
    ) -> AbstractContextManager[None]:
        """Fail reads, writes or flushes as :meth:`Faults.failing` says."""
        return self.faults.failing(operation, lba=lba, nth=nth, count=count)

    @contextmanager
    def vanished(self) -> Iterator[None]:
        """Have the drive not be there: its cable is pulled, no command ends."""
        with self._fault_set("gone"):
            yield

    @contextmanager
    def aborting(self) -> Iterator[None]:
        """Have the drive refuse every command with ABRT."""
        with self._fault_set("aborting"):
            yield

    @contextmanager
    def stuck(self) -> Iterator[None]:
        """Have the drive stay busy with the next command until it is reset."""
        with self._fault_set("stuck"):
            yield

    def mend(self) -> None:
        """Take back every fault."""
        self.faults.clear()
        self.on_fault()

    def forget(self) -> None:
        """Drop what a test set: faults, observers, a log."""
        self._observers.clear()
        self._log = None
        self._told.clear()
        self.mend()

    def state(self) -> DiskState:
        """Return the contents for a snapshot."""
        return self.cache.state()

    def load_state(self, state: DiskState) -> None:
        """Set the contents; a log ends, since it is of another past."""
        self._log = None
        self.cache.load_state(state)

    def _bounds(self, lba: int, count: int) -> None:
        if lba + count > self.sectors:
            self.on_overreach(lba, count)
            raise DiskFault(Failure.NO_SECTOR, max(lba, self.sectors))

    @contextmanager
    def _fault_set(self, name: str) -> Iterator[None]:
        setattr(self.faults, name, True)
        self.on_fault()
        try:
            yield
        finally:
            setattr(self.faults, name, False)
            self.on_fault()

    @contextmanager
    def _host_trouble(self) -> Iterator[None]:
        try:
            yield
        except DiskFault as fault:
            self._tell(fault)
            raise

    @contextmanager
    def _quietly(self) -> Iterator[None]:
        try:
            yield
        except DiskFault as fault:
            self._tell(fault)

    def _tell(self, fault: DiskFault) -> None:
        if fault.why not in self._told:
            self._told.add(fault.why)
            self.complain(f"disk {self.name}: {fault.why}; the guest is told of an error")


def make_disks(disks: Sequence[DiskSpec | DiskImage]) -> tuple[Disk, ...]:
    """Return hda and hdb; :class:`ConfigError` for more, :class:`DiskError`."""
    if len(disks) > MOST_DISKS:
        raise ConfigError(f"{len(disks)} disks were given; the controller has room for {MOST_DISKS}")
    return tuple(Disk(what, name) for what, name in zip(disks, NAMES, strict=False))
