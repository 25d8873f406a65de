# SPDX-License-Identifier: GPL-2.0-or-later
"""What survives a power cut: a base and the sectors written over it."""

from __future__ import annotations

import os
from dataclasses import dataclass
from itertools import chain
from pathlib import Path

from harness.errors import ConfigError
from harness.machine.disk.base import Base, FileBase
from harness.machine.disk.sectors import SECTOR, Groups, Sectors, runs


@dataclass(frozen=True, slots=True)
class DiskImage:
    """The contents of a disk at one moment; a machine can be given it as a disk."""

    base: Base
    groups: Groups
    changes: int

    @property
    def sectors(self) -> int:
        """Its size in sectors of 512 bytes."""
        return self.base.sectors

    def check(self) -> None:
        """Raise :class:`ConfigError` when the file below has been written."""
        if self.changes != self.base.changes:
            raise ConfigError("the disk's file was written by commit(), and this image built on what it held")

    def read(self, lba: int, count: int) -> bytes:
        """Return ``count`` sectors from ``lba`` on."""
        self.check()
        data = bytearray(self.base.read(lba, count))
        Sectors(self.groups).patch(lba, data)
        return bytes(data)

    def save(self, path: str | Path) -> None:
        """Write a raw image, with holes where nothing was ever written.

        Raises :class:`ConfigError` when it cannot be written.
        """
        self.check()
        try:
            with open(path, "wb", buffering=0) as file:
                file.truncate(self.sectors * SECTOR)
                for lba, data in chain(self.base.extents(), runs(self.groups)):
                    # Raw files may take less than they are given.
                    view, at = memoryview(data), lba * SECTOR
                    while view:
                        done = os.pwrite(file.fileno(), view, at)
                        view, at = view[done:], at + done
        except OSError as error:
            raise ConfigError(f"{path}: cannot be written: {error.strerror}; name another file") from None


class Media:
    """The platters: a base, and an overlay for what may not go into it.

    A file that is written through is left alone from the first
    :meth:`freeze` on, since others build on its contents then.
    """

    def __init__(self, base: Base, groups: Groups | None = None) -> None:
        self.base = base
        self._over = Sectors(groups)

    @property
    def sectors(self) -> int:
        """Size in sectors."""
        return self.base.sectors

    def read(self, lba: int, count: int) -> bytearray:
        """Return a copy of ``count`` sectors."""
        data = bytearray(self.base.read(lba, count))
        self._over.patch(lba, data)
        return data

    def write(self, lba: int, data: bytes) -> None:
        """Store whole sectors."""
        if self.base.writable:
            self.base.write(lba, data)
        else:
            self._over.put(lba, data)

    def freeze(self) -> DiskImage:
        """Return the contents as they are; the base is not written from now on."""
        self.base.hold()
        return DiskImage(self.base, self._over.freeze(), self.base.changes)

    def load(self, groups: Groups) -> None:
        """Become the base with these sectors over it."""
        self.base.hold()
        self._over.load(groups)

    def commit(self) -> None:
        """Write the overlay into the file below; images made before are void.

        Raises :class:`DiskError` when others use the file, and
        :class:`ConfigError` when there is none.
        """
        if not isinstance(self.base, FileBase):
            raise ConfigError("this disk is not of a file; save its image instead")
        self.base.commit(runs(self._over.freeze()))
        self._over = Sectors()
