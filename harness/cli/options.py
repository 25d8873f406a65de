# SPDX-License-Identifier: GPL-2.0-or-later
"""Options that several commands share, and the types of their values."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import click
from click.core import ParameterSource

from harness.image.layout import PAGE_MODES, Layout, parse_size, parse_split
from harness.machine.machine import NATIVE_OPTION
from harness.run.numbers import number
from harness.run.session import BootConfig

F = TypeVar("F", bound=Callable[..., Any])


def boot_options(command: F) -> F:
    """Add the options that decide a boot."""
    for option in reversed(
        (
            click.option(
                "--kernel", type=click.Path(), metavar="ELF", help="Kernel to boot [build/guest/kernel.elf]."
            ),
            click.option(
                "--split",
                default="3G",
                metavar="3G|0xADDR",
                help="PAGE_OFFSET: 3G, 3G_OPT, 2G, 2G_OPT, 1G or an address [3G].",
            ),
            click.option(
                "--pages", default="4m", metavar="|".join(PAGE_MODES), help="Pages of the direct map [4m]."
            ),
            click.option("--global-pages", is_flag=True, help="Map the kernel with global pages."),
            click.option(
                "--policy",
                default="lazy",
                metavar="POLICY",
                help="Who loads CR3: lazy, eager, guard or native [lazy].",
            ),
            click.option("--memory", default="64M", metavar="SIZE", help="RAM of the machine [64M]."),
            click.option("--append", default="", metavar="CMDLINE", help="Kernel command line."),
            click.option(
                "--budget",
                default="2G",
                metavar="N",
                help="Instructions after which a hanging guest is ended [2G].",
            ),
            click.option(
                "--from",
                "snapshot",
                type=click.Path(),
                metavar="F",
                help="Go on from a snapshot; what is not given is as it was there.",
            ),
        )
    ):
        command = option(command)
    return command


def config_of(
    kernel: str | None,
    split: str,
    pages: str,
    global_pages: bool,
    policy: str,
    memory: str,
    append: str,
    budget: str,
    snapshot: str | None = None,
) -> BootConfig:
    """Turn the options' texts into a checked configuration."""
    if snapshot is not None:
        split, pages, global_pages, policy, memory, append = _as_there(
            snapshot,
            split=split,
            pages=pages,
            global_pages=global_pages,
            policy=policy,
            memory=memory,
            append=append,
        )
    layout = Layout(parse_split(split), pages, global_pages, parse_size(memory))
    return BootConfig(
        kernel=Path(kernel) if kernel else None,
        layout=layout,
        policy=policy,
        append=append,
        budget_instructions=number(budget, "budget"),
        snapshot=snapshot,
    )


def _as_there(path: str, **options: Any) -> tuple[Any, ...]:
    """Return the options, those that nobody gave as the snapshot has them."""
    from harness.run.snapshot_file import read_config

    there = read_config(path)
    saved = {
        "split": f"{there['page_offset']:#x}",
        "pages": there["pages"],
        "global_pages": there["global_pages"],
        "policy": there["policy"],
        "memory": str(there["memory_bytes"]),
        # Said by the policy already, and a policy given here is to be heard.
        "append": " ".join(w for w in there["command_line"].split(" ") if w != NATIVE_OPTION),
    }
    source = click.get_current_context().get_parameter_source
    given = ParameterSource.COMMANDLINE
    return tuple(value if source(name) is given else saved[name] for name, value in options.items())
