# SPDX-License-Identifier: GPL-2.0-or-later
"""``harness layout``: the splits, what one of them means, and a linked kernel."""

from __future__ import annotations

from pathlib import Path

import click

from harness.cli import strips
from harness.cli.output import print_table, write_json
from harness.errors import ConfigError
from harness.image.elf import read_elf
from harness.image.layout import (
    PAGE_MODES,
    SPLITS,
    Layout,
    format_size,
    parse_size,
    parse_split,
)
from harness.image.link import link_at
from harness.image.picture import draw
from harness.image.regions import regions
from harness.run.kernel_path import default_kernel


@click.group(epilog="Example: harness layout link --split 2G -o kernel-2g.elf")
def command() -> None:
    """List, show and link PAGE_OFFSET layouts."""


_split = click.option("--split", default="3G", metavar="3G|0xADDR", help="PAGE_OFFSET [3G].")


@command.command("list", epilog="Example: harness layout list")
def list_layouts() -> None:
    """List the named splits and the page modes that they allow."""
    rows = []
    for name, value in SPLITS.items():
        lowmem = (1 << 32) - value - (128 << 20)
        modes = [mode for mode in PAGE_MODES if mode != "pae" or value % (1 << 30) == 0]
        rows.append((name, f"{value:#010x}", format_size(value), format_size(lowmem), " ".join(modes)))
    print_table("Splits", ("name", "page offset", "user half", "most lowmem", "pages"), rows)


@command.command("show", epilog="Example: harness layout show --split 2G --pages pae --svg 2g.svg")
@_split
@click.option("--pages", default="4m", metavar="|".join(PAGE_MODES), help="Pages of the direct map [4m].")
@click.option("--memory", default="64M", metavar="SIZE", help="RAM of the machine [64M].")
@click.option("--kernel", type=click.Path(), metavar="ELF", help="Kernel to show [build/guest/kernel.elf].")
@click.option("--svg", type=click.Path(), metavar="F", help="Draw it to an SVG file.")
@click.option("--png", type=click.Path(), metavar="F", help="Draw it to a PNG file.")
@click.option("--json", "json_target", metavar="F|-", help="Write the layout as JSON.")
def show(
    split: str,
    pages: str,
    memory: str,
    kernel: str | None,
    svg: str | None,
    png: str | None,
    json_target: str | None,
) -> None:
    """Show the address space that a choice gives, as a table and a picture.

    The kernel's own sections are in it when there is a kernel to read.
    """
    layout = Layout(parse_split(split), pages, memory_bytes=parse_size(memory))
    path = kernel or default_kernel()
    # A layout can be looked at before anything is built.
    image = read_elf(path) if kernel or Path(path).exists() else None
    found = regions(layout, image)
    title = (
        f"Layout {layout.split_name}: PAGE_OFFSET {layout.page_offset:#010x}, "
        f"{pages} pages, {format_size(layout.memory_bytes)} of RAM"
    )
    for target, form in ((svg, "svg"), (png, "png")):
        if target:
            draw(found, title, target, form)
    if json_target:
        rows = [region.as_json() for region in found]
        write_json(json_target, {**layout.as_json(), "regions": rows})
    else:
        strips.show(found, title)


@command.command(
    "link", epilog="Example: harness layout link --split 2G -o k.elf && qemu-system-i386 -kernel k.elf"
)
@_split
@click.option("--kernel", type=click.Path(), metavar="ELF", help="Kernel to move [build/guest/kernel.elf].")
@click.option("-o", "target", required=True, type=click.Path(), metavar="F", help="File to write.")
def link(split: str, kernel: str | None, target: str) -> None:
    """Write the kernel as if linked at another split, for QEMU and gdb."""
    layout = Layout(parse_split(split))
    image = read_elf(kernel or default_kernel())
    if Path(target).exists() and Path(target).samefile(image.path):
        raise ConfigError(f"{target} is the kernel itself; name another file with -o")
    Path(target).write_bytes(link_at(image, layout.page_offset))
    click.echo(f"{target}: {image.path} at {layout.page_offset:#010x}")
