# SPDX-License-Identifier: GPL-2.0-or-later
"""Stage six: what a test does with a guest: call it, stop it, make it fail, talk to it."""

from __future__ import annotations

from harness.testing.console import Dialogue
from harness.testing.errors import (
    CallBudgetSpent,
    ConsoleTimeout,
    GuestCallError,
    GuestFault,
    GuestPanic,
    GuestTestError,
    SleepInAtomic,
    UnsafeCall,
)
from harness.testing.kernel import KernelUnderTest
from harness.testing.machine import MachineUnderTest

__all__ = [
    "CallBudgetSpent",
    "ConsoleTimeout",
    "Dialogue",
    "GuestCallError",
    "GuestFault",
    "GuestPanic",
    "GuestTestError",
    "KernelUnderTest",
    "MachineUnderTest",
    "SleepInAtomic",
    "UnsafeCall",
]
