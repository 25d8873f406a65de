# SPDX-License-Identifier: GPL-2.0-or-later
"""``harness trace record``: boot, and keep what ran."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import click

from harness.cli.options import boot_options, config_of
from harness.errors import ConfigError
from harness.machine.machine import Machine
from harness.machine.stop import Stop, StopReason
from harness.run.numbers import number
from harness.run.session import load
from harness.trace.format import LEVELS
from harness.trace.record import Recorder


@click.command(
    epilog="Examples: harness trace record -o t; harness trace record -o t --since do_execve --until do_exit"
)
@click.option(
    "-o", "output", required=True, type=click.Path(file_okay=False), metavar="DIR", help="Where to write."
)
@click.option(
    "--level",
    type=click.Choice(LEVELS),
    default="pc",
    help="events alone; blocks; pc: with each block's code, so that every instruction is listed [pc].",
)
@click.option("--since", "begin", metavar="SYMBOL", help="Record from this function's first instruction on.")
@click.option("--until", "end", metavar="SYMBOL", help="Stop before this function's first instruction.")
@click.option("--pid", type=click.IntRange(0), metavar="N", help="Record only while this task runs.")
@click.option("--last", metavar="N", help="Keep the last N instructions, rounded up to whole chunks.")
@boot_options
def command(
    output: str,
    level: str,
    begin: str | None,
    end: str | None,
    pid: int | None,
    last: str | None,
    **options: Any,
) -> int:
    """Boot the guest kernel and record what it runs.

    Recording does not change the run: its trace hash is the one that
    `harness boot` prints.  The exit code is that of the guest's end.
    """
    config = config_of(**options)
    keep = number(last, "--last") if last else None
    machine = load(config)
    stops = {place: _address(machine, place) for place in (begin, end) if place}
    if begin:
        _go_to(machine, begin, stops[begin], config.budget_instructions)
    recorder = Recorder(
        machine, Path(output), level=level, pid=pid, last_instructions=keep, on_chunk=_progress()
    )
    if end:
        machine.engine.add_probe(stops[end], None)
    try:
        stop = machine.run(config.budget_instructions)
    finally:
        recorded = recorder.stop()
    if sys.stderr.isatty():
        click.echo("\r\033[K", nl=False, err=True)
    click.echo(f"harness: {stop}")
    click.echo(f"harness: {output}: {recorded}")
    if end and stop.reason is not StopReason.BREAKPOINT:
        click.echo(f"harness: {end} was not reached; the trace holds the run to its end", err=True)
    return stop.exit_code


def _address(machine: Machine, place: str) -> int:
    virt = machine.symbols.resolve(place)
    if virt is None:
        raise ConfigError(f"no symbol {place!r} in {machine.image.path}; see `nm` for what there is")
    return virt


def _go_to(machine: Machine, place: str, virt: int, budget: int) -> Stop:
    probe = machine.engine.add_probe(virt, None)
    stop = machine.run(budget)
    machine.engine.remove_probe(probe)
    if stop.reason is StopReason.INTERRUPTED:
        raise KeyboardInterrupt
    if stop.reason is not StopReason.BREAKPOINT:
        raise ConfigError(f"{place} was not reached: {stop}; choose another --since")
    return stop


def _progress() -> Any:
    if not sys.stderr.isatty():
        return None
    return lambda end: click.echo(f"\rrecorded {end:,} instructions", nl=False, err=True)
