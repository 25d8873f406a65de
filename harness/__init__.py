# SPDX-License-Identifier: GPL-2.0-or-later
"""Boot a small Linux-2.6-like kernel on an emulated PC, and see everything.

>>> from harness import BootConfig, boot            # doctest: +SKIP
>>> boot(BootConfig(policy="lazy")).stop.reason     # doctest: +SKIP
<StopReason.EXIT: 'exit'>
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from harness.errors import HarnessError
    from harness.image import Layout
    from harness.inspect import list_tasks
    from harness.machine.machine import Machine
    from harness.machine.stop import Stop, StopReason
    from harness.run import BootConfig, BootReport, boot

__all__ = [
    "BootConfig",
    "BootReport",
    "HarnessError",
    "Layout",
    "Machine",
    "Stop",
    "StopReason",
    "boot",
    "list_tasks",
]

_HOMES = {
    "BootConfig": "harness.run",
    "BootReport": "harness.run",
    "HarnessError": "harness.errors",
    "Layout": "harness.image",
    # By way of the inspector, so that `machine.kernel` works at once.
    "Machine": "harness.inspect",
    "Stop": "harness.machine.stop",
    "StopReason": "harness.machine.stop",
    "boot": "harness.run",
    "list_tasks": "harness.inspect",
}

# With these `machine.trace` works at once, too.
_TRACED = ("BootConfig", "Machine", "boot")


def __getattr__(name: str) -> Any:
    # Lazily, because `harness --help` must not open the emulator.
    if name not in _HOMES:
        raise AttributeError(f"module 'harness' has no attribute {name!r}")
    found = getattr(import_module(_HOMES[name]), name)
    if name in _TRACED:
        import_module("harness.trace")
    return found
