# SPDX-License-Identifier: GPL-2.0-or-later
"""What a snapshot costs: taking, restoring, and its file."""

from __future__ import annotations

import random
import statistics
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path

from harness.machine.machine import Machine
from harness.machine.snapshot import Snapshot
from harness.run.session import BootConfig, load
from harness.run.snapshot_file import load_snapshot, save

PAGE = 4096
KIB, MIB = 1 << 10, 1 << 20
DIRTIED = (64 * KIB, MIB, 8 * MIB)
# Where no guest of this size keeps anything by then.
FREE_PHYS = 32 * MIB
BOOTED_INSTRUCTIONS = 5_000_000
RUN_INSTRUCTIONS = 100_000
TIMES = 100
MOMENTS_A_POLICY = 25
Row = Callable[[str, str, str], None]


def booted() -> tuple[Machine, Snapshot]:
    """Return a 64 MiB guest in the midst of its user programs."""
    machine = load(BootConfig())
    machine.run(BOOTED_INSTRUCTIONS)
    return machine, machine.snapshot()


def seconds(call: Callable[[], object]) -> float:
    start = time.perf_counter()
    call()
    return time.perf_counter() - start


def restore_time(machine: Machine, snapshot: Snapshot, disturb: Callable[[], object]) -> str:
    """Return the median of restores, each after ``disturb``, and the best, as text."""
    times = []
    for _ in range(TIMES):
        disturb()
        times.append(seconds(lambda: machine.restore(snapshot)))
    return f"{statistics.median(times) * 1e6:.0f} µs (best {min(times) * 1e6:.0f})"


def dirty(machine: Machine, size: int) -> None:
    """Write to each page of ``size`` bytes of RAM."""
    ram = machine.engine.ram
    for phys in range(FREE_PHYS, FREE_PHYS + size, PAGE):
        ram[phys] = 1


def restores(row: Row) -> None:
    machine, snapshot = booted()
    for size in DIRTIED:
        taken = restore_time(machine, snapshot, partial(dirty, machine, size))
        reach = "≤ 150 µs" if size == MIB else "in proportion"
        row(f"restore, 64 MiB guest, {size // KIB} KiB dirtied", taken, reach)
    ran = restore_time(machine, snapshot, lambda: machine.run(RUN_INSTRUCTIONS))
    row(f"restore after {RUN_INSTRUCTIONS:,} instructions", ran, "≤ 150 µs")
    machine.run(RUN_INSTRUCTIONS)
    inner = machine.snapshot()
    nested = restore_time(machine, snapshot, lambda: machine.restore(inner))
    row("restore of an outer snapshot while in an inner one", nested, "")
    take = statistics.median(seconds(machine.snapshot) for _ in range(TIMES))
    row("taking a snapshot", f"{take * 1e3:.1f} ms", "")


def files(row: Row, folder: Path) -> None:
    target = folder / "guest.snap"
    _, snapshot = booted()
    write = statistics.median(seconds(lambda: save(snapshot, target)) for _ in range(TIMES))
    read = statistics.median(seconds(lambda: load_snapshot(target)) for _ in range(TIMES))
    measured = f"{write * 1e3:.0f} ms, {read * 1e3:.0f} ms, {target.stat().st_size // KIB} KiB"
    row("file of a 64 MiB guest: save, load, size", measured, "")


def same_continuations(policy: str) -> int:
    """Count the random moments from which a boot ends with the hash of one that never stopped."""
    whole = load(BootConfig(policy=policy))
    total = whole.run().instructions
    machine, same = load(BootConfig(policy=policy)), 0
    moments = sorted(random.Random(policy).sample(range(100, total), MOMENTS_A_POLICY))
    snapshots = []
    for moment in moments:
        machine.run(max(0, moment - machine.engine.instructions))
        snapshots.append(machine.snapshot())
    for snapshot in reversed(snapshots):
        machine.restore(snapshot)
        machine.run()
        same += machine.engine.trace_hash == whole.engine.trace_hash
    return same


def rows(row: Row, folder: Path) -> None:
    """Measure everything; ``folder`` takes a file of some hundred KiB."""
    restores(row)
    files(row, folder)
    policies = ("lazy", "eager", "guard", "native")
    same, of = sum(map(same_continuations, policies)), MOMENTS_A_POLICY * len(policies)
    row("continuations with the `trace_hash` of an unbroken run", f"{same} of {of}", f"{of} of {of}")
