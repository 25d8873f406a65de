# SPDX-License-Identifier: GPL-2.0-or-later
"""What a disk holds before anything is written to it: nothing, or a file."""

from __future__ import annotations

import fcntl
import hashlib
import os
import stat
from collections.abc import Iterable, Iterator, Mapping
from typing import Final, Protocol

from harness.errors import DiskError
from harness.machine.disk.faults import DiskFault, Failure
from harness.machine.disk.sectors import SECTOR, Sectors, runs

MOST_SECTORS: Final = 1 << 48
_BLOCK: Final = 1 << 20


class Base(Protocol):
    """The bottom of a disk, read by sectors of 512 bytes.

    ``writable`` says that writes may go into it, ``changes`` how often its
    contents changed under those who had been promised that they stay.
    """

    sectors: int
    writable: bool
    changes: int

    def read(self, lba: int, count: int) -> bytes:
        """Return ``count`` sectors; :class:`DiskFault` when the host fails."""

    def write(self, lba: int, data: bytes) -> None:
        """Store whole sectors; :class:`DiskFault` when the host fails."""

    def hold(self) -> None:
        """Keep the contents as they are: nobody writes from now on."""

    def fingerprint(self) -> str:
        """Return a short name of the contents."""

    def extents(self) -> Iterable[tuple[int, bytes]]:
        """Yield (lba, data) of all that may not be zeros, in order."""


