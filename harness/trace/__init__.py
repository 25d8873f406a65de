# SPDX-License-Identifier: GPL-2.0-or-later
"""Stage four: what happened during a run, in order."""

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
