# SPDX-License-Identifier: GPL-2.0-or-later
"""Power cuts a second: each cut, recovered by the guest's mount and by e2fsck, and judged."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable

from harness.crash import Crash, workload

POINTS = 100
Row = Callable[[str, str, str], None]


def points_a_second() -> float:
    """Cut the quick workload's power; the run of the workload and the guest's boot are not counted."""
    with Crash(workload("mixed"), 0) as crash:
        points = [crash.point(number) for number in range(POINTS)]
        start = processor_seconds()
        failed = [outcome for outcome in crash.run(points) if outcome.faults]
        elapsed = processor_seconds() - start
    assert not failed, failed[0]
    return POINTS / elapsed


def processor_seconds() -> float:
    """Return what this process and its children used of one core, whoever else was busy."""
    return sum(os.times()[:4])


def rows(row: Row) -> None:
    """Measure, if e2fsck is there."""
    if shutil.which("e2fsck"):
        measured = f"{points_a_second():.0f}"
        row("cut points a second of one core, with e2fsck", measured, "≥ 20")
