# SPDX-License-Identifier: GPL-2.0-or-later
"""Power cuts and damaged disks: what a file system makes of them, judged by others."""

from harness.crash.bench import Ending, MountBench
from harness.crash.points import Point, all_points, point
from harness.crash.record import Recording, Step, record
from harness.crash.session import Crash, Outcome
from harness.crash.workload import WORKLOADS, Workload, workload

__all__ = [
    "WORKLOADS",
    "Crash",
    "Ending",
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
