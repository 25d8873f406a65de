# SPDX-License-Identifier: GPL-2.0-or-later
"""What is done to a file system until the power fails."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from harness.errors import ConfigError
from harness.image.cpio import directory, file, pack
from harness.machine.disk.base import BlankBase
from harness.machine.disk.ext3 import make_ext3

MIB: Final = 1 << 20


@dataclass(frozen=True, slots=True)
class Workload:
    """A run of `/bin/churn`: so many workers of so many steps, on a disk of its own.

    ``data`` is the mount option: "ordered", "journal" or "writeback"; with
    ``sync`` each step is promised when it has ended.
    """

    name: str
    what: str
    workers: int = 1
    steps: int = 120
    data: str = "ordered"
    block_size: int = 1024
    size_bytes: int = 4 * MIB
    sync: bool = False

    def base(self) -> BlankBase:
        """Return the disk as it is at first: an empty ext3."""
        # A short lost+found: what reads it does so at each of thousands of points.
        size, block = self.size_bytes, self.block_size
        return BlankBase(size, make_ext3(size, block_size=block, lost_found_bytes=block))

    def script(self, seed: int) -> bytes:
        """Return process 1's script."""
        lines = (
            f"run /bin/mount /dev/hda /mnt ext3 data={self.data}{',sync' * self.sync}",
            f"run /bin/churn /mnt {self.workers} {self.steps} {seed}",
            "run /bin/umount /mnt",
        )
        return "\n".join((*lines, "")).encode()


WORKLOADS: Final = (
    Workload("mixed", "one program: appends, overwrites, renames over, deletes, fsyncs"),
    Workload("many", "four programs at once, each with a directory of its own", workers=4, steps=50),
    Workload("journal", "the same as mixed, with data in the journal too", data="journal", steps=80),
    Workload("writeback", "the same as mixed, with data written at any time", data="writeback"),
    Workload("sync", "one program, mounted with sync: a step that has ended is there", steps=60, sync=True),
    Workload("blocks", "two programs, blocks of 4 KiB", 2, 60, block_size=4096, size_bytes=8 * MIB),
    Workload("full", "four programs on a disk that is too small for them", 4, 90, size_bytes=1300 * 1024),
    Workload("long", "one program, until the log has been round", steps=1500, size_bytes=6 * MIB),
)


def workload(name: str) -> Workload:
    """Return a workload by its name; :class:`ConfigError` says which there are."""
    for each in WORKLOADS:
        if each.name == name:
            return each
    raise ConfigError(f"no workload {name!r}; there are {', '.join(each.name for each in WORKLOADS)}")


def archive(name: str, script: bytes) -> bytes:
    """Return an initial file system that has a script for process 1, to be laid over the kernel's own."""
    return pack([directory("etc"), file(f"etc/rc.{name}", script)])
