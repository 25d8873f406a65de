# SPDX-License-Identifier: GPL-2.0-or-later
"""``harness ps``: the process tree of a stopped guest."""

from __future__ import annotations

from typing import Any

import click

from harness.cli.options import boot_options, config_of
from harness.cli.output import TARGET, print_table, write_json
from harness.cli.until import stopped_machine, until_option
from harness.inspect.ps import COLUMNS, process_tree
from harness.inspect.tasks import list_tasks


@click.command(epilog="Example: harness ps --until sys_execve")
@boot_options
@until_option
@click.option("--json", "json_target", type=TARGET, help="Write the tasks as JSON.")
def command(until: str | None, json_target: str | None, **options: Any) -> None:
    """Print the process tree, with each task's mm and active_mm."""
    machine, stop = stopped_machine(config_of(**options), until)
    tasks = list_tasks(machine)
    if json_target:
        rows = [task.as_json() for task in tasks]
        write_json(json_target, {"stop": stop.as_json(), "tasks": rows})
    if json_target != "-":
        print_table(f"Process tree: {stop}", COLUMNS, process_tree(tasks))
