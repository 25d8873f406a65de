# SPDX-License-Identifier: GPL-2.0-or-later
"""Faults, the page cache, swap and scenes of scarcity: by the guest's clock, the host's, and on QEMU."""

from __future__ import annotations

import re
import statistics
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from benchmarks.stretches import BUDGET, Run, Stretch, here, make_disks, on_qemu, prepared

ROUNDS = 3
KIB_A_MEGABYTE = 1_000_000 / 1024
READ_BEGINS = 5  # the fifth time that /bin/rates asks for the time
Row = Callable[[str, str, str], None]


def rate_row(row: Row, name: str, what: str, scale: float, unit: str, runs: list[tuple[Run, Run]]) -> None:
    """Print a stretch's rate by both clocks, and its ratio to QEMU's of the same turn."""
    pairs = [(ours.stretches[name], theirs.stretches[name]) for ours, theirs in runs]

    def median(figure: Callable[[Stretch, Stretch], float]) -> float:
        return statistics.median(figure(ours, theirs) for ours, theirs in pairs)

    host = median(lambda ours, _: ours.count / ours.host) / scale
    guest = median(lambda ours, _: ours.count / ours.guest) / scale
    theirs = median(lambda _, other: other.count / other.host) / scale
    ratio = median(lambda ours, other: (ours.count / ours.host) / (other.count / other.host))
    row(what, f"{host:,.{places(host)}f} {unit} of host time, {guest:,.{places(guest)}f} of the guest's", "")
    row("the same against QEMU, host time", f"{ratio:.2f} of its {theirs:,.{places(theirs)}f} {unit}", "")


def places(value: float) -> int:
    """Return how many decimals a figure of this size deserves."""
    return 0 if value >= 100 else 1


def scene_row(row: Row, what: str, script: str, disks: list[Path]) -> None:
    """Print the host time of a whole guest that runs this script."""
    runs = [(here(script, disks).seconds, on_qemu(script, disks).seconds) for _ in range(ROUNDS)]
    ours, theirs = (statistics.median(run[which] for run in runs) for which in (0, 1))
    ratio = statistics.median(mine / other for mine, other in runs)
    row(what, f"{ours:.2f} s of host time, {ratio:.2f} of QEMU's {theirs:.2f} s", "")


def read_rate(disks: list[Path], in_python: bool) -> float:
    """Return MB/s of the read through the page cache, if asked each word by a Python call."""
    machine = prepared("rates", disks)
    marks: list[float] = []

    def mark() -> None:
        marks.append(time.perf_counter())
        # The faults and the write have ended before, and the read is all that counts.
        if len(marks) == READ_BEGINS and in_python:
            machine.board.ata.move_in_python()
        elif len(marks) == READ_BEGINS + 1:
            machine.end(0)

    machine.engine.add_probe(machine.symbols["sys_gettimeofday"], mark)
    assert machine.run(BUDGET).ok, machine.console.text
    written = re.findall(r"write: (\d+) in", machine.console.text)
    return int(written[0]) / KIB_A_MEGABYTE / (marks[-1] - marks[-2])


def python_row(row: Row, disks: list[Path]) -> None:
    """Print what moving words in C is worth to a reader of the page cache."""
    pairs = [(read_rate(disks, False), read_rate(disks, True)) for _ in range(ROUNDS)]
    ratio = statistics.median(fast / slow for fast, slow in pairs)
    slow = statistics.median(slow for _, slow in pairs)
    row("the same against a Python call for each word", f"{ratio:.0f} times its {slow:.2f} MB/s", "")


def rows(row: Row) -> None:
    """Print the rows of the table."""
    with tempfile.TemporaryDirectory() as name:
        disks = make_disks(Path(name))
        runs = [(here("rates", disks), on_qemu("rates", disks)) for _ in range(ROUNDS)]
        rate_row(row, "fault", "page faults, fresh pages", 1, "a second", runs)
        rate_row(row, "write", "disk written through the page cache", KIB_A_MEGABYTE, "MB/s", runs)
        rate_row(row, "read", "disk read through the page cache", KIB_A_MEGABYTE, "MB/s", runs)
        python_row(row, disks)
        rate_row(row, "cached", "the same pages read again", KIB_A_MEGABYTE, "MB/s", runs)
        rate_row(row, "swap", "pages swapped out", 1, "a second", runs)
        scene_row(row, "out of memory twice, from power on to power off", "oom", disks)
        scene_row(row, "memory pressure, from power on to power off", "pressure", disks)
