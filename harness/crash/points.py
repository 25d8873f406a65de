# SPDX-License-Identifier: GPL-2.0-or-later
"""Moments at which the power fails, and what the drive's cache loses then."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from harness.machine.disk import Choice, DiskImage, Kept, Lost, Seeded, WriteLog

# Where points may be: at the disk's writes, at the machine's instructions, or at either.
DISK, INSTRUCTION, BOTH = PLACES = ("disk", "instruction", "both")
_CHOICES: Final = ("lost", "kept", "some", "some", "some")


@dataclass(frozen=True, slots=True)
class Point:
    """Point ``number`` of a seed: when the power fails, and what becomes of what was not flushed.

    It fails after ``entries`` of the disk's log, or in the midst of the next;
    or else, not None, at an ``instruction`` of the machine.  ``choice`` is what
    becomes of the cache: "lost", "kept", or "some" of it in any order.
    """

    seed: int
    number: int
    choice: str
    entries: int = 0
    midway: bool = False
    instruction: int | None = None

    @property
    def loss(self) -> Choice:
        """What decides over each sector, the same way each time."""
        if self.choice == "some":
            return Seeded(hash_of(self.seed, self.number))
        return Lost() if self.choice == "lost" else Kept()

    def cut(self, log: WriteLog) -> DiskImage:
        """Return what is on the disk at a moment of its log."""
        return log.cut(self.entries, self.loss, midway=self.midway)

    def __str__(self) -> str:
        where = f"{'in the midst of' if self.midway else 'after'} write {self.entries + self.midway}"
        if self.instruction is not None:
            where = f"at instruction {self.instruction}"
        return f"point {self.number} of seed {self.seed} ({where}, cache: {self.choice})"


def hash_of(*numbers: int) -> int:
    """Return a number that chance takes as its seed: another one for each pair."""
    return random.Random(" ".join(map(str, numbers))).getrandbits(32)


def point(seed: int, number: int, log: WriteLog, instructions: range, at: str = BOTH) -> Point:
    """Return a point by its number: anywhere in the log or among the instructions, any choice."""
    noise = random.Random(f"point {seed} {number}")
    choice = noise.choice(_CHOICES)
    if at == INSTRUCTION or (at == BOTH and noise.random() < 0.5):
        return Point(seed, number, choice, instruction=noise.choice(instructions))
    midway = noise.random() < 0.3 and bool(log.entries)
    return Point(seed, number, choice, noise.randrange(len(log.entries) + 1 - midway), midway)


def all_points(seed: int, log: WriteLog) -> Sequence[Point]:
    """Return a point for each moment of the log, in order."""
    return [Point(seed, entries, "some", entries) for entries in range(len(log.entries) + 1)]
