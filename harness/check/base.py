# SPDX-License-Identifier: GPL-2.0-or-later
"""What a check is: it watches one run of the guest, then judges what it saw."""

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import ClassVar, NamedTuple

from harness.check.tap import Tap
from harness.errors import GuestMemoryError
from harness.machine.machine import Machine


class Verdict(NamedTuple):
    """A check's answer; ``detail`` names the figures or the broken promise."""

    id: str
    claim: str
    ok: bool
    detail: str


class Check(ABC):
    """One claim of the list, watched and judged.

    Lifecycle: made for one machine, :meth:`watch` before its run, :meth:`judge`
    after it.  A subclass calls :meth:`broken` as soon as it sees the claim fail;
    the first failure is the one that is told.
    """

    id: ClassVar[str]
    claim: ClassVar[str]
    policies: ClassVar[tuple[str, ...]] = ("lazy", "eager", "guard", "native")

    @classmethod
    def applies(cls, machine: Machine) -> bool:
        """Return whether the claim can be seen on this machine at all."""
        return machine.policy.name in cls.policies

    def __init__(self, tap: Tap) -> None:
        self.tap = tap
        self.failure: str | None = None
        self.watch()

    @abstractmethod
    def watch(self) -> None:
        """Place the taps that collect the evidence."""

    @abstractmethod
    def evidence(self) -> str:
        """Say what was seen, or call :meth:`broken` when too little was.

        Silence is no proof: a check that met no occasion to fail must fail.
        """

    def broken(self, what: str) -> None:
        """Record the first broken promise."""
        if self.failure is None:
            self.failure = what

    def judge(self) -> Verdict:
        """Return the verdict on the run that has ended.

        A guest whose memory makes no sense any more has kept no promise.
        """
        detail = ""
        try:
            detail = self.evidence()
        except GuestMemoryError as error:
            self.broken(str(error))
        if self.tap.damage is not None:
            self.broken(str(self.tap.damage))
        return Verdict(self.id, self.claim, self.failure is None, self.failure or detail)
