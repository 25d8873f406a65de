# SPDX-License-Identifier: GPL-2.0-or-later
"""``harness crash``: cut the power of a guest that writes, and see what is left."""

from __future__ import annotations

import sys
import time
from collections.abc import Sequence
from contextlib import closing
from typing import Any

import click

from harness.cli.output import TARGET, print_table, with_progress, write_json
from harness.crash import (
    BOTH,
    INSTRUCTION,
    PLACES,
    WORKLOADS,
    Crash,
    Outcome,
    Point,
    Recording,
    all_points,
    workload,
)
from harness.errors import EXIT_FAILED, EXIT_FINE, ConfigError
from harness.run.numbers import number

_MOST_SHOWN = 10


@click.command(epilog="Example: harness crash --workload many --points 1000 --seed 7")
@click.option(
    "--workload",
    "name",
    default="mixed",
    metavar="W",
    help=f"What is done to the disk: {', '.join(each.name for each in WORKLOADS)} [mixed].",
)
@click.option(
    "--points",
    default="300",
    metavar="N|all",
    help="Moments at which to cut the power; all: after each of the disk's writes [300].",
)
@click.option(
    "--at",
    default=BOTH,
    type=click.Choice(PLACES),
    help="Where: at the disk's writes, at any instruction of the machine, or both [both].",
)
@click.option(
    "--seed", type=click.IntRange(0), default=0, metavar="S", help="Decides the steps and the moments [0]."
)
@click.option(
    "--point", "only", type=click.IntRange(0), metavar="K", help="Replay point K of the seed alone."
)
@click.option("--json", "json_target", type=TARGET, help="Write the report as JSON to a file, or to stdout.")
def command(name: str, points: str, at: str, seed: int, only: int | None, json_target: str | None) -> int:
    """Cut the power while a guest writes to an ext3, and recover twice.

    A workload runs once; from the log of its disk's writes follows what any
    power cut may leave, with what was not flushed lost, kept or reordered. It
    runs again to be stopped at instructions, where the drive may be in the
    midst of a transfer. Each point is recovered by the guest's own mount and by
    e2fsck. Both must end consistent and alike, with all that was fsynced, and no
    file may show bytes that were never its own. Exit codes: 0 all points held,
    1 one did not.
    """
    chosen, count = workload(name), None if points == "all" else number(points, "points", "300, or all")
    if count is None and at == INSTRUCTION:
        raise ConfigError("nobody has the time for all instructions; say how many points, or `--at disk`")
    begin = time.perf_counter()
    with Crash(chosen, seed) as crash:
        moments = _moments(crash, count, at, only)
        booted = time.perf_counter()
        with closing(with_progress(crash.run(moments), "Cutting the power", len(moments))) as outcomes:
            failed = [outcome for outcome in outcomes if outcome.faults]
        seconds = time.perf_counter() - booted
    report = {
        "ok": not failed, "workload": name, "seed": seed, "at": at, "points": len(moments),
        **_sizes(crash.recording), "points_a_second": round(len(moments) / seconds, 1),
        "wall_seconds": round(time.perf_counter() - begin, 2), "failed": [_as_json(each) for each in failed],
    }  # fmt: skip
    if json_target:
        write_json(json_target, report)
    if json_target != "-":
        columns = ("workload", "seed", "steps", "writes", "flushes", "points", "points_a_second")
        row = tuple(str(report[column]) for column in columns)
        print_table("Power cuts", (*columns[:-1], "a second", ""), [(*row, "FAILED" if failed else "ok")])
    sys.stdout.flush()
    how = " --points all" if count is None else f" --at {at}" if at != BOTH else ""
    _tell(failed, f"harness crash --workload {name} --seed {seed}{how} --point")
    return EXIT_FAILED if failed else EXIT_FINE


def _sizes(recording: Recording) -> dict[str, int]:
    data = [entry.data for entry in recording.log.entries]
    return {
        "steps": len(recording.steps),
        "writes": len(data) - data.count(None),
        "flushes": data.count(None),
        "instructions": len(recording.instructions),
    }


def _moments(crash: Crash, count: int | None, at: str, only: int | None) -> Sequence[Point]:
    """Return so many points, those of all moments of the log for None, or the one that is asked for."""
    if count is not None:
        return [crash.point(each, at) for each in (range(count) if only is None else [only])]
    moments = all_points(crash.recording.seed, crash.recording.log)
    if only is None:
        return moments
    if only >= len(moments):
        raise ConfigError(f"the log has {len(moments) - 1} entries; there is no point {only}")
    return [moments[only]]


def _tell(failed: Sequence[Outcome], replay: str) -> None:
    for outcome in failed[:_MOST_SHOWN]:
        print(
            f"harness: {outcome.point}: {outcome.faults[0]}; replay: `{replay} {outcome.point.number}`",
            file=sys.stderr,
        )
    if len(failed) > _MOST_SHOWN:
        print(f"harness: and {len(failed) - _MOST_SHOWN} more points failed; see --json", file=sys.stderr)


def _as_json(outcome: Outcome) -> dict[str, Any]:
    where = outcome.point
    return {
        "point": where.number,
        "entries": where.entries,
        "midway": where.midway,
        "instruction": where.instruction,
        "cache": where.choice,
        "faults": list(outcome.faults),
    }
