# SPDX-License-Identifier: GPL-2.0-or-later
"""``harness boot``: boot the guest kernel and print what it proved."""

from __future__ import annotations

import sys
from typing import Any

import click
from click.core import ParameterSource

from harness.check import catalogue
from harness.cli.console import ConsoleOptions, console_options
from harness.cli.options import boot_options, config_of
from harness.cli.output import TARGET, print_console, print_table, write_json
from harness.cli.shell import boot_shell
from harness.errors import ConfigError
from harness.inspect.ps import COLUMNS, process_tree
from harness.machine.machine import Machine
from harness.machine.stop import StopReason
from harness.run.report import BootReport
from harness.run.session import boot


@click.command(epilog="Example: harness boot --split 2G --pages pae --policy guard --json report.json")
@boot_options
@click.option("--json", "json_target", type=TARGET, help="Write the report as JSON to a file, or to stdout.")
@click.option("--quiet", is_flag=True, help="Print only the last sentence.")
@click.option("--no-checks", is_flag=True, help="Boot without the checks.")
@click.option(
    "--snapshot-at",
    "place",
    metavar="SYMBOL|REGEX|N",
    help="Stop at a function, at console output or after N instructions, and write a snapshot.",
)
@click.option(
    "--shell", is_flag=True, help="Boot to a shell on the serial console instead: the terminal is yours."
)
@console_options
@click.option(
    "--initrd",
    type=click.Path(),
    metavar="F",
    help="With --shell: files over the guest's own, with a /bin/sh.",
)
@click.option("-o", "target", type=click.Path(), metavar="F", help="The snapshot's file.")
def command(
    json_target: str | None,
    quiet: bool,
    no_checks: bool,
    place: str | None,
    target: str | None,
    shell: bool,
    initrd: str | None,
    escape: str,
    record: str | None,
    replay: str | None,
    **options: Any,
) -> int:
    """Boot the guest kernel to its scripted end.

    Streams the console, then prints the process tree, the CR3 summary and the
    table of checks (not with --from: they need the whole boot).  Exit codes: 0
    fine, 1 a check failed, 2 usage, 3 panic, 4 budget spent, 5 triple fault, 6
    image or snapshot unreadable, 7 halted for ever, 8 absent memory, 130
    interrupted.

    With --shell: no script and no checks, but a shell; every key is the
    guest's, Ctrl-C too, and Ctrl-A x leaves.
    """
    config = config_of(**options)
    given = click.get_current_context().get_parameter_source
    if shell:
        limited = given("budget") is not ParameterSource.DEFAULT
        return boot_shell(config, initrd, ConsoleOptions(escape, record, replay, limited))
    if initrd or record or replay:
        raise ConfigError("--initrd, --record-input and --replay-input are for a shell; add --shell")
    alone = json_target == "-"
    show = None if quiet or alone else print_console
    if place is not None:
        from harness.cli.snapshot_at import snapshot_at

        return snapshot_at(config, place, target, show)
    if target is not None:
        raise ConfigError("-o names a snapshot's file; say where to take it with --snapshot-at")
    attached: list[Any] = []

    def prepare(machine: Machine) -> None:
        # What the checks watch for begins with the boot.
        if not no_checks and config.snapshot is None:
            attached.extend(catalogue.attach(machine))

    report = boot(config, on_console=show, prepare=prepare)
    # A run that was cut short gave the checks no fair chance.
    if report.stop.reason is not StopReason.INTERRUPTED:
        report = report.with_checks(catalogue.judge(attached))
    if json_target:
        write_json(json_target, report.as_json())
    if not quiet and not alone:
        print_report(report)
        print()
    sys.stdout.flush()
    print(end_sentence(report), file=sys.stderr if alone or report.stop.exit_code else sys.stdout)
    return report.exit_code


def print_report(report: BootReport) -> None:
    """Print the tables that follow the console."""
    if report.tasks:
        print_table("Process tree", COLUMNS, process_tree(report.tasks))
    cr3 = report.cr3
    print_table(
        "CR3",
        ("policy", "switches", "loads", "avoided"),
        [(report.machine.policy.name, str(cr3.switches), str(cr3.loads), str(cr3.avoided))],
    )
    if report.unknown_calls:
        calls = [(str(c.number), c.name or "?", str(c.times)) for c in report.unknown_calls]
        print_table("System calls that the guest does not have", ("number", "name", "times"), calls)
    if report.checks:
        rows = [(c.id, "ok" if c.ok else "FAILED", c.detail) for c in report.checks]
        print_table("Checks", ("id", "", "detail"), rows)


def end_sentence(report: BootReport) -> str:
    """Return the last sentence: how it ended, what held, and how long it took."""
    parts = [f"harness: {report.stop}"]
    if report.checks:
        failed = [c.id for c in report.checks if not c.ok]
        held = f"{len(report.checks) - len(failed)} of {len(report.checks)} checks held"
        parts.append(held + (f" (not {', '.join(failed)}{_excuse(report)})" if failed else ""))
    parts.append(f"{report.wall_seconds:.2f} s, trace hash {report.trace_hash:#018x}")
    return "; ".join(parts)


def _excuse(report: BootReport) -> str:
    """Say, of another script than the default, that the checks were not made for it."""
    words = report.machine.origin.command_line.split()
    script = next((word for word in words if word.startswith("rc=")), "")
    return f"; they ask for what the default script does: with {script} add --no-checks" if script else ""
