# SPDX-License-Identifier: GPL-2.0-or-later
"""Who loads CR3 at a context switch: the policies behind the switch gate.

A task's ``mm`` is zero for a kernel thread; ``mm.pgd`` is the direct-map
address of its page directory.  Source: Linux 2.6, kernel/sched.c
(context_switch) and include/asm-i386/mmu_context.h (switch_mm).
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import dataclass
from typing import Final, Protocol

from harness.errors import ConfigError

NO_DIRECTORY: Final = 0


class SwitchView(Protocol):
    """What a policy may ask and do during a switch; addresses are physical."""

    def directory_of(self, task: int) -> int:
        """Return the directory of the task's own mm, 0 if it has none."""

    def kernel_directory(self) -> int:
        """Return the directory whose user half is empty."""

    def current_directory(self) -> int:
        """Return the directory that CR3 points at."""

    def load_directory(self, phys: int) -> None:
        """Load CR3."""


@dataclass(slots=True)
class Counts:
    """How the switches went: ``avoided`` are those without a load."""

    switches: int = 0
    loads: int = 0

    @property
    def avoided(self) -> int:
        """Switches at which CR3 stayed as it was."""
        return self.switches - self.loads

    def as_json(self) -> dict[str, int]:
        """Return the ``cr3`` object of a report."""
        return {"switches": self.switches, "loads": self.loads, "avoided": self.avoided}


class Policy(ABC):
    """Base of all policies: counts, and leaves the choice to ``choose``."""

    name = ""

    def __init__(self) -> None:
        self.counts = Counts()

    @property
    def loads(self) -> int:
        """CR3 loads that this policy made."""
        return self.counts.loads

    def state(self) -> dict[str, int]:
        """Return what a snapshot keeps; a policy with more of its own adds it."""
        return {"switches": self.counts.switches, "loads": self.counts.loads}

    def load_state(self, state: dict[str, int]) -> None:
        """Become what ``state`` was taken of."""
        self.counts.switches, self.counts.loads = int(state["switches"]), int(state["loads"])

    @abstractmethod
    def choose(self, view: SwitchView, prev: int, following: int) -> int | None:
        """Return the directory to load for ``following``, or None to keep."""

    def switch(self, view: SwitchView, prev: int, following: int) -> None:
        """Do the switch that the guest announced."""
        self.counts.switches += 1
        directory = self.choose(view, prev, following)
        if directory is not None:
            self.counts.loads += 1
            view.load_directory(directory)


class Lazy(Policy):
    """A task without mm borrows the user half; the same mm is not reloaded."""

    name = "lazy"

    def choose(self, view: SwitchView, prev: int, following: int) -> int | None:
        """Load only another process's directory."""
        directory = view.directory_of(following)
        if directory in (NO_DIRECTORY, view.current_directory()):
            return None
        return directory


class Eager(Policy):
    """CR3 is loaded at every switch, be it with the value it has."""

    name = "eager"

    def choose(self, view: SwitchView, prev: int, following: int) -> int | None:
        """Load always; a task without mm loads what it borrows."""
        return view.directory_of(following) or view.current_directory()


class Guard(Policy):
    """A task without mm runs on an empty user half: any access there faults."""

    name = "guard"

    def choose(self, view: SwitchView, prev: int, following: int) -> int | None:
        """Load the process's directory, or the kernel's own."""
        directory = view.directory_of(following) or view.kernel_directory()
        return None if directory == view.current_directory() else directory


class Native(Policy):
    """The guest's own ``switch_mm`` decides; the gate is not used.

    The counts come from the event log after the run.
    """

    name = "native"

    def choose(self, view: SwitchView, prev: int, following: int) -> int | None:
        """Leave CR3 alone: the guest loads it."""
        return None


POLICIES: Final[dict[str, type[Policy]]] = {policy.name: policy for policy in (Lazy, Eager, Guard, Native)}


def make_policy(name: str) -> Policy:
    """Return a fresh policy; :class:`ConfigError` for an unknown name."""
    made = POLICIES.get(name)
    if made is None:
        raise ConfigError(f"unknown policy {name!r}; choose one of {', '.join(POLICIES)}")
    return made()
