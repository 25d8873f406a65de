# SPDX-License-Identifier: GPL-2.0-or-later
"""``harness run``: any i386 kernel, by the Multiboot machine state."""

from __future__ import annotations

import os
import re
import sys

import click
from click.core import ParameterSource

from harness.cli.console import ConsoleOptions, both, console_options, run_console
from harness.cli.options import disk_option
from harness.cli.output import TARGET, print_console, write_json
from harness.cli.shell import read_initrd
from harness.errors import ConfigError
from harness.image.layout import Layout, parse_size
from harness.image.multiboot import read_kernel
from harness.machine.disk import parse_disks
from harness.machine.machine import DEFAULT_PATIENCE, Machine
from harness.machine.stop import Stop
from harness.run.interactive import Interaction, Nobody
from harness.run.numbers import number
from harness.run.session import readable_calls
from harness.run.snapshot_file import resume

TAIL_BYTES = 4096
DEFAULT = ParameterSource.DEFAULT


@click.command(epilog="Example: harness run kernel.elf --memory 128M --exit-on 'login:'")
@click.argument("kernel", type=click.Path())
@click.option(
    "--initrd", type=click.Path(), metavar="F", help="File to hand over as an initrd (Multiboot module)."
)
@click.option("--append", default="", metavar="S", help="Kernel command line.")
@disk_option("none")
@click.option("--memory", default="64M", metavar="M", help="RAM of the machine [64M].")
@click.option(
    "--from",
    "snapshot",
    type=click.Path(),
    metavar="F",
    help="Go on from a snapshot of KERNEL; the machine's options are then its own.",
)
@click.option(
    "--console",
    "interactive",
    is_flag=True,
    help="Type to the guest's serial console: its terminal is yours.",
)
@console_options
@click.option("--json", "json_target", type=TARGET, help="Write a report as JSON to a file, or to stdout.")
@click.option("--exit-on", metavar="REGEX", help="End well when the console shows this.")
@click.option(
    "--budget", default="20G", metavar="N", help="Instructions after which the guest is ended [20G]."
)
def command(
    kernel: str,
    initrd: str | None,
    append: str,
    disks: tuple[str, ...],
    memory: str,
    snapshot: str | None,
    interactive: bool,
    escape: str,
    record: str | None,
    replay: str | None,
    json_target: str | None,
    exit_on: str | None,
    budget: str,
) -> int:
    """Run KERNEL, an ELF or Multiboot kernel for the i386.

    It is entered with paging off, EAX and EBX as the Multiboot specification
    says.  Its serial console (0x3f8) is printed; a write to port 0xf4 ends it.
    With --console every key is the guest's, Ctrl-C too; Ctrl-A x leaves.
    """
    given = click.get_current_context().get_parameter_source
    console = ConsoleOptions(escape, record, replay, limited=given("budget") is not DEFAULT)
    if snapshot is not None:
        machine = _resume(kernel, snapshot)
    else:
        machine = Machine.load_any(
            read_kernel(kernel)[0],
            Layout(memory_bytes=parse_size(memory)),
            command_line=append,
            initrd=read_initrd(initrd),
            disks=parse_disks(disks),
        )
    watcher = _Watcher(machine, exit_on)
    if interactive or record or replay:
        if json_target == "-":
            raise ConfigError("--json - and the guest's console want the same stdout; name a file")
        run = run_console(machine, console, number(budget, "budget"), watcher)
        stop, end, exit_code = run.stop, str(run), run.exit_code
    else:
        machine.console.listener = watcher if json_target == "-" else both(print_console, watcher)
        stop = Interaction(machine, Nobody()).run(number(budget, "budget"), DEFAULT_PATIENCE)
        end, exit_code = str(stop), stop.exit_code
    machine.settle_disks()
    if watcher.matched:
        end, exit_code = f"the console showed {exit_on!r}", 0
    _report(machine, stop, end, exit_code, json_target)
    return exit_code


def _report(machine: Machine, stop: Stop, end: str, exit_code: int, json_target: str | None) -> None:
    """Tell on stderr how it ended and which system calls were missed; and all of it as JSON."""
    calls = readable_calls(machine)
    print(f"\nharness: {end}", file=sys.stderr)
    if calls:
        print(f"harness: system calls it does not have: {', '.join(map(str, calls))}", file=sys.stderr)
    if json_target:
        report = {
            "ok": exit_code == 0,
            "exit_code": exit_code,
            "stop": stop.as_json(),
            "instructions": stop.instructions,
            "console": machine.console.text,
            "unknown_calls": [call.as_json() for call in calls],
        }
        write_json(json_target, report)


def _resume(kernel: str, snapshot: str) -> Machine:
    given = click.get_current_context().get_parameter_source
    names = [name for name in ("memory", "append", "initrd", "disks") if given(name) is not DEFAULT]
    if names:
        raise ConfigError(f"--from goes on with the snapshot's own {' and '.join(names)}; leave that out")
    return resume(snapshot, kernel)


class _Watcher:
    """Ends the run when the output matches."""

    def __init__(self, machine: Machine, exit_on: str | None) -> None:
        self.machine = machine
        self.matched = False
        self.tail = b""
        try:
            self.pattern = re.compile(os.fsencode(exit_on)) if exit_on else None
        except re.error as error:
            raise ConfigError(f"unreadable --exit-on {exit_on!r}: {error}; write a Python regex") from None

    def __call__(self, data: bytes) -> None:
        if self.pattern is not None and not self.matched:
            self.tail = (self.tail + data)[-TAIL_BYTES - len(data) :]
            if self.pattern.search(self.tail):
                self.matched = True
                self.machine.end()
