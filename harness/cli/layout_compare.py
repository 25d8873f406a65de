# SPDX-License-Identifier: GPL-2.0-or-later
"""``harness layout compare``: one workload or several, on many layouts, measured."""

from __future__ import annotations

import shlex
import sys
from collections.abc import Mapping, Sequence
from contextlib import closing
from dataclasses import asdict, replace
from pathlib import Path

import click

from harness.cli.output import TARGET, print_table, with_progress, write_json
from harness.errors import EXIT_FAILED, EXIT_FINE, ConfigError
from harness.image.elf import read_elf
from harness.image.layout import Layout, format_size, parse_size
from harness.image.layout_file import find_layout
from harness.lab.cell import Result, Terms
from harness.lab.export import csv_text, need_parquet, write_parquet, write_text
from harness.lab.geometry import Geometry
from harness.lab.matrix import PLAIN, cells, run, split_list
from harness.lab.page import html_page
from harness.lab.plots import charts, need_plots, svg_of
from harness.lab.presets import PRESETS, find_geometries
from harness.lab.workloads import WORKLOADS
from harness.run.kernel_path import default_kernel
from harness.run.numbers import number

CHOICE = ("split", "pages", "options", "policy", "workload")
FIGURES = (
    *("loads", "avoided", "all CR3", "TLB refs", "walks", "touches"),
    *("tables", "faults", "lowmem", "instructions"),
)


@click.command(
    "compare",
    epilog="Example: harness layout compare --split 3G,1G --pages 4k,4m --policy lazy,eager -o out",
)
@click.option("--split", "splits", default="3G", metavar="LIST", help="Splits [3G].")
@click.option("--pages", default="4k,4m", metavar="LIST", help="Pages of the direct map [4k,4m].")
@click.option(
    "--paging",
    default="-",
    metavar="LIST",
    help="Options of paging, words joined by + (global+guard); - is none [-].",
)
@click.option("--policy", "policies", default="lazy,eager,native", metavar="LIST", help="[lazy,eager,native]")
@click.option(
    "--workload", "workloads", default="boot", metavar="LIST", help=f"{', '.join(WORKLOADS)} [boot]."
)
@click.option(
    "--tlb",
    "tlbs",
    multiple=True,
    default=("pentium3",),
    metavar="PRESET|F.toml|none",
    help=f"{', '.join(PRESETS)}; changed by ,tagged ,noglobal ,pde=N; again for another [pentium3].",
)
@click.option("--layout", metavar="NAME|F.toml", help="What the lists above do not say is as it is there.")
@click.option("--memory", metavar="SIZE", help="RAM of the machines [64M].")
@click.option("--kernel", type=click.Path(), metavar="ELF", help="Kernel to boot [build/guest/kernel.elf].")
@click.option("--budget", default="2G", metavar="N", help="Instructions after which a run is ended [2G].")
@click.option("--jobs", type=click.IntRange(1), metavar="N", help="Runs at a time [one a core].")
@click.option("--checks", is_flag=True, help="The claims' checks watch too; for the workload boot.")
@click.option("-o", "folder", type=click.Path(), metavar="DIR", help="Write CSV, Parquet, charts and a page.")
@click.option("--json", "json_target", type=TARGET, help="Write the results as JSON.")
def compare(
    splits: str,
    pages: str,
    paging: str,
    policies: str,
    workloads: str,
    tlbs: tuple[str, ...],
    layout: str | None,
    memory: str | None,
    kernel: str | None,
    budget: str,
    jobs: int | None,
    checks: bool,
    folder: str | None,
    json_target: str | None,
) -> int:
    """Boot every combination of the lists and compare what each one costs.

    Runs one machine a core.  The numbers are the same on every run.  A
    combination that breaks a rule, or a guest that fails, is a row that says
    why.  Exit codes: 0, or 1 if a run failed that no rule forbade.
    """
    base = find_layout(layout) if layout else Layout()
    geometries = find_geometries(tlbs)
    wanted = cells(
        base if memory is None else replace(base, memory_bytes=parse_size(memory)),
        splits=split_list(splits, "splits"),
        pages=split_list(pages, "page sizes"),
        options=split_list(paging, "options"),
        policies=split_list(policies, "policies"),
        workloads=split_list(workloads, "workloads"),
        tlbs=list(geometries) or [PLAIN],
    )
    if folder:
        _prepare(Path(folder))
    path = str(kernel or default_kernel())
    read_elf(path)
    running = run(path, wanted, Terms(geometries, number(budget, "budget"), checks), jobs=jobs)
    with closing(with_progress(running, "Booting layouts", len(wanted))) as going:
        results = list(going)
    if json_target:
        write_json(json_target, _as_json(results, geometries))
    if json_target != "-":
        _print(results, list(geometries))
    if folder:
        _write(Path(folder), results, geometries)
    return EXIT_FAILED if any(r.why and r.figures.instructions for r in results) else EXIT_FINE


def _as_json(results: Sequence[Result], tlbs: Mapping[str, Geometry]) -> dict[str, object]:
    return {"tlbs": [asdict(tlb) for tlb in tlbs.values()], "runs": [result.row() for result in results]}


def _print(results: Sequence[Result], tlbs: Sequence[str]) -> None:
    good = [r for r in results if not r.why]
    if good:
        several = len(tlbs) > 1
        said = "no TLB model" if not tlbs else f"{len(tlbs)} TLBs" if several else f"TLB {tlbs[0]}"
        columns = (*CHOICE, *(["TLB"] if several else []), *FIGURES)
        print_table(f"{len(good)} runs, {said}", columns, (_row(r, several) for r in good))
    if len(good) < len(results):
        bad = [(r.cell.name, r.why) for r in results if r.why]
        print_table(f"{len(bad)} without figures", ("what", "why"), bad)


def _row(result: Result, several_tlbs: bool) -> tuple[str, ...]:
    cell, f = result.cell, result.figures
    numbers = (f.loads, f.avoided, f.cr3_loads, f.tlb_refs, f.tlb_walks, f.tlb_touches)
    return (
        *(cell.split, cell.pages, cell.options, cell.policy, cell.workload),
        *([cell.tlb] if several_tlbs else []),
        *(f"{value:,}" for value in numbers),
        format_size(f.table_bytes),
        f"{f.page_faults:,}",
        format_size(f.lowmem_bytes),
        f"{f.instructions:,}",
    )


def _prepare(folder: Path) -> None:
    """Fail before anything boots if the files could not be made after it."""
    need_plots()
    need_parquet()
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise ConfigError(f"{folder} cannot be made: {error.strerror}; name another directory") from None


def _write(folder: Path, results: Sequence[Result], tlbs: Mapping[str, Geometry]) -> None:
    drawings = {name: svg_of(results, name) for name in charts(results)}
    write_text(folder / "compare.csv", csv_text(results))
    write_parquet(results, folder / "compare.parquet")
    for name, svg in drawings.items():
        write_text(folder / f"{name}.svg", svg)
    command = shlex.join(["harness", *sys.argv[1:]])
    write_text(folder / "index.html", html_page(results, tlbs.values(), command, drawings))
    click.echo(f"{folder}: index.html, compare.csv, compare.parquet, {len(drawings)} charts", err=True)
