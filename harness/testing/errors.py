# SPDX-License-Identifier: GPL-2.0-or-later
"""What can go wrong with a guest under test; each carries its facts as fields."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from harness.errors import EXIT_FAILED, HarnessError

if TYPE_CHECKING:
    from harness.inspect.backtrace import Frame
    from harness.machine.stop import Stop


class GuestTestError(HarnessError):
    """Root of the errors of this package."""

    exit_code = EXIT_FAILED


class ConsoleTimeout(GuestTestError):
    """The console did not show ``pattern`` in time; ``tail`` is what it showed last."""

    def __init__(self, pattern: str, why: str, tail: str) -> None:
        super().__init__(f"the console did not show {pattern!r}: {why}; it ends with\n{tail}")
        self.pattern = pattern
        self.tail = tail


class UnsafeCall(GuestTestError):
    """A guest function cannot be called where the guest stands."""


class SleepInAtomic(UnsafeCall):
    """The function would sleep, and the context in which it was called may not."""


class GuestCallError(GuestTestError):
    """A called function did not return; ``frames`` is the guest's back trace there."""

    def __init__(self, call: str, what: str, stop: Stop, frames: Sequence[Frame]) -> None:
        trace = "".join(f"\n  {frame}" for frame in frames)
        super().__init__(f"{call}: {what}{trace}")
        self.call = call
        self.stop = stop
        self.frames = tuple(frames)


class GuestFault(GuestCallError):
    """The function made the kernel oops."""


class GuestPanic(GuestCallError):
    """The function made the kernel panic."""


class CallBudgetSpent(GuestCallError):
    """The function did not return within its budget of instructions."""
