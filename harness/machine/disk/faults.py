# SPDX-License-Identifier: GPL-2.0-or-later
"""What can go wrong with a disk, and how a test has it go wrong."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from enum import Enum
from typing import Final

from harness.errors import ConfigError, HarnessError


class Failure(Enum):
    """How a command fails; the controller makes status and error bits of it."""

    UNREADABLE = "unreadable sector"
    WRITE_FAULT = "write fault"
    NO_SECTOR = "no such sector"
    ABORTED = "aborted"


class DiskFault(HarnessError):
    """A sector cannot be read or written; ``lba`` is the first such one."""

    def __init__(self, failure: Failure, lba: int, why: str = "") -> None:
        super().__init__(f"sector {lba}: {why or failure.value}")
        self.failure = failure
        self.lba = lba
        self.why = why


OPERATIONS: Final = ("read", "write", "flush")
_FOR_EVER: Final = 1 << 62
_AS: Final = {"read": Failure.UNREADABLE, "write": Failure.WRITE_FAULT, "flush": Failure.ABORTED}


@dataclass(slots=True)
class _Rule:
    operation: str
    sectors: range | None
    struck: range
    seen: int = 0

    def strikes(self, operation: str, lba: int, count: int) -> int | None:
        """Return the first sector that fails, or None."""
        if operation != self.operation:
            return None
        if self.sectors is not None:
            lba, end = max(lba, self.sectors.start), min(lba + count, self.sectors.stop)
            if lba >= end:
                return None
        self.seen += 1
        return lba if self.seen in self.struck else None


class Faults:
    """What a test has done to a disk; the host's, and so in no snapshot."""

    def __init__(self) -> None:
        self._rules: list[_Rule] = []
        self.gone = self.aborting = self.stuck = False

    @contextmanager
    def failing(
        self, operation: str, *, lba: int | range | None = None, nth: int | None = None, count: int = 1
    ) -> Iterator[None]:
        """Fail reads, writes or flushes; with ``nth`` only ``count`` of them, from the ``nth`` on.

        With ``lba`` only those that touch these sectors, and they alone are
        counted.  Commands are counted by the blocks in which they move data.
        """
        if operation not in OPERATIONS or (nth is not None and nth < 1) or count < 1:
            raise ConfigError(
                f"failing({operation!r}, nth={nth}, count={count}): name one of {', '.join(OPERATIONS)} "
                "and count from 1"
            )
        sectors = range(lba, lba + 1) if isinstance(lba, int) else lba
        struck = range(1, _FOR_EVER) if nth is None else range(nth, nth + count)
        rule = _Rule(operation, sectors, struck)
        self._rules.append(rule)
        try:
            yield
        finally:
            self._rules = [each for each in self._rules if each is not rule]

    def check(self, operation: str, lba: int, count: int) -> None:
        """Raise :class:`DiskFault` when a rule says so."""
        for rule in self._rules:
            at = rule.strikes(operation, lba, count)
            if at is not None:
                raise DiskFault(_AS[operation], at)

    def clear(self) -> None:
        """Mend the disk."""
        self._rules.clear()
        self.gone = self.aborting = self.stuck = False
