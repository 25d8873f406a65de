# SPDX-License-Identifier: GPL-2.0-or-later
"""``harness mm``: the address space of a process in a stopped guest."""

from __future__ import annotations

from typing import Any

import click

from harness.cli.options import boot_options, config_of
from harness.cli.output import TARGET, print_table, write_json
from harness.cli.until import stopped_machine, until_option
from harness.inspect.mm import find_task, read_mm

COLUMNS = ("from", "to", "KiB", "flags", "what")


@click.command(epilog="Example: harness mm --until sys_munmap --pid 7")
@boot_options
@until_option
@click.option("--pid", type=int, help="The process [the one that runs].")
@click.option("--json", "json_target", type=TARGET, help="Write the address space as JSON.")
def command(until: str | None, pid: int | None, json_target: str | None, **options: Any) -> None:
    """Print a process's mm_struct and its areas; for a kernel thread, what it borrows."""
    machine, stop = stopped_machine(config_of(**options), until)
    task = find_task(machine, pid if pid is not None else stop.pid or 0)
    mm = task.mm or task.active_mm
    space = read_mm(machine, mm) if mm else None
    if json_target:
        found = space._asdict() | {"areas": [area._asdict() for area in space.areas]} if space else None
        write_json(json_target, {"task": task.as_json(), "mm": found})
    if json_target == "-":
        return
    if space is None:
        print(f"task {task.pid} ({task.comm}) is a kernel thread off the processor: no mm, no active_mm")
        return
    whose = "owns" if task.mm else "borrows"
    print(
        f"task {task.pid} ({task.comm}) {whose} mm {space.virt:#010x}: directory {space.pgd:#010x}, "
        f"mm_users {space.mm_users}, mm_count {space.mm_count}, {space.resident_pages} pages resident"
    )
    rows = [
        (
            f"{a.virt_start:#010x}",
            f"{a.virt_end:#010x}",
            f"{(a.virt_end - a.virt_start) // 1024}",
            a.flags,
            a.name,
        )
        for a in space.areas
    ]
    print_table("Areas", COLUMNS, rows)
