# SPDX-License-Identifier: GPL-2.0-or-later
"""``harness disk``: images for ``--disk``, without root and without other tools."""

from __future__ import annotations

import os

import click

from harness.errors import ConfigError
from harness.machine.disk import Disk, DiskSpec


@click.group(epilog="Example: harness disk make data.img 16M")
def command() -> None:
    """Make disk images."""


@command.command("make", epilog="Example: harness disk make swap.img 32M --swap")
@click.argument("file", type=click.Path())
@click.argument("size")
@click.option("--swap", is_flag=True, help="Write the header of a swap area, as mkswap does.")
def make(file: str, size: str, swap: bool) -> int:
    """Make FILE, a raw image of SIZE (such as 16M): zeros, in a sparse file.

    It is what `harness boot` gives its guest as hda (16M) and hdb (32M, --swap)
    when no --disk is named, for use with QEMU.  A file that is there already is
    left alone.
    """
    spec = DiskSpec.parse(f"{'swap' if swap else 'blank'}:{size}")
    if os.path.exists(file):
        raise ConfigError(f"{file} is there already; remove it or name another file")
    Disk(spec).image().save(file)
    print(f"harness: {file}: {spec.size_bytes:,} bytes{', a swap area' if swap else ''}")
    return 0
