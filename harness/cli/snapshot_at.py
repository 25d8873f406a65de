# SPDX-License-Identifier: GPL-2.0-or-later
"""``harness boot --snapshot-at``: run to a place, and keep the machine in a file."""

from __future__ import annotations

import re
import sys
from collections.abc import Callable

from harness.cli.until import stopped_machine
from harness.errors import ConfigError
from harness.machine.machine import Machine
from harness.machine.stop import Stop, StopReason
from harness.run.session import BootConfig, load
from harness.run.snapshot_file import save

Print = Callable[[bytes], None]


def snapshot_at(config: BootConfig, place: str, target: str | None, show: Print | None) -> int:
    """Write a snapshot of the machine at ``place``; return the exit code.

    ``place`` is a function, a number of instructions, or else a regular
    expression that the console is to show.  Raises :class:`ConfigError` when
    the guest does not come there.
    """
    if target is None:
        raise ConfigError("--snapshot-at needs a file to write: -o F")
    machine, stop = _bring(config, place, show)
    written = save(machine.snapshot(), target)
    sys.stdout.flush()
    print(
        f"harness: {stop}; snapshot of {written:,} bytes in {target}, trace hash "
        f"{machine.engine.trace_hash:#018x}"
    )
    return 0


def _bring(config: BootConfig, place: str, show: Print | None) -> tuple[Machine, Stop]:
    if place[:1].isdigit():
        machine, stop = stopped_machine(config, place, show)
        if stop.unless_interrupted().reason is not StopReason.BREAKPOINT:
            raise ConfigError(f"--snapshot-at {place}: not reached: {stop}; choose an earlier moment")
        return machine, stop
    machine = load(config)
    if machine.symbols.resolve(place) is not None:
        return stopped_machine(config, place, show)
    watcher = _Watcher(machine, place, show)
    machine.console.listener = watcher
    stop = machine.run(config.budget_instructions).unless_interrupted()
    if not watcher.matched:
        raise ConfigError(
            f"--snapshot-at {place!r}: no such function, and the console did not show it: {stop}"
        )
    return machine, machine.here()


class _Watcher:
    """Ends the run when the console shows what was asked for."""

    def __init__(self, machine: Machine, pattern: str, show: Print | None) -> None:
        self.matched = False
        self._machine = machine
        self._show = show
        try:
            self._pattern = re.compile(pattern.encode("utf-8", "surrogateescape"))
        except re.error as error:
            raise ConfigError(
                f"--snapshot-at {pattern!r}: no such function, and no regular expression: {error}"
            ) from None

    def __call__(self, data: bytes) -> None:
        if self._show is not None:
            self._show(data)
        if not self.matched and self._pattern.search(self._machine.console.raw):
            self.matched = True
            self._machine.end()
