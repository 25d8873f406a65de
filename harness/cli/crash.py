# SPDX-License-Identifier: GPL-2.0-or-later
"""``harness crash``: cut the power of a guest that writes, and see what is left."""

from __future__ import annotations

import sys
import time
from collections.abc import Generator, Iterator, Sequence
from contextlib import closing
from typing import Any

import click

from harness.cli.output import print_table, write_json
from harness.crash import WORKLOADS, Crash, Outcome, Point, all_points, point, workload
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
@click.option("--points", default="300", metavar="N|all", help="Moments at which to cut the power [300].")
@click.option(
    "--seed", type=click.IntRange(0), default=0, metavar="S", help="Decides the steps and the moments [0]."
)
@click.option(
    "--point", "only", type=click.IntRange(0), metavar="K", help="Replay point K of the seed alone."
)
@click.option(
    "--json", "json_target", metavar="F|-", help="Write the report as JSON to a file, or to stdout."
)
def command(name: str, points: str, seed: int, only: int | None, json_target: str | None) -> int:
    """Cut the power while a guest writes to an ext3, and recover twice.

    A workload runs once; from the log of its disk's writes follows what any
    power cut may leave, with what was not flushed lost, kept or reordered. Each
    point is recovered by the guest's own mount and by e2fsck. Both must end
    consistent and alike, with all that was fsynced, and no file may show bytes
    that were never its own. Exit codes: 0 all points held, 1 one did not.
    """
    chosen, count = workload(name), None if points == "all" else number(points, "points")
    begin = time.perf_counter()
    with Crash(chosen, seed) as crash:
        moments = _moments(crash, count, only)
        booted = time.perf_counter()
        with closing(_with_progress(crash.run(moments), len(moments))) as outcomes:
            failed = [outcome for outcome in outcomes if outcome.faults]
        seconds = time.perf_counter() - booted
        log, steps = crash.recording.log, crash.recording.steps
    report = {
        "ok": not failed, "workload": name, "seed": seed, "points": len(moments),
        "writes": sum(entry.data is not None for entry in log.entries),
        "flushes": sum(entry.data is None for entry in log.entries),
        "steps": len(steps), "points_a_second": round(len(moments) / seconds, 1),
        "wall_seconds": round(time.perf_counter() - begin, 2), "failed": [_as_json(each) for each in failed],
    }  # fmt: skip
    if json_target:
        write_json(json_target, report)
    if json_target != "-":
        columns = ("workload", "seed", "steps", "writes", "flushes", "points", "points_a_second")
        row = tuple(str(report[column]) for column in columns)
        print_table("Power cuts", (*columns[:-1], "a second", ""), [(*row, "FAILED" if failed else "ok")])
    sys.stdout.flush()
    every = " --points all" if count is None else ""
    _tell(failed, f"harness crash --workload {name} --seed {seed}{every} --point")
    return EXIT_FAILED if failed else EXIT_FINE


def _moments(crash: Crash, count: int | None, only: int | None) -> Sequence[Point]:
    """Return so many points, those of all moments for None, or the one that is asked for."""
    log, seed = crash.recording.log, crash.recording.seed
    moments = all_points(seed, log) if count is None else [point(seed, each, log) for each in range(count)]
    if only is None:
        return moments
    if count is not None:
        return [point(seed, only, log)]
    if only >= len(moments):
        raise ConfigError(f"the log has {len(moments) - 1} entries; there is no point {only}")
    return [moments[only]]


def _with_progress(outcomes: Iterator[Outcome], total: int) -> Generator[Outcome, None, None]:
    if not sys.stderr.isatty():
        yield from outcomes
        return
    from rich.console import Console
    from rich.progress import track

    yield from track(outcomes, "Cutting the power", total, console=Console(stderr=True), transient=True)


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
        "cache": where.choice,
        "faults": list(outcome.faults),
    }
