# SPDX-License-Identifier: GPL-2.0-or-later
"""Booted machines of one session, each lent to one test at a time."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Final

from harness.testing.guest import GuestConfig, boot_guest, load_guest
from harness.testing.machine import MachineUnderTest

Remember = Callable[[MachineUnderTest], None]


class Pool:
    """Lends machines that stand where their boot ended."""

    @contextmanager
    def booted(self, config: GuestConfig, remember: Remember) -> Iterator[MachineUnderTest]:
        """Lend a machine that is booted for ``config``.

        ``remember`` gets it before it boots, so that a failed boot is reported too.
        """
        machine = load_guest(config)
        remember(machine)
        boot_guest(machine, config)
        yield machine


POOL: Final = Pool()
