# SPDX-License-Identifier: GPL-2.0-or-later
"""What ``run --console`` and ``boot --shell`` share: a guest in the user's terminal."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass
from typing import Any, Final, TypeVar

import click

from harness.cli.output import print_console
from harness.errors import EXIT_FAILED, EXIT_FINE, ConfigError
from harness.machine.console import Listener
from harness.machine.machine import DEFAULT_PATIENCE, Machine
from harness.machine.stop import Stop
from harness.run.escape import DEFAULT_ESCAPE, Escape, parse_escape
from harness.run.input_log import InputLog, Replay
from harness.run.interactive import Interaction, Source
from harness.run.keyboard import Keyboard, greeting
from harness.run.terminal import Terminal

F = TypeVar("F", bound=Callable[..., Any])
# A user may think for longer than any guest sleeps.
FOREVER_SECONDS: Final = 1e9
FOREVER_INSTRUCTIONS: Final = 1 << 62


def console_options(command: F) -> F:
    """Add the options of an interactive run."""
    for option in reversed(
        (
            click.option(
                "--escape",
                default=DEFAULT_ESCAPE,
                metavar="KEY",
                help="The key before x (leave), s (say where) or h (help), or none; for terminals [^A].",
            ),
            click.option(
                "--record-input",
                "record",
                type=click.Path(),
                metavar="F",
                help="Write what is typed, and when.",
            ),
            click.option(
                "--replay-input", "replay", type=click.Path(), metavar="F", help="Type what a recording has."
            ),
        )
    ):
        command = option(command)
    return command


@dataclass(frozen=True, slots=True)
class ConsoleOptions:
    """An interactive run's options, checked; ``limited``: the user gave the budget."""

    escape: str = DEFAULT_ESCAPE
    record: str | None = None
    replay: str | None = None
    limited: bool = False

    def __post_init__(self) -> None:
        parse_escape(self.escape)
        if self.record is not None and self.replay is not None:
            raise ConfigError(
                "--record-input and --replay-input: what is replayed is recorded already; give one"
            )


@dataclass(frozen=True, slots=True)
class ConsoleRun:
    """How an interactive run ended; ``complaint``, if any, is about its replay."""

    stop: Stop
    left: bool
    complaint: str = ""

    @property
    def exit_code(self) -> int:
        """The command's: leaving is no failure, another run than the recorded one is."""
        if self.complaint:
            return EXIT_FAILED
        return EXIT_FINE if self.left else self.stop.exit_code

    def __str__(self) -> str:
        if self.complaint:
            return self.complaint
        return f"left; {self.stop.where}" if self.left else str(self.stop)


def run_console(
    machine: Machine, options: ConsoleOptions, budget: int, listener: Listener | None = None
) -> ConsoleRun:
    """Run the machine with its serial console in the user's terminal, or on standard input.

    ``listener`` sees the output, too.  Raises :class:`ConfigError` for a log
    that cannot be read or written.
    """
    replay = Replay.read(options.replay) if options.replay is not None else None
    log = InputLog(options.record, machine) if options.record is not None else None
    terminal = Terminal(wanted=replay is None)
    machine.console.listener = both(
        _show_raw if terminal.raw and sys.stdout.isatty() else print_console, listener
    )
    free = terminal.raw and not options.limited
    with ExitStack() as stack:
        stack.enter_context(terminal)
        interaction = Interaction(machine, replay or _keyboard(machine, terminal, options.escape), log)
        stop = interaction.run(
            FOREVER_INSTRUCTIONS if free else budget, FOREVER_SECONDS if free else DEFAULT_PATIENCE
        )
    return ConsoleRun(stop, interaction.left, _difference(machine, replay))


def _keyboard(machine: Machine, terminal: Terminal, escape: str) -> Source:
    key = parse_escape(escape)
    if terminal.raw:
        _tell(greeting(key))
    return Keyboard(
        terminal, Escape(key), lambda: machine.console.pending, _tell, lambda: str(machine.here().where)
    )


def _difference(machine: Machine, replay: Replay | None) -> str:
    """Return what a replay did otherwise than its recording, "" for nothing."""
    if replay is None or not replay.trace_hash:
        return ""
    found = f"{machine.engine.trace_hash:#018x}"
    if found == replay.trace_hash:
        return ""
    return (
        f"the replay is another run: trace hash {found} and not {replay.trace_hash}; replay it with the "
        "same kernel, initrd, disks and options"
    )


def both(first: Listener, second: Listener | None) -> Listener:
    """Return a listener that hands output to one and then to the other, if there is one."""

    def listen(data: bytes) -> None:
        first(data)
        if second is not None:
            second(data)

    return listen


def _show_raw(data: bytes) -> None:
    """Pass output on as it is: a raw terminal returns the carriage only when told to."""
    view = memoryview(data)
    while view:
        view = view[os.write(sys.stdout.fileno(), view) :]


def _tell(text: str) -> None:
    """Print lines of the harness's own to a terminal that may be raw."""
    sys.stdout.flush()
    lines = "".join(f"harness: {line}\r\n" for line in text.splitlines())
    _show_raw(f"\r\n{lines}".encode())
