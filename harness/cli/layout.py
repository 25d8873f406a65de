# SPDX-License-Identifier: GPL-2.0-or-later
"""``harness layout``: the splits, what one of them means, a linked kernel; and what measures."""

from __future__ import annotations

from importlib import import_module
from pathlib import Path
from typing import Any, Final

import click

from harness.cli import strips
from harness.cli.layout_options import layout_of, layout_options
from harness.cli.output import TARGET, print_table, write_json
from harness.errors import ConfigError
from harness.image.elf import read_elf
from harness.image.layout import (
    PAGE_MODES,
    RESERVE_BYTES,
    SPLITS,
    Layout,
    format_size,
    parse_split,
)
from harness.image.layout_file import describe, named_layouts, read_layout
from harness.image.link import link_at
from harness.image.picture import draw
from harness.image.regions import regions, user_regions
from harness.run.kernel_path import default_kernel

_MODULES: Final = {"compare": "layout_compare", "tlb": "layout_tlb"}


class _Group(click.Group):
    """Imports what measures only when it is asked for."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return [*super().list_commands(ctx), *_MODULES]

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in _MODULES:
            return super().get_command(ctx, cmd_name)
        module = import_module(f"harness.cli.{_MODULES[cmd_name]}")
        found: click.Command = getattr(module, cmd_name)
        return found


@click.group(cls=_Group, epilog="Example: harness layout link --split 2G -o kernel-2g.elf")
def command() -> None:
    """List, show, link and measure address-space layouts."""


_kernel = click.option(
    "--kernel", type=click.Path(), metavar="ELF", help="Kernel to read [build/guest/kernel.elf]."
)


@command.command("list", epilog="Example: harness layout list mine/*.toml")
@click.argument("files", nargs=-1, type=click.Path(), metavar="[F.toml ...]")
@click.option("--json", "json_target", type=TARGET, help="Write the list as JSON.")
def list_layouts(files: tuple[str, ...], json_target: str | None) -> None:
    """List the named splits, the layouts that come with the harness, and any files given.

    Each file is checked against the rules, and the first broken one is told.
    """
    paths = named_layouts() | {name: Path(name) for name in files}
    layouts = {name: (read_layout(path), describe(path)) for name, path in paths.items()}
    if json_target:
        rows = [
            {"name": name, "description": said, **made.as_json()} for name, (made, said) in layouts.items()
        ]
        write_json(json_target, {"splits": SPLITS, "layouts": rows})
    if json_target != "-":
        print_table(
            "Splits", ("name", "page offset", "user half", "most lowmem", "pages"), map(_split_row, SPLITS)
        )
        print_table(
            "Layouts",
            ("name", "split", "pages", "options", "what it is"),
            [
                (name, made.split_name, made.pages, made.words or "-", said)
                for name, (made, said) in layouts.items()
            ],
        )


def _split_row(name: str) -> tuple[str, ...]:
    value = SPLITS[name]
    modes = [mode for mode in PAGE_MODES if mode != "pae" or value % (1 << 30) == 0]
    lowmem = format_size((1 << 32) - value - RESERVE_BYTES)
    return name, f"{value:#010x}", format_size(value), lowmem, " ".join(modes)


@command.command("show", epilog="Example: harness layout show --split 2G --pages pae --svg 2g.svg")
@layout_options
@_kernel
@click.option("--svg", type=click.Path(), metavar="F", help="Draw it to an SVG file.")
@click.option("--png", type=click.Path(), metavar="F", help="Draw it to a PNG file.")
@click.option("--json", "json_target", type=TARGET, help="Write the layout as JSON.")
def show(
    kernel: str | None, svg: str | None, png: str | None, json_target: str | None, **options: Any
) -> None:
    """Show the address space that a choice gives, as a table and a picture.

    The kernel's own sections are in it when there is a kernel to read.
    """
    layout = layout_of(**options)
    path = kernel or default_kernel()
    # A layout can be looked at before anything is built.
    image = read_elf(path) if kernel or Path(path).exists() else None
    found = regions(layout, image)
    separate = layout.separation == "4g"
    for target, form in ((svg, "svg"), (png, "png")):
        if target:
            draw(found, _title(layout), target, form, user_regions(layout) if separate else ())
    if json_target:
        rows = [region.as_json() for region in found]
        user = [region.as_json() for region in user_regions(layout)] if separate else None
        write_json(json_target, {**layout.as_json(), "regions": rows, "user_regions": user})
        return
    strips.show(found, _title(layout) + ("; the kernel's directory" if separate else ""))
    if separate:
        strips.show(user_regions(layout), "\nA user's directory")


def _title(layout: Layout) -> str:
    title = (
        f"Layout {layout.split_name}: PAGE_OFFSET {layout.page_offset:#010x}, "
        f"{layout.pages} pages, {format_size(layout.memory_bytes)} of RAM"
    )
    return f"{title}; {layout.words}" if layout.words else title


@command.command(
    "link", epilog="Example: harness layout link --split 2G -o k.elf && qemu-system-i386 -kernel k.elf"
)
@click.option("--split", default="3G", metavar="3G|0xADDR", help="PAGE_OFFSET [3G].")
@_kernel
@click.option("-o", "target", required=True, type=click.Path(), metavar="F", help="File to write.")
def link(split: str, kernel: str | None, target: str) -> None:
    """Write the kernel as if linked at another split, for QEMU and gdb."""
    layout = Layout(parse_split(split))
    image = read_elf(kernel or default_kernel())
    if Path(target).exists() and Path(target).samefile(image.path):
        raise ConfigError(f"{target} is the kernel itself; name another file with -o")
    moved = link_at(image, layout.page_offset)
    try:
        Path(target).write_bytes(moved)
    except OSError as error:
        raise ConfigError(f"{target} cannot be written: {error.strerror}; name another file") from None
    click.echo(f"{target}: {image.path} at {layout.page_offset:#010x}")
