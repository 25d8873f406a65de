# SPDX-License-Identifier: GPL-2.0-or-later
"""Boot a guest up to where ``--until`` says, for the commands that look at it."""

from __future__ import annotations

from dataclasses import replace

import click

from harness.errors import ConfigError
from harness.machine.console import Listener
from harness.machine.machine import Machine
from harness.machine.stop import Stop, StopReason
from harness.run.numbers import number
from harness.run.session import BootConfig, load

until_option = click.option(
    "--until",
    metavar="SYMBOL|N",
    help="Stop before a function's first instruction, or after N instructions [its end or --from's place].",
)


def stopped_machine(
    config: BootConfig, until: str | None, listener: Listener | None = None
) -> tuple[Machine, Stop]:
    """Return a machine at the wanted place, and how it got there.

    From a snapshot and without a place, it stays where that was taken.

    Raises :class:`ConfigError` for an unknown symbol, and when the guest
    ended before it came there.
    """
    machine = load(config)
    machine.console.listener = listener
    if until is None:
        if config.snapshot is not None:
            return machine, machine.here()
        return machine, machine.run(config.budget_instructions)
    if until[:1].isdigit() and not until.startswith("0x"):
        # Counted from power-on, as every report counts: the trampoline has run already.
        left = number(until, "instruction count") - machine.engine.instructions
        stop = machine.run(max(left, 0))
        # Coming so far is what was asked for, not a failure.
        reached = stop.reason is StopReason.BUDGET
        return machine, replace(stop, reason=StopReason.BREAKPOINT) if reached else stop
    virt = machine.symbols.resolve(until)
    if virt is None:
        raise ConfigError(f"no symbol {until!r} in {machine.image.path}; see `nm` for what there is")
    machine.engine.add_probe(virt, None)
    stop = machine.run(config.budget_instructions).unless_interrupted()
    if stop.reason is not StopReason.BREAKPOINT:
        raise ConfigError(f"{until} was not reached: {stop}; choose another --until")
    return machine, stop
