# SPDX-License-Identifier: GPL-2.0-or-later
"""Power cuts and damaged disks: what a file system makes of them, judged by others."""

from harness.crash.bench import Ending, MountBench
from harness.crash.points import BOTH, DISK, INSTRUCTION, PLACES, Point, all_points, point
from harness.crash.record import Moment, Recording, Step, record
from harness.crash.session import Crash, Outcome
from harness.crash.workload import WORKLOADS, Workload, workload

__all__ = [
    "BOTH",
    "DISK",
    "INSTRUCTION",
    "PLACES",
    "WORKLOADS",
    "Crash",
    "Ending",
    "Moment",
    "MountBench",
    "Outcome",
    "Point",
    "Recording",
    "Step",
    "Workload",
    "all_points",
    "point",
    "record",
    "workload",
]
