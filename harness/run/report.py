# SPDX-License-Identifier: GPL-2.0-or-later
"""What a boot came to: a value that prints as JSON."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Protocol

from harness.errors import EXIT_FAILED, EXIT_FINE
from harness.inspect.tasks import Task
from harness.inspect.unknown_calls import UnknownCall
from harness.machine.machine import Machine
from harness.machine.policy import Counts
from harness.machine.stop import Stop


class Verdict(Protocol):
    """A check's answer, as far as a report needs it."""

    @property
    def id(self) -> str:
        """Name of the check, such as K11."""

    @property
    def ok(self) -> bool:
        """Whether the claim held."""

    @property
    def detail(self) -> str:
        """Figures, or the broken promise."""


@dataclass(frozen=True, slots=True)
class BootReport:
    """The end of one boot; ``machine`` may still be inspected.

    ``wall_seconds`` is host time from reading the image to the end.
    """

    machine: Machine = field(repr=False)
    stop: Stop
    tasks: tuple[Task, ...]
    cr3: Counts
    trace_hash: int
    wall_seconds: float
    checks: Sequence[Verdict] = ()
    unknown_calls: tuple[UnknownCall, ...] = ()

    @property
    def console(self) -> str:
        """All that the guest printed."""
        return self.machine.console.text

    @property
    def exit_code(self) -> int:
        """The command's exit code: the stop's, or 1 when a check failed."""
        if self.stop.exit_code == EXIT_FINE and not all(c.ok for c in self.checks):
            return EXIT_FAILED
        return self.stop.exit_code

    @property
    def ok(self) -> bool:
        """Whether the guest ended well and every check held."""
        return self.exit_code == EXIT_FINE

    def with_checks(self, checks: Sequence[Verdict]) -> BootReport:
        """Return the report with the verdicts added."""
        return replace(self, checks=tuple(checks))

    def as_json(self) -> dict[str, object]:
        """Return the object that ``harness boot --json`` writes."""
        return {
            "ok": self.ok,
            "exit_code": self.exit_code,
            "stop": self.stop.as_json(),
            "instructions": self.stop.instructions,
            "console": self.console,
            "tasks": [task.as_json() for task in self.tasks],
            "checks": [{"id": c.id, "ok": c.ok, "detail": c.detail} for c in self.checks],
            "unknown_calls": [call.as_json() for call in self.unknown_calls],
            "cr3": {"policy": self.machine.policy.name, **self.cr3.as_json()},
            "layout": self.machine.layout.as_json(),
            "trace_hash": f"{self.trace_hash:#018x}",
            "wall_seconds": round(self.wall_seconds, 6),
        }
