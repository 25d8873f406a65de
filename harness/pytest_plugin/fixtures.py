# SPDX-License-Identifier: GPL-2.0-or-later
"""The fixtures: ``machine``, ``booted``, ``kernel``, ``console``."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest

from harness.pytest_plugin.config import GUESTS, Chosen, config_for

if TYPE_CHECKING:
    from harness.testing.console import Dialogue
    from harness.testing.guest import GuestConfig
    from harness.testing.kernel import KernelUnderTest
    from harness.testing.machine import MachineUnderTest


@pytest.fixture
def harness_layout() -> Chosen | None:
    """Split and pages that ``--harness-layouts`` chose for this test."""
    return None


@pytest.fixture
def machine(request: pytest.FixtureRequest, harness_layout: Chosen | None) -> MachineUnderTest:
    """A machine of the test's own with the kernel loaded, not yet run."""
    import harness.trace  # noqa: F401  (it opens `machine.keep_last`)
    from harness.testing.guest import load_guest

    config = config_for(request.node, harness_layout)
    made = load_guest(config)
    made.keep_last()
    _remember(request, made, config)
    return made


@pytest.fixture
def booted(request: pytest.FixtureRequest, harness_layout: Chosen | None) -> Iterator[MachineUnderTest]:
    """A machine in the state in which the session's first boot arrived.

    That is after the console line of ``harness_boot_until``.  Whatever a test does
    to it, the next one gets the state of the boot.
    """
    from harness.pytest_plugin.pool import POOL

    config = config_for(request.node, harness_layout)
    with POOL.booted(config, lambda made: _remember(request, made, config)) as made:
        yield made


@pytest.fixture
def kernel(request: pytest.FixtureRequest, harness_layout: Chosen | None) -> KernelUnderTest:
    """The kernel of the test's machine: typed variables and calls."""
    from harness.testing.kernel import KernelUnderTest

    guest = _guest(request)
    # drgn reads the DWARF once a machine, and a booted one serves many tests.
    if guest.typed is None:
        guest.typed = KernelUnderTest(guest)
    return guest.typed


@pytest.fixture
def console(request: pytest.FixtureRequest, harness_layout: Chosen | None) -> Dialogue:
    """The console of the test's machine; it begins with what is printed from now on."""
    from harness.testing.console import Dialogue

    return Dialogue(_guest(request))


def _guest(request: pytest.FixtureRequest) -> MachineUnderTest:
    """Return the test's ``machine`` if it has one, else ``booted``."""
    name = "machine" if "machine" in request.fixturenames else "booted"
    found: MachineUnderTest = request.getfixturevalue(name)
    return found


def _remember(request: pytest.FixtureRequest, guest: MachineUnderTest, config: GuestConfig) -> None:
    guests = request.node.stash.setdefault(GUESTS, [])
    if (guest, config) not in guests:
        guests.append((guest, config))
