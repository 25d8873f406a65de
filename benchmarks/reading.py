# SPDX-License-Identifier: GPL-2.0-or-later
"""Reading a trace of level full: state at an instruction, and who last wrote an address."""

from __future__ import annotations

import random
import statistics
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from benchmarks.recording import sieve
from harness.image.elf import Image
from harness.trace.memory import last_write
from harness.trace.opening import OpenTrace
from harness.trace.query import Query
from harness.trace.record import Recorder
from harness.trace.state import state_at

INSTRUCTIONS = 100_000_000
SAMPLES = 20


def record(image: Image, path: Path) -> None:
    """Record so many instructions of the sieve."""
    machine = sieve(image)
    recorder = Recorder(machine, path, level="full")
    machine.run(INSTRUCTIONS)
    recorder.stop()


def timed(work: Callable[[], object]) -> float:
    """Return how long it took, in seconds."""
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def state_seconds(trace: OpenTrace, chance: random.Random) -> float:
    """Put together registers and the page that EIP is in, at a random instruction."""
    number = chance.randrange(trace.reader.first, trace.reader.end)

    def work() -> None:
        state = state_at(trace, number)
        state.memory.read_virt(state.virt, 16)

    return timed(work)


def rows(row: Callable[[str, str, str], None], image: Image) -> None:
    """Print the figures of reading."""
    chance = random.Random(1)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "sieve"
        record(image, path)
        opening = timed(lambda: OpenTrace(path).names)
        trace = OpenTrace(path)
        length = (trace.reader.end - trace.reader.first) / 1e6
        states = [state_seconds(trace, chance) for _ in range(SAMPLES)]
        row(f"opening a trace of {length:.0f} M instructions", f"{opening * 1000:.0f} ms", "-")
        row("state at a random instruction of it", f"{statistics.median(states) * 1000:.0f} ms", "≤ 100 ms")
        phys = image.symbols["rounds"]
        last = timed(lambda: last_write(trace.reader, phys, trace.reader.end))
        sql = f"SELECT last_write_physical({phys}, {trace.reader.end})"
        with Query(trace) as query:
            asked = timed(lambda: query.table(sql))
        row("who last wrote an address before its end", f"{last:.2f} s, in SQL {asked:.2f} s", "≤ 1 s")
