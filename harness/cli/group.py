# SPDX-License-Identifier: GPL-2.0-or-later
"""The table of commands; each module is imported when its command is used."""

from __future__ import annotations

import gc
from importlib import import_module
from typing import Final

import click

# name: (module under harness.cli, one line for the overview)
COMMANDS: Final[dict[str, tuple[str, str]]] = {
    "boot": ("boot", "Boot the guest kernel to its scripted end and report."),
    "run": ("run", "Run any i386 kernel: ELF or Multiboot."),
    "check": ("check", "Run the checks alone, or against their mutants."),
    "ps": ("ps", "Print the process tree of a stopped guest."),
    "mm": ("mm", "Print the address space of a process in a stopped guest."),
    "bt": ("bt", "Print the back trace of a stopped guest."),
    "pages": ("pages", "Walk, dump and compare page tables of a stopped guest."),
    "trace": ("trace", "Record every instruction of a run, and read it."),
    "layout": ("layout", "List, show, link and measure address-space layouts."),
    "disk": ("disk", "Make disk images."),
    "crash": ("crash", "Cut the power while a guest writes, and recover twice."),
    "asm": ("asm", "Assemble Intel syntax, with the guest's symbols."),
    "disasm": ("disasm", "Disassemble a function of the guest, or bytes."),
}


class LazyGroup(click.Group):
    """A group that knows its commands' names without importing them."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return the names in the table's order."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Import one command."""
        if cmd_name not in COMMANDS:
            return None
        # What is imported stays: looking for garbage in it takes a tenth of the start.
        gc.disable()
        module = import_module(f"harness.cli.{COMMANDS[cmd_name][0]}")
        gc.freeze()
        gc.enable()
        found: click.Command = module.command
        return found

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Print the overview from the table."""
        with formatter.section("Commands"):
            formatter.write_dl([(name, line) for name, (_, line) in COMMANDS.items()])

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Find the command, or say which ones there are."""
        name = args[0]
        if name not in COMMANDS and not name.startswith("-"):
            known = ", ".join(COMMANDS)
            raise click.UsageError(f"no command {name!r}; there are {known}")
        return super().resolve_command(ctx, args)


@click.group(
    cls=LazyGroup,
    epilog="Example: harness boot --split 2G --policy guard",
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
)
@click.version_option(package_name="harness", message="harness %(version)s")
def harness() -> None:
    """Boot a small Linux-2.6-like kernel on an emulated PC, and see everything."""
