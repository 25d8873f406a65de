# SPDX-License-Identifier: GPL-2.0-or-later
"""Booted machines of one session, each lent to one test at a time.

A machine boots once and is put back to its snapshot for each test, which takes a
fraction of a millisecond.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Final

import harness.trace  # noqa: F401  (it opens `machine.keep_last`)
from harness.machine.snapshot import Snapshot
from harness.testing.guest import GuestConfig, boot_guest, load_guest
from harness.testing.ledger import ProbeLedger
from harness.testing.machine import MachineUnderTest

# Each holds the RAM of its guest.
MOST_MACHINES: Final = 8
Remember = Callable[[MachineUnderTest], None]


class Pool:
    """Lends machines that stand where their boot ended."""

    def __init__(self) -> None:
        self._homes: dict[GuestConfig, tuple[MachineUnderTest, Snapshot]] = {}

    @contextmanager
    def booted(self, config: GuestConfig, remember: Remember) -> Iterator[MachineUnderTest]:
        """Lend a machine that is booted for ``config``.

        ``remember`` gets it before it boots, so that a failed boot is reported too.
        """
        # Taken out while it is lent: nobody gets it twice, nor after a broken return.
        home = self._homes.pop(config) if config in self._homes else self._boot(config, remember)
        machine, snapshot = home
        machine.restore(snapshot)
        machine.forget(config.budget_instructions)
        # For the report of a failure.
        machine.keep_last()
        remember(machine)
        ledger = ProbeLedger(machine.engine)
        ledger.open()
        try:
            yield machine
        finally:
            ledger.close()
        self._keep(config, machine, snapshot)

    def _boot(self, config: GuestConfig, remember: Remember) -> tuple[MachineUnderTest, Snapshot]:
        machine = load_guest(config)
        remember(machine)
        boot_guest(machine, config)
        return machine, machine.snapshot()

    def _keep(self, config: GuestConfig, machine: MachineUnderTest, snapshot: Snapshot) -> None:
        while len(self._homes) >= MOST_MACHINES:
            # Dictionaries keep their order: the first was used longest ago.
            del self._homes[next(iter(self._homes))]
        self._homes[config] = machine, snapshot


POOL: Final = Pool()
