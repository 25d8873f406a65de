# SPDX-License-Identifier: GPL-2.0-or-later
"""Disks: what they hold, what they lose, how they fail.  docs/disks.md tells their use."""

from harness.machine.disk.cache import Choice, Kept, Lost, Seeded
from harness.machine.disk.disk import Disk
from harness.machine.disk.faults import DiskFault, Failure
from harness.machine.disk.log import LogEntry, WriteLog
from harness.machine.disk.media import DiskImage
from harness.machine.disk.record import DiskCommand
from harness.machine.disk.spec import DEFAULT_DISKS, DiskSpec, parse_disks

__all__ = [
    "DEFAULT_DISKS",
    "Choice",
    "Disk",
    "DiskCommand",
    "DiskFault",
    "DiskImage",
    "DiskSpec",
    "Failure",
    "Kept",
    "LogEntry",
    "Lost",
    "Seeded",
    "WriteLog",
    "parse_disks",
]
