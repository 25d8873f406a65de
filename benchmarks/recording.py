# SPDX-License-Identifier: GPL-2.0-or-later
"""Recording to disk: speed against no recording, and bytes an instruction."""

from __future__ import annotations

import statistics
import tempfile
import time
from pathlib import Path
from typing import NamedTuple

from benchmarks import bare
from harness.image.elf import Image, read_elf
from harness.machine.machine import Machine
from harness.trace.format import LEVELS
from harness.trace.record import Recorder

KERNEL = Path(__file__).parents[1] / "build" / "guest" / "kernel.elf"
PAIRS = 5
ROUNDS = 30
# The level full is slower by a decimal place, so fewer rounds tell as much.
FULL_PAIRS = 3
FULL_ROUNDS = 4
HOOKED = {"pc": 300_000, "full": 30_000}


class Figure(NamedTuple):
    """Medians: ``ratio`` to the untraced speed, ``speed`` in instructions a second."""

    what: str
    level: str
    ratio: float
    speed: float
    bytes_each: float


def sieve(image: Image, rounds: int = ROUNDS) -> Machine:
    """Return a machine that is about to sieve."""
    machine = Machine.load_any(image)
    ram, symbols = machine.engine.ram, image.symbols
    for name, value in (("program", symbols["sieve"]), ("rounds", rounds)):
        ram[symbols[name] : symbols[name] + 4] = value.to_bytes(4, "little")
    return machine


def plain_seconds(machine: Machine) -> float:
    """Time a run that nobody records."""
    start = time.perf_counter()
    machine.run(1 << 40)
    return time.perf_counter() - start


def figure(what: str, level: str, image: Image) -> Figure:
    """Run in turn with and without, and compare pair by pair."""
    rounds, pairs = (FULL_ROUNDS, FULL_PAIRS) if level == "full" else (ROUNDS, PAIRS)

    def load() -> Machine:
        return sieve(image, rounds) if what == "sieve" else Machine.load(image)

    ratios, speeds, each = [], [], 0.0
    for _ in range(pairs):
        untraced = plain_seconds(load())
        machine = load()
        with tempfile.TemporaryDirectory() as folder:
            recorder = Recorder(machine, Path(folder), level=level)
            machine.run(1 << 40)
            recorded = recorder.stop()
        ratios.append(untraced / recorded.seconds)
        speeds.append(recorded.instructions / recorded.seconds)
        each = recorded.bytes / recorded.instructions
    return Figure(what, level, statistics.median(ratios), statistics.median(speeds), each)


def figures(image: Image) -> list[Figure]:
    """Return every level's figures, for the sieve and for the boot."""
    loads = (("sieve", image), ("boot", read_elf(KERNEL)))
    return [figure(what, level, loaded) for what, loaded in loads for level in LEVELS]


def times_python_hooks(image: Image, level: str, speed: float) -> float:
    """Return how many times faster than hooks in Python that see the same, on the sieve."""
    measure = {
        "pc": bare.speed_with_python_code_hook,
        "full": bare.speed_with_python_hooks_on_everything,
    }[level]
    return speed / statistics.median(measure(image, HOOKED[level]) for _ in range(FULL_PAIRS))
