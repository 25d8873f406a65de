# SPDX-License-Identifier: GPL-2.0-or-later
"""``harness disk``: images for ``--disk``, without root and without other tools."""

from __future__ import annotations

import os
from pathlib import Path

import click

from harness.errors import ConfigError
from harness.machine.disk import DiskImage, DiskSpec
from harness.machine.disk.base import BlankBase
from harness.machine.disk.ext3 import make_ext3, read_folder
from harness.machine.disk.ext3.geometry import BLOCK_SIZES


@click.group(epilog="Example: harness disk make data.img 16M")
def command() -> None:
    """Make disk images."""


@command.command("make", epilog="Example: harness disk make demo.ext3 16M --ext3 --from docs")
@click.argument("file", type=click.Path())
@click.argument("size")
@click.option("--swap", is_flag=True, help="Write the header of a swap area, as mkswap does.")
@click.option("--ext3", is_flag=True, help="Make a file system, as mke2fs -j does; SIZE may be 12M+4M.")
@click.option("--block", default="1024", metavar="BYTES", help="Its blocks: 1024, 2048 or 4096 [1024].")
@click.option("--from", "folder", type=click.Path(), metavar="DIR", help="Put a copy of DIR into it.")
def make(file: str, size: str, swap: bool, ext3: bool, block: str, folder: str | None) -> int:
    """Make FILE, a raw image of SIZE (such as 16M): zeros, in a sparse file.

    With --swap or --ext3 it is ready for `swapon` or `mount`; an ext3 of 12M+4M
    leaves the last 4 MiB of a disk of 16 MiB alone.  A file that is there
    already is left alone.
    """
    kind = "ext3" if ext3 else "swap" if swap else "blank"
    if ext3 and swap:
        raise ConfigError("a disk is a swap area or a file system; leave --swap or --ext3 out")
    if folder is not None and not ext3:
        raise ConfigError("--from puts files into a file system; add --ext3")
    spec = DiskSpec.parse(f"{kind}:{size}")
    if os.path.exists(file):
        raise ConfigError(f"{file} is there already; remove it or name another file")
    base = _ext3(spec, block, folder) if ext3 else spec.open()
    DiskImage(base, {}, base.changes).save(file)
    words = {"ext3": ", an ext3 file system", "swap": ", a swap area", "blank": ""}[kind]
    print(f"harness: {file}: {spec.size_bytes:,} bytes{words}")
    return 0


def _ext3(spec: DiskSpec, block: str, folder: str | None) -> BlankBase:
    if not block.isdigit() or int(block) not in BLOCK_SIZES:
        raise ConfigError(f"ext3 has no blocks of {block} bytes; take 1024, 2048 or 4096")
    contents = read_folder(Path(folder)) if folder is not None else {}
    made = make_ext3(spec.size_bytes - spec.spare_bytes, block_size=int(block), contents=contents)
    return BlankBase(spec.size_bytes, made)
