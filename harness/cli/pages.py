# SPDX-License-Identifier: GPL-2.0-or-later
"""``harness pages``: how an address is translated."""

from __future__ import annotations

from typing import Any

import click

from harness.cli.options import boot_options, config_of
from harness.cli.until import stopped_machine, until_option
from harness.errors import ConfigError


@click.command(epilog="Example: harness pages walk init_task --pages pae --until start_kernel")
@click.argument("verb", type=click.Choice(["walk"]))
@click.argument("address")
@boot_options
@until_option
def command(verb: str, address: str, until: str | None, **options: Any) -> None:
    """Walk the page tables of a stopped guest for ADDRESS, level by level.

    ADDRESS is a number, a symbol, or SYMBOL+OFFSET.
    """
    machine, stop = stopped_machine(config_of(**options), until)
    virt = machine.symbols.resolve(address)
    if virt is None or not 0 <= virt < 1 << 32:
        raise ConfigError(f"no address {address!r}; give a number below 4 GiB or a symbol")
    walk = machine.walk(virt)
    click.echo(f"{stop}\n{machine.symbols.symbolise(virt)} {walk}")
    for step in walk.steps:
        click.echo(f"  {step}")
    if walk.phys is not None:
        rights = "writable" if walk.writable else "read-only"
        who = "user" if walk.user else "supervisor"
        click.echo(f"  {walk.page_bytes >> 10} KiB page, {rights}, {who}")
