# SPDX-License-Identifier: GPL-2.0-or-later
"""Moments at which the power fails, and what the drive's cache loses then."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from harness.machine.disk import Choice, DiskImage, Kept, Lost, Seeded, WriteLog

_CHOICES: Final = ("lost", "kept", "some", "some", "some")


@dataclass(frozen=True, slots=True)
class Point:
    """Point ``number`` of a seed: after ``entries`` of the disk's log, or in the midst of the next.

    ``choice`` says what becomes of what was written and not flushed: "lost",
    "kept", or "some" of it in any order.
    """

    seed: int
    number: int
    entries: int
    midway: bool
    choice: str

    def cut(self, log: WriteLog) -> DiskImage:
        """Return what is on the disk then."""
        what: Choice = Seeded(hash_of(self.seed, self.number))
        if self.choice != "some":
            what = Lost() if self.choice == "lost" else Kept()
        return log.cut(self.entries, what, midway=self.midway)

    def __str__(self) -> str:
        where = f"{'in the midst of' if self.midway else 'after'} write {self.entries + self.midway}"
        return f"point {self.number} of seed {self.seed} ({where}, cache: {self.choice})"


def hash_of(*numbers: int) -> int:
    """Return a number that chance takes as its seed: another one for each pair."""
    return random.Random(" ".join(map(str, numbers))).getrandbits(32)


def point(seed: int, number: int, log: WriteLog) -> Point:
    """Return a point by its number: any moment of the log, any choice."""
    noise = random.Random(f"point {seed} {number}")
    midway = noise.random() < 0.3 and bool(log.entries)
    entries = noise.randrange(len(log.entries) + 1 - midway)
    return Point(seed, number, entries, midway, noise.choice(_CHOICES))


def all_points(seed: int, log: WriteLog) -> Sequence[Point]:
    """Return a point for each moment of the log, in order."""
    return [Point(seed, entries, entries, False, "some") for entries in range(len(log.entries) + 1)]
