# SPDX-License-Identifier: GPL-2.0-or-later
"""``harness layout tlb``: one run with the TLB model beside it, by task and by address."""

from __future__ import annotations

import sys
import time
from dataclasses import asdict
from typing import Any

import click

from harness.cli.options import boot_options, config_of
from harness.cli.output import TARGET, print_table, write_json
from harness.lab.presets import PRESETS, find_geometry
from harness.lab.tlb import CLASSES, KINDS, Count, TlbModel, TlbReport
from harness.machine.machine import Machine
from harness.machine.stop import Stop, StopReason
from harness.run.session import BootConfig, load

_COUNTS = ("refs", "level 1", "level 2", "walks", "touches", "walks per 1000")


@click.command("tlb", epilog="Example: harness layout tlb --tlb core2,tagged --pages 4k --append rc=switch")
@boot_options
@click.option(
    "--tlb",
    default="pentium3",
    metavar="PRESET|F.toml",
    help=f"{', '.join(PRESETS)}; changed by ,tagged ,noglobal ,pde=N [pentium3].",
)
@click.option("--presets", is_flag=True, help="List the presets and where their numbers are from.")
@click.option("--json", "json_target", type=TARGET, help="Write the counts as JSON, without times.")
def tlb(tlb: str, presets: bool, json_target: str | None, **options: Any) -> int:
    """Boot with a model of a TLB that counts, and print what it counted.

    The same run without the model says what the model costs.
    """
    if presets:
        print_table("TLBs", ("name", "arrays", "source"), map(_preset, PRESETS))
        return 0
    geometry = find_geometry(tlb)
    config = config_of(**options)
    plain, plain_seconds = _timed(load(config), config)
    plain.unless_interrupted()
    machine = load(config)
    model = TlbModel.start(machine, geometry)
    stop, seconds = _timed(machine, config)
    report = model.report()
    if json_target:
        write_json(json_target, _as_json(stop, report))
    if json_target != "-":
        _print(stop, report)
    # A run that was cut short takes no time that could be compared.
    if json_target != "-" and stop.reason is not StopReason.INTERRUPTED:
        rate = report.whole.refs / seconds / 1e6
        print(
            f"\n{rate:.1f} M references/s: the run took {seconds:.2f} s, and {plain_seconds:.2f} s without "
            f"the model, {seconds / plain_seconds:.1f} times",
            file=sys.stderr,
        )
    return stop.exit_code


def _timed(machine: Machine, config: BootConfig) -> tuple[Stop, float]:
    begin = time.perf_counter()
    stop = machine.run(config.budget_instructions)
    return stop, time.perf_counter() - begin


def _preset(name: str) -> tuple[str, str, str]:
    arrays = ", ".join(
        f"{'L2 ' if a.level == 2 else ''}{a.entries}{f'/{a.ways}' if a.ways else ''} {'+'.join(a.holds)}"
        for a in PRESETS[name].arrays
    )
    return name, arrays, PRESETS[name].source


def _counts(count: Count) -> tuple[str, ...]:
    hits = count.refs - count.second - count.walks
    share = 1000 * count.walks / count.refs if count.refs else 0.0
    numbers = (count.refs, hits, count.second, count.walks, count.touches)
    return (*(f"{n:,}" for n in numbers), f"{share:.2f}")


def _print(stop: Stop, report: TlbReport) -> None:
    print(stop)
    rows = [(kind, *_counts(report.of(kind=kind))) for kind in KINDS]
    print_table(f"TLB {report.geometry.name}", ("access", *_COUNTS), [*rows, ("all", *_counts(report.whole))])
    used = [where for where in CLASSES if report.of(where).refs]
    print_table("By address", ("class", *_COUNTS), [(where, *_counts(report.of(where))) for where in used])
    tasks = sorted(report.tasks, key=lambda task: task.pid)
    print_table(
        "By task",
        ("pid", "comm", "turns", *_COUNTS),
        [(str(t.pid), t.comm, str(t.switches), *_counts(t.whole)) for t in tasks if t.whole.refs],
    )
    totals = asdict(report.totals)
    print_table("Events", tuple(totals), [tuple(f"{n:,}" for n in totals.values())])


def _as_json(stop: Stop, report: TlbReport) -> dict[str, object]:
    return {
        "stop": stop.as_json(),
        "tlb": asdict(report.geometry),
        "totals": asdict(report.totals),
        "all": asdict(report.whole),
        "by_class": {where: asdict(report.of(where)) for where in CLASSES},
        "by_access": {kind: asdict(report.of(kind=kind)) for kind in KINDS},
        "by_task": [
            {"pid": t.pid, "comm": t.comm, "switches": t.switches, **asdict(t.whole)} for t in report.tasks
        ],
    }
