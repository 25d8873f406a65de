# SPDX-License-Identifier: GPL-2.0-or-later
"""Sequences drawn from the core's event log."""

from __future__ import annotations

from collections.abc import Iterable

from harness.machine.events import (
    Cr3Load,
    DiskRequest,
    Event,
    ExceptionTaken,
    Interrupt,
    Kind,
    PortAccess,
    Switch,
    UserAccess,
    decode,
)

__all__ = [
    "Cr3Load",
    "DiskRequest",
    "Event",
    "ExceptionTaken",
    "Interrupt",
    "Kind",
    "PortAccess",
    "Switch",
    "UserAccess",
    "cr3_sequence",
    "decode",
    "runs_by_task",
]


def cr3_sequence(events: Iterable[Event]) -> list[tuple[int, int]]:
    """Return (next task, CR3 it runs on) for every switch, in order."""
    return [(e.next, e.cr3) for e in events if isinstance(e, Switch)]


def directory_changes(events: Iterable[Event]) -> list[tuple[int, bool]]:
    """Return (next task, whether it runs on another directory than the last) for every switch.

    Two policies do the same if these sequences are equal.  Which frame a directory lies in
    also depends on where in an allocation a tick fell, which no policy decides.
    """
    sequence = cr3_sequence(events)
    before = [0, *(cr3 for _, cr3 in sequence)]
    return [(task, cr3 != last) for (task, cr3), last in zip(sequence, before, strict=False)]


def runs_by_task(events: Iterable[Event]) -> dict[int, int]:
    """Return instructions run by each task between the switches seen."""
    totals: dict[int, int] = {}
    last: Switch | None = None
    for event in events:
        if isinstance(event, Switch):
            if last is not None:
                spent = event.instructions - last.instructions
                totals[last.next] = totals.get(last.next, 0) + spent
            last = event
    return totals
