# SPDX-License-Identifier: GPL-2.0-or-later
"""Stage four: what happened during a run, in order."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from harness.machine.recording import Recordable
from harness.trace.events import (
    Cr3Load,
    DiskRequest,
    Event,
    ExceptionTaken,
    Interrupt,
    PortAccess,
    Switch,
    UserAccess,
    cr3_sequence,
    directory_changes,
    runs_by_task,
)

__all__ = [
    "Cr3Load",
    "DiskRequest",
    "Event",
    "ExceptionTaken",
    "Interrupt",
    "PortAccess",
    "Switch",
    "UserAccess",
    "cr3_sequence",
    "directory_changes",
    "runs_by_task",
]


if TYPE_CHECKING:
    from harness.machine.machine import Machine
    from harness.trace.last import LastInstructions
    from harness.trace.session import Tracing


def _open_trace(
    machine: Machine, path: Any, level: str, last: int | None, filters: dict[str, Any]
) -> Tracing:
    from harness.trace.filters import Filters
    from harness.trace.session import Tracing

    return Tracing(machine, path, level=level, filters=Filters(**filters), last_instructions=last)


def _open_last(machine: Machine) -> LastInstructions:
    from harness.trace.last import LastInstructions

    return LastInstructions(machine)


Recordable.open_trace = _open_trace
Recordable.open_last = _open_last
