# SPDX-License-Identifier: GPL-2.0-or-later
"""What the machine's first disk has for the boot's programs: a file system, room behind it."""

from __future__ import annotations

from harness.errors import DiskError
from harness.machine.disk.disk import Disk
from harness.machine.disk.ext3 import format as f
from harness.machine.disk.ext3.journal import Journal
from harness.machine.disk.ext3.reader import FileSystem
from harness.machine.machine import Machine

ROOM_BYTES = 200 * 4096  # what guest/usr/bin/flushed.c writes


def file_system(disk: Disk) -> FileSystem | None:
    """Return the ext2 or ext3 that a disk begins with; the disk may be in use."""
    try:
        return FileSystem(disk)
    except DiskError:
        return None


def has_journal(disk: Disk) -> bool:
    """Return whether a disk begins with an ext3 whose journal can be read."""
    fs = file_system(disk)
    try:
        return fs is not None and bool(fs.super["feature_compat"] & f.HAS_JOURNAL and Journal(fs).places)
    except DiskError:
        return False


def has_room(machine: Machine) -> bool:
    """Return whether there is a disk with room that is no file system's."""
    if not machine.disks:
        return False
    disk = machine.disks[0]
    fs = file_system(disk)
    taken = fs.super["blocks_count"] * fs.block_size if fs else 0
    return disk.sectors * 512 - taken >= ROOM_BYTES
