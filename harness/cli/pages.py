# SPDX-License-Identifier: GPL-2.0-or-later
"""``harness pages``: what a stopped guest's page tables map, for each task."""

from __future__ import annotations

from typing import Any

import click

from harness.cli.options import boot_options, config_of
from harness.cli.output import TARGET, print_table, write_json
from harness.cli.until import stopped_machine, until_option
from harness.errors import ConfigError
from harness.image.layout import format_size
from harness.image.regions import region_name, regions, user_regions
from harness.inspect.spaces import Difference, Space, compare, find_task, mappings_of, space_now, space_of
from harness.machine.explain import explain
from harness.machine.machine import Machine
from harness.machine.mappings import Mapping, merge, rights
from harness.machine.stop import Stop


@click.group(epilog="Example: harness pages dump --pid 1 --until do_exit")
def command() -> None:
    """Walk, dump and compare the page tables of a stopped guest."""


_pid = click.option("--pid", type=click.IntRange(0), metavar="N", help="Of this task [the running one].")
_comm = click.option("--comm", metavar="NAME", help="Of the first task of that name.")
_json = click.option("--json", "json_target", type=TARGET, help="Write the answer as JSON.")


@command.command("walk", epilog="Example: harness pages walk 0xc0100000 --pid 1 --until do_exit")
@click.argument("address")
@_pid
@_comm
@boot_options
@until_option
@_json
def walk_command(
    address: str,
    pid: int | None,
    comm: str | None,
    until: str | None,
    json_target: str | None,
    **options: Any,
) -> None:
    """Walk the page tables for ADDRESS, level by level.

    ADDRESS is a number, a symbol, or SYMBOL+OFFSET.
    """
    machine, stop = stopped_machine(config_of(**options), until)
    virt = machine.symbols.resolve(address)
    if virt is None or not 0 <= virt < 1 << 32:
        raise ConfigError(f"no address {address!r}; give a number below 4 GiB or a symbol")
    space = _chosen(machine, pid, comm)
    walk = machine.walk(virt, space.tables.cr3)
    lines = list(explain(walk, space.tables))
    if json_target:
        answer = {"virt": virt, "phys": walk.phys, "page_bytes": walk.page_bytes, "lines": lines}
        write_json(json_target, _heading(stop, space) | answer)
    if json_target != "-":
        symbol = machine.symbols.symbolise(virt)
        named = "" if symbol.startswith("0x") else f"{symbol} "
        click.echo(f"{stop}\n{space.owner}\n{named}{walk}")
        for line in lines:
            click.echo(f"  {line}")


@command.command("dump", epilog="Example: harness pages dump --comm init --pages pae --until do_exit")
@_pid
@_comm
@boot_options
@until_option
@_json
def dump(
    pid: int | None, comm: str | None, until: str | None, json_target: str | None, **options: Any
) -> None:
    """List all that a task's page tables map: equal neighbours merged, flags in words."""
    machine, stop = stopped_machine(config_of(**options), until)
    space = _chosen(machine, pid, comm)
    pages = mappings_of(machine, space)
    ranges, pae = merge(pages), space.tables.pae
    names = _regions(machine, ranges)
    if json_target:
        rows = [_as_json(item, pae) | {"region": name} for item, name in zip(ranges, names, strict=True)]
        write_json(json_target, _heading(stop, space) | {"ranges": rows})
    if json_target != "-":
        click.echo(f"{stop}\n{space.owner}: CR3 {space.tables.cr3:#010x}, {len(pages)} pages")
        print_table(
            f"{len(ranges)} ranges",
            ("from", "to", "size", "physical", "flags", "region"),
            [(*_row(item, pae), name) for item, name in zip(ranges, names, strict=True)],
        )


@command.command("diff", epilog="Example: harness pages diff 1 6 --until do_exit")
@click.argument("pid1", type=click.IntRange(0))
@click.argument("pid2", type=click.IntRange(0))
@boot_options
@until_option
@_json
def diff(pid1: int, pid2: int, until: str | None, json_target: str | None, **options: Any) -> None:
    """Compare two tasks' address spaces: the shared kernel half, the private user halves."""
    machine, stop = stopped_machine(config_of(**options), until)
    spaces = [space_of(machine, find_task(machine, pid)) for pid in (pid1, pid2)]
    found = compare(*(mappings_of(machine, space) for space in spaces))
    rows = [_difference(item, machine.layout.virt_user_end, spaces[0].tables.pae) for item in found]
    if json_target:
        named = [dict(zip(_DIFF, row, strict=True)) for row in rows]
        write_json(json_target, {"stop": stop.as_json(), "pids": [pid1, pid2], "ranges": named})
    if json_target != "-":
        click.echo(f"{stop}\nfirst:  {spaces[0].owner}\nsecond: {spaces[1].owner}")
        print_table("What the two map", _DIFF, rows)


_DIFF = ("half", "from", "to", "size", "frames and rights", "first", "second")


def _difference(item: Difference, user_end: int, pae: bool) -> tuple[str, ...]:
    said = [rights(flags, pae) if flags is not None else "-" for flags in (item.first, item.second)]
    half = "kernel" if item.virt_start >= user_end else "user"
    return (half, *_span(item.virt_start, item.virt_end), item.what, *said)


def _span(virt_start: int, virt_end: int) -> tuple[str, str, str]:
    return f"{virt_start:#010x}", f"{virt_end:#010x}", format_size(virt_end - virt_start)


def _row(item: Mapping, pae: bool) -> tuple[str, ...]:
    phys = f"{item.phys:#010x}" if item.contiguous else "scattered"
    return (*_span(item.virt_start, item.virt_end), phys, item.words(pae))


def _regions(machine: Machine, ranges: list[Mapping]) -> list[str]:
    # Of another's kernel nobody knows where it puts what.
    if not machine.watched:
        return ["" for _ in ranges]
    of_user = machine.layout.separation == "4g" and any(item.user for item in ranges)
    found = user_regions(machine.layout) if of_user else regions(machine.layout)
    return [region_name(found, item.virt_start) for item in ranges]


def _as_json(item: Mapping, pae: bool) -> dict[str, object]:
    return {
        "virt_start": item.virt_start,
        "virt_end": item.virt_end,
        "phys": item.phys,
        "contiguous": item.contiguous,
        "page_bytes": item.page_bytes,
        "flags": item.words(pae).split(),
    }


def _chosen(machine: Machine, pid: int | None, comm: str | None) -> Space:
    if pid is not None and comm is not None:
        raise ConfigError("--pid and --comm both name the task; give one of them")
    if pid is None and comm is None:
        return space_now(machine)
    return space_of(machine, find_task(machine, pid, comm))


def _heading(stop: Stop, space: Space) -> dict[str, object]:
    return {"stop": stop.as_json(), "space": space.owner, "cr3": space.tables.cr3, "pae": space.tables.pae}
