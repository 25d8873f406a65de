# SPDX-License-Identifier: GPL-2.0-or-later
"""``harness trace record``: run a kernel, and keep what ran."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, Final

import click

from harness.cli.options import boot_options, config_of
from harness.errors import ConfigError
from harness.image.layout import Layout, parse_size
from harness.machine.machine import Machine
from harness.run.numbers import number
from harness.run.session import load
from harness.trace.filters import Filters
from harness.trace.format import LEVELS
from harness.trace.record import Recorded, Recorder

F = Callable[..., Any]
PROGRESS_SECONDS: Final = 0.1
_FILTERS = (
    click.option(
        "--since", metavar="PLACE", help="Begin at a function, an instruction, event:KIND or console:TEXT."
    ),
    click.option("--until", metavar="PLACE", help="End there, and the run with it."),
    click.option("--pid", type=click.IntRange(0), metavar="N", help="Only while this task runs."),
    click.option("--comm", metavar="NAME", help="Only while a task of this name runs."),
    click.option(
        "--range",
        "ranges",
        multiple=True,
        metavar="LOW-HIGH|SYMBOL",
        help="Only code at these addresses, or of this function; may be repeated.",
    ),
    click.option("--ring", "rings", type=int, multiple=True, metavar="0|3", help="Only code of this ring."),
    click.option("--every", metavar="N", help="Only the blocks that hold each N-th instruction."),
    click.option("--last", metavar="N", help="Keep the last N instructions, rounded up to whole chunks."),
)


def filter_options(command: F) -> F:
    """Add the options that narrow a recording."""
    for option in reversed(_FILTERS):
        command = option(command)
    return command


@click.command(
    epilog="Examples: harness trace record -o t; harness trace record -o t --level full --pid 1; "
    "harness trace record -o t --since event:exec --until do_exit; harness trace record other.elf -o t"
)
@click.argument("image", required=False, type=click.Path(), metavar="[KERNEL]")
@click.option(
    "-o", "output", required=True, type=click.Path(file_okay=False), metavar="DIR", help="Where to write."
)
@click.option(
    "--level",
    type=click.Choice(LEVELS),
    default="pc",
    help="events alone; blocks; pc: with each block's code, so that every instruction is listed; "
    "full: registers and memory too [pc].",
)
@filter_options
@boot_options
def command(
    image: str | None,
    output: str,
    level: str,
    since: str | None,
    until: str | None,
    pid: int | None,
    comm: str | None,
    ranges: tuple[str, ...],
    rings: tuple[int, ...],
    every: str | None,
    last: str | None,
    **options: Any,
) -> int:
    """Boot the guest kernel, or run KERNEL as `harness run` does, and record what runs.

    Recording does not change the run: its trace hash is the one that
    `harness boot` prints.  The exit code is that of the guest's end.
    """
    keep = number(last, "--last") if last else None
    steps = number(every, "--every") if every else None
    filters = Filters(pid, comm, rings, ranges, steps, since, until)
    machine, budget = _machine(image, options)
    ended: list[bool] = []

    def end() -> None:
        ended.append(True)
        machine.end()

    recorder = Recorder(
        machine,
        Path(output),
        level=level,
        filters=filters,
        last_instructions=keep,
        on_chunk=_progress(),
        on_end=end,
    )
    try:
        stop = machine.run(budget)
    finally:
        recorded = recorder.stop()
    _report(output, recorded, f"{until} was reached" if ended else str(stop))
    if not ended and (until or (since and not recorded.events)):
        missed = until or since
        click.echo(f"harness: {missed} was not reached; the trace holds the run to its end", err=True)
    return 0 if ended else stop.exit_code


def _machine(image: str | None, options: dict[str, Any]) -> tuple[Machine, int]:
    """Return the machine that the options describe, and its budget of instructions."""
    if image is None:
        config = config_of(**options)
        return load(config), config.budget_instructions
    from harness.image.multiboot import read_kernel
    from harness.machine.disk import parse_disks

    if options["kernel"] or options["snapshot"]:
        raise ConfigError("a KERNEL is run as it is: --kernel and --from go with a boot")
    kernel, _ = read_kernel(image)
    layout = Layout(memory_bytes=parse_size(options["memory"] or "64M"))
    disks = parse_disks(options["disks"])
    machine = Machine.load_any(kernel, layout, command_line=options["append"], disks=disks)
    return machine, number(options["budget"], "budget")


def _report(output: str, recorded: Recorded, end: str) -> None:
    if sys.stderr.isatty():
        click.echo("\r\033[K", nl=False, err=True)
    click.echo(f"harness: {end}")
    click.echo(f"harness: {output}: {recorded}")


def _progress() -> Callable[[int], None] | None:
    if not sys.stderr.isatty():
        return None
    shown = 0.0

    def show(end: int) -> None:
        nonlocal shown
        now = time.monotonic()
        if now - shown >= PROGRESS_SECONDS:
            shown = now
            click.echo(f"\rrecorded up to instruction {end:,}", nl=False, err=True)

    return show
