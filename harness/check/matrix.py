# SPDX-License-Identifier: GPL-2.0-or-later
"""Runs of the checks: on the kernel as it is, and on each of its mutants."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from harness.check.base import Check, Verdict
from harness.check.catalogue import CHECKS, attach, judge
from harness.check.mutants import MUTANTS, Mutant
from harness.check.patch import Patcher
from harness.image.elf import Image
from harness.image.layout import Layout
from harness.machine.disk import DEFAULT_DISKS
from harness.machine.machine import Machine
from harness.machine.stop import Stop

# Several times what a whole boot takes: a mutant that hangs is cut off soon.
MUTANT_BUDGET_INSTRUCTIONS = 60_000_000
MUTANT_PATIENCE_SECONDS = 20.0
DEFAULT_LAYOUT = Layout()


@dataclass(frozen=True, slots=True)
class Outcome:
    """How one mutant's run ended, and which checks failed on it."""

    mutant: Mutant
    stop: Stop
    verdicts: tuple[Verdict, ...]

    @property
    def caught_by(self) -> tuple[str, ...]:
        """Ids of the checks that failed."""
        return tuple(verdict.id for verdict in self.verdicts if not verdict.ok)

    @property
    def caught(self) -> bool:
        """Whether the check that is meant to catch the mutant did."""
        return self.mutant.check in self.caught_by


def run_checks(
    image: Image,
    checks: Sequence[type[Check]] = CHECKS,
    policy: str = "lazy",
    layout: Layout = DEFAULT_LAYOUT,
) -> tuple[Stop, list[Verdict]]:
    """Boot the kernel under one policy and layout, and judge the checks on that run."""
    machine = Machine.load(image, layout, policy=policy, disks=DEFAULT_DISKS)
    attached = attach(machine, checks)
    stop = machine.run()
    return stop, judge(attached)


def run_mutant(image: Image, mutant: Mutant, layout: Layout = DEFAULT_LAYOUT) -> Outcome:
    """Boot one mutant with every check watching."""
    line = mutant.command_line
    machine = Machine.load(image, layout, policy=mutant.policy, command_line=line, disks=DEFAULT_DISKS)
    mutant.apply(Patcher(machine))
    attached = attach(machine)
    stop = machine.run(MUTANT_BUDGET_INSTRUCTIONS, MUTANT_PATIENCE_SECONDS)
    return Outcome(mutant, stop, tuple(judge(attached)))


def run_mutants(
    image: Image, mutants: Iterable[Mutant] = MUTANTS, layout: Layout = DEFAULT_LAYOUT
) -> Iterator[Outcome]:
    """Boot the mutants one after the other, yielding each outcome as it is known."""
    for mutant in mutants:
        yield run_mutant(image, mutant, layout)
