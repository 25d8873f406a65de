# SPDX-License-Identifier: GPL-2.0-or-later
"""Options that several commands share, and the types of their values."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import click
from click.core import ParameterSource

from harness.cli.layout_options import layout_of, layout_options
from harness.image.layout import Layout
from harness.machine.disk import parse_disks
from harness.machine.machine import NATIVE_OPTION
from harness.run.core_dump import is_core
from harness.run.numbers import number
from harness.run.session import BootConfig

F = TypeVar("F", bound=Callable[..., Any])


def disk_option(default: str) -> Callable[[F], F]:
    """Return the option that gives a machine its disks."""
    return click.option(
        "--disk",
        "disks",
        multiple=True,
        metavar="FILE[,ro|,overlay][,cache=off]",
        help=f"A raw disk image; once for hda, again for hdb; or {{ext3,blank,swap}}:SIZE, none [{default}].",
    )


def boot_options(command: F) -> F:
    """Add the options that decide a boot."""
    for option in reversed(
        (
            click.option(
                "--kernel", type=click.Path(), metavar="ELF", help="Kernel to boot [build/guest/kernel.elf]."
            ),
            layout_options,
            click.option(
                "--policy",
                default="lazy",
                metavar="POLICY",
                help="Who loads CR3: lazy, eager, guard or native [lazy].",
            ),
            click.option("--append", default="", metavar="CMDLINE", help="Kernel command line."),
            disk_option("ext3:12M+4M and swap:32M, in memory"),
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
                help="Go on from a snapshot; what is not given is as it was there. Or look at a core dump.",
            ),
        )
    ):
        command = option(command)
    return command


def config_of(
    kernel: str | None,
    policy: str,
    append: str,
    budget: str,
    snapshot: str | None = None,
    disks: tuple[str, ...] = (),
    **layout: Any,
) -> BootConfig:
    """Turn the options' texts into a checked configuration."""
    base = None
    if snapshot is not None and not is_core(snapshot):
        base, policy, append = _as_there(snapshot, policy=policy, append=append)
    return BootConfig(
        kernel=Path(kernel) if kernel else None,
        layout=layout_of(base, **layout),
        policy=policy,
        append=append,
        budget_instructions=number(budget, "budget"),
        snapshot=snapshot,
        disks=parse_disks(disks) if disks else None,
    )


def _as_there(path: str, **options: str) -> tuple[Layout, str, str]:
    """Return a snapshot's layout, and the options: those that nobody gave as it has them."""
    from harness.run.snapshot_file import read_config

    there = read_config(path)
    saved = {
        "policy": there["policy"],
        # Said by the policy already, and a policy given here is to be heard.
        "append": " ".join(w for w in there["command_line"].split(" ") if w != NATIVE_OPTION),
    }
    source = click.get_current_context().get_parameter_source
    given = ParameterSource.COMMANDLINE
    policy, append = (value if source(name) is given else saved[name] for name, value in options.items())
    return Layout(**{name: there[name] for name in Layout().as_config()}), policy, append
