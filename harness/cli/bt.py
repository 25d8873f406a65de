# SPDX-License-Identifier: GPL-2.0-or-later
"""``harness bt``: the back trace of a stopped guest."""

from __future__ import annotations

from typing import Any

import click

from harness.cli.options import boot_options, config_of
from harness.cli.until import stopped_machine, until_option
from harness.inspect.backtrace import backtrace, listing


@click.command(epilog="Example: harness bt --until do_fork")
@boot_options
@until_option
def command(until: str | None, **options: Any) -> None:
    """Print the frames of the stack in use, innermost first."""
    machine, stop = stopped_machine(config_of(**options), until)
    click.echo(str(stop))
    for line in listing(machine, backtrace(machine)):
        click.echo(line)
