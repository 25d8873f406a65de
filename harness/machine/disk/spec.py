# SPDX-License-Identifier: GPL-2.0-or-later
"""Which disk a machine is to have, as it is written on a command line."""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

from harness.errors import ConfigError, LayoutError
from harness.image.layout import MIB, format_size, parse_size
from harness.machine.disk.base import MOST_SECTORS, Base, BlankBase, FileBase
from harness.machine.disk.ext3 import make_ext3
from harness.machine.disk.sectors import SECTOR
from harness.machine.disk.swap import swap_header

MOST_DISKS: Final = 2
FILE_MODES: Final = ("rw", "ro", "overlay")
_CACHE: Final = {"cache=on": True, "cache=off": False}
_HELP: Final = "write it as FILE[,ro|,overlay][,cache=off], blank:SIZE, swap:SIZE, ext3:SIZE[+SPARE] or none"


@dataclass(frozen=True, slots=True)
class DiskSpec:
    """A disk to be made: ``kind`` is "file", "blank", "swap" or "ext3".

    All but files live in memory.  ``mode`` says what happens to writes: into
    the file, refused, or kept in memory.  ``write_cache`` is how the drive
    wakes up.  Of an ext3's ``size_bytes`` the last ``spare_bytes`` are none of
    its file system's.

    >>> DiskSpec.parse("root.img,overlay").mode
    'overlay'
    >>> str(DiskSpec.parse("swap:32M"))
    'swap:32M'
    >>> DiskSpec.parse("ext3:12M+4M").size_bytes >> 20
    16
    """

    kind: str
    path: str = ""
    size_bytes: int = 0
    mode: str = "rw"
    write_cache: bool = True
    spare_bytes: int = 0

    @classmethod
    def parse(cls, text: str, mode: str = "rw") -> DiskSpec:
        """Read a description; :class:`ConfigError` says how to write one.

        ``mode`` is what holds when it names none.
        """
        name, *options = text.split(",")
        write_cache = True
        for option in options:
            if option in FILE_MODES:
                mode = option
            elif option in _CACHE:
                write_cache = _CACHE[option]
            else:
                raise ConfigError(f"disk {text!r}: no option {option!r}; {_HELP}")
        kind, colon, size = name.partition(":")
        if colon and kind in ("blank", "swap", "ext3"):
            size, plus, rest = size.partition("+") if kind == "ext3" else (size, "", "")
            spare = _size(text, rest) if plus else 0
            return cls(kind, "", _size(text, size) + spare, mode, write_cache, spare)
        if not name:
            raise ConfigError(f"disk {text!r} names no file; {_HELP}")
        return cls("file", name, mode=mode, write_cache=write_cache)

    def __str__(self) -> str:
        spare = f"+{format_size(self.spare_bytes)}" if self.spare_bytes else ""
        size = f"{self.kind}:{format_size(self.size_bytes - self.spare_bytes)}{spare}"
        name = self.path if self.kind == "file" else size
        mode = "" if self.mode == "rw" else f",{self.mode}"
        return name + mode + ("" if self.write_cache else ",cache=off")

    def absolute(self, home: str = "") -> DiskSpec:
        """Return the same with a path that holds in every directory.

        ``home`` is what a relative one is relative to, if not the current one.
        """
        return replace(self, path=os.path.abspath(os.path.join(home, self.path)) if self.path else "")

    def open(self) -> Base:
        """Return what lies at the bottom of the disk; :class:`DiskError`."""
        if self.kind == "file":
            return FileBase(self.path, write=self.mode == "rw")
        return BlankBase(self.size_bytes, self._contents())

    def _contents(self) -> dict[int, bytes]:
        if self.kind == "swap":
            return {0: swap_header(self.size_bytes)}
        return make_ext3(self.size_bytes - self.spare_bytes) if self.kind == "ext3" else {}


# What `harness boot` gives its guest: one disk with a file system and room behind it, one to swap to.
DEFAULT_DISKS: Final = (
    DiskSpec("ext3", size_bytes=16 * MIB, spare_bytes=4 * MIB),
    DiskSpec("swap", size_bytes=32 * MIB),
)


def parse_disks(texts: Sequence[str], mode: str = "rw") -> tuple[DiskSpec, ...]:
    """Read the descriptions of hda and hdb; one "none" is no disk at all."""
    if "none" in texts:
        if len(texts) > 1:
            raise ConfigError("--disk none stands alone; leave the other --disk out")
        return ()
    if len(texts) > MOST_DISKS:
        raise ConfigError(f"{len(texts)} disks were given; the controller has room for {MOST_DISKS}")
    return tuple(DiskSpec.parse(text, mode) for text in texts)


def _size(text: str, size: str) -> int:
    try:
        size_bytes = parse_size(size)
    except LayoutError as error:
        raise ConfigError(f"disk {text!r}: {error}") from None
    if size_bytes == 0 or size_bytes % SECTOR or size_bytes // SECTOR > MOST_SECTORS:
        raise ConfigError(f"disk {text!r}: a disk has a whole number of {SECTOR}-byte sectors; give it 16M")
    return size_bytes