class BlankBase:
    """Zeros, but for what a new swap area or file system has: ``contents`` by byte offset."""

    writable = False
    changes = 0

    def __init__(self, size_bytes: int, contents: Mapping[int, bytes] | None = None) -> None:
        self.sectors = size_bytes // SECTOR
        self._contents = Sectors()
        for offset, data in (contents or {}).items():
            self._contents.put(offset // SECTOR, data)
        self._print = _digest(self.sectors, self.extents())

    def read(self, lba: int, count: int) -> bytes:
        """Return ``count`` sectors."""
        data = bytearray(count * SECTOR)
        self._contents.patch(lba, data)
        return bytes(data)

    def write(self, lba: int, data: bytes) -> None:
        """Never called: the overlay takes the writes."""
        raise AssertionError("a blank base is not writable")

    def hold(self) -> None:
        """Nothing can change it."""

    def fingerprint(self) -> str:
        """Return a short name of the contents."""
        return self._print

    def extents(self) -> Iterable[tuple[int, bytes]]:
        """Return what is not zeros."""
        return runs(self._contents.freeze())


class FileBase:
    """A disk image in a file, locked while it is used.

    With ``write`` nobody else may have it as a disk; without, readers share
    it.  Raises :class:`DiskError`.
    """

    def __init__(self, path: str, write: bool) -> None:
        self.path = path
        self.writable = write
        self.changes = 0
        self._print = ""
        self._fd = -1
        self._fd = _open(path, write)
        try:
            self.sectors = _sectors_of(path, self._fd)
            self._lock(fcntl.LOCK_EX if write else fcntl.LOCK_SH)
        except DiskError:
            self.close()
            raise

    def __del__(self) -> None:
        self.close()

    def close(self) -> None:
        """Let go of the file and its lock; reads fail afterwards."""
        if self._fd >= 0:
            os.close(self._fd)
            self._fd = -1

    def read(self, lba: int, count: int) -> bytes:
        """Return ``count`` sectors; the host's trouble is a :class:`DiskFault`."""
        try:
            data = os.pread(self._fd, count * SECTOR, lba * SECTOR)
        except OSError as error:
            raise self._fault(Failure.UNREADABLE, lba, error.strerror) from None
        if len(data) < count * SECTOR:
            raise self._fault(Failure.UNREADABLE, lba + len(data) // SECTOR, "the file has shrunk")
        return data

    def write(self, lba: int, data: bytes) -> None:
        """Write whole sectors; the host's trouble is a :class:`DiskFault`."""
        self._write(self._fd, lba, data)

    def _write(self, fd: int, lba: int, data: bytes) -> None:
        at = lba * SECTOR
        try:
            # Writing behind the end would make a file that shrunk grow holes.
            if os.fstat(fd).st_size < at + len(data):
                raise self._fault(Failure.WRITE_FAULT, lba, "the file has shrunk")
            view = memoryview(data)
            while view:
                done = os.pwrite(fd, view, at)
                view, at = view[done:], at + done
        except OSError as error:
            raise self._fault(Failure.WRITE_FAULT, at // SECTOR, error.strerror) from None

    def hold(self) -> None:
        """Write no more, and let others read the file."""
        if self.writable:
            self.writable = False
            fcntl.flock(self._fd, fcntl.LOCK_SH | fcntl.LOCK_NB)

    def commit(self, runs: Iterable[tuple[int, bytes]]) -> None:
        """Write what a disk has over this file into it.

        Raises :class:`DiskError` while others use the file, or when it cannot
        be written.
        """
        self._lock(fcntl.LOCK_EX)
        try:
            # The same file, whatever has its name now.
            fd = _open(f"/proc/self/fd/{self._fd}", write=True)
            try:
                for lba, data in runs:
                    self._write(fd, lba, data)
            finally:
                os.close(fd)
        except (DiskError, DiskFault) as error:
            why = error.what if isinstance(error, DiskError) else error.why
            raise DiskError(self.path, why, "save the disk's image elsewhere instead") from None
        finally:
            self.changes += 1
            self._print = ""
            if not self.writable:
                self._lock(fcntl.LOCK_SH)

    def fingerprint(self) -> str:
        """Return a short name of the contents; holes cost nothing to read."""
        if not self._print:
            self._print = _digest(self.sectors, self.extents())
        return self._print

    def extents(self) -> Iterator[tuple[int, bytes]]:
        """Yield (lba, data) of the file without its holes; :class:`DiskFault`."""
        at, end = 0, self.sectors * SECTOR
        while at < end:
            try:
                at = os.lseek(self._fd, at, os.SEEK_DATA) // _BLOCK * _BLOCK
            except OSError:
                return
            lba = at // SECTOR
            yield lba, self.read(lba, min(_BLOCK // SECTOR, self.sectors - lba))
            at += _BLOCK

    def _lock(self, kind: int) -> None:
        try:
            fcntl.flock(self._fd, kind | fcntl.LOCK_NB)
        except OSError:
            whose = "is in use as a disk" if kind == fcntl.LOCK_EX else "is being written as a disk"
            remedy = "end the other machine first, or use a copy"
            raise DiskError(self.path, whose, remedy) from None

    def _fault(self, failure: Failure, lba: int, why: str | None) -> DiskFault:
        return DiskFault(failure, lba, f"{self.path}: {why}")


def _digest(sectors: int, blocks: Iterable[tuple[int, bytes]]) -> str:
    sha = hashlib.sha256(str(sectors).encode())
    for lba, data in blocks:
        # By the sector: where pieces begin, and what zeros lie in holes, is the host's affair.
        for at in range(0, len(data.rstrip(b"\0")), SECTOR):
            sector = data[at : at + SECTOR].rstrip(b"\0")
            if sector:
                sha.update(b"%d:%d:" % (lba + at // SECTOR, len(sector)) + sector)
    return sha.hexdigest()[:16]


def _open(path: str, write: bool) -> int:
    try:
        # A pipe would wait for its writer.
        return os.open(path, (os.O_RDWR if write else os.O_RDONLY) | os.O_CLOEXEC | os.O_NONBLOCK)
    except IsADirectoryError:
        raise DiskError(path, "is a directory", "name a disk image") from None
    except PermissionError as error:
        remedy = "add ,ro or ,overlay if it is not to be written" if write else "check its permissions"
        raise DiskError(path, f"cannot be opened: {error.strerror}", remedy) from None
    except (OSError, ValueError) as error:
        why = error.strerror if isinstance(error, OSError) else str(error)
        remedy = "make one with `harness disk make F SIZE`"
        raise DiskError(path, f"cannot be opened: {why}", remedy) from None


def _sectors_of(path: str, fd: int) -> int:
    what = os.fstat(fd)
    if stat.S_ISDIR(what.st_mode):
        raise DiskError(path, "is a directory", "name a disk image")
    if not stat.S_ISREG(what.st_mode):
        raise DiskError(path, "is no regular file", "name a disk image")
    if what.st_size == 0:
        raise DiskError(path, "is empty", "give it a size, as with `truncate -s 16M`")
    if what.st_size % SECTOR:
        size = f"has {what.st_size} bytes, which is no whole number of {SECTOR}-byte sectors"
        raise DiskError(path, size, f"pad it: `truncate -s %{SECTOR}`")
    if what.st_size // SECTOR > MOST_SECTORS:
        raise DiskError(path, "is larger than 48-bit addresses reach", "use a smaller image")
    return what.st_size // SECTOR
