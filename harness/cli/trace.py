# SPDX-License-Identifier: GPL-2.0-or-later
"""``harness trace``: record a run, read it, and compare two."""

from __future__ import annotations

from importlib import import_module
from typing import Final

import click

from harness.trace.needs import need

_COMMANDS: Final = {
    "record": "Record a boot to a directory.",
    "show": "List what ran, with what happened in between.",
    "state": "Print registers and memory at any instruction.",
    "query": "Ask a trace in SQL.",
    "export": "Write a trace for another tool.",
    "diff": "Find where two traces part.",
}


class TraceGroup(click.Group):
    """Imports a subcommand when it is used: each needs other packages."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return the names in the order in which they are used."""
        return list(_COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Import one subcommand."""
        if cmd_name not in _COMMANDS:
            return None
        if cmd_name != "record":
            # Before the import that would fail.
            need("numpy")
        found: click.Command = import_module(f"harness.cli.trace_{cmd_name}").command
        return found

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Print the overview from the table."""
        with formatter.section("Commands"):
            formatter.write_dl(list(_COMMANDS.items()))


@click.group(
    cls=TraceGroup, epilog="Example: harness trace record -o t; harness trace show t --around 100000"
)
def command() -> None:
    """Record every instruction of a run, read it, and compare two."""
