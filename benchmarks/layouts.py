# SPDX-License-Identifier: GPL-2.0-or-later
"""What the laboratory costs: moving the kernel, the TLB model, a matrix of boots."""

from __future__ import annotations

import random
import statistics
import struct
import time
from collections.abc import Callable

from harness.image.elf import read_elf
from harness.image.layout import SPLITS, Layout
from harness.image.relocate import relocate
from harness.lab.cell import Terms
from harness.lab.matrix import cells, run
from harness.lab.presets import PRESETS
from harness.lab.tlb import TlbModel
from harness.machine.machine import Machine
from harness.run.kernel_path import default_kernel

REFERENCES = 4_000_000
LOCAL_PAGES = 48
FAR_EACH = 200
TIMES = 5
Row = Callable[[str, str, str], None]


def timed(call: Callable[[], object]) -> float:
    """Return the seconds that a call takes."""
    start = time.perf_counter()
    call()
    return time.perf_counter() - start


def words() -> bytes:
    """References as programs have them: near ones, and now and then a far one."""
    rng = random.Random(1)
    near = [0xC0100000 + page * 4096 for page in range(LOCAL_PAGES)]
    chunk = b"".join(
        struct.pack(
            "<2I",
            rng.choice(near) + rng.randrange(4096) if n % FAR_EACH else 0xC0000000 + rng.randrange(64 << 20),
            rng.randrange(3),
        )
        for n in range(100_000)
    )
    return chunk * (REFERENCES // 100_000)


def alone() -> float:
    """Return references a second of the model by itself, on a kernel in 4 KiB pages."""
    machine = Machine.load(read_elf(default_kernel()), Layout(pages="4k"))
    TlbModel.start(machine, PRESETS["pentium3"])
    given = words()
    return REFERENCES / min(timed(lambda: machine.engine.tlb_refer(given)) for _ in range(TIMES))


def beside_a_boot() -> tuple[float, float]:
    """Return references a second beside a boot, and how many times as long the boot takes."""
    image = read_elf(default_kernel())
    ratios, speeds = [], []
    for _ in range(TIMES):
        plain = timed(Machine.load(image).run)
        machine = Machine.load(image)
        model = TlbModel.start(machine, PRESETS["pentium3"])
        watched = timed(machine.run)
        ratios.append(watched / plain)
        speeds.append(model.report().whole.refs / watched)
    return max(speeds), statistics.median(ratios)


def sixty_boots() -> tuple[float, float]:
    """Return the seconds of 60 boots on every core, and of a processor's time for one of them."""
    wanted = cells(
        Layout(),
        splits=list(SPLITS),
        pages=["4k", "4m"],
        options=["-", "global"],
        policies=["lazy", "eager", "native"],
        workloads=["boot"],
        tlbs=["pentium3"],
    )
    terms = Terms(PRESETS)
    before = time.process_time()
    list(run(str(default_kernel()), wanted[:1], terms))
    each = time.process_time() - before
    start = time.perf_counter()
    results = list(run(str(default_kernel()), wanted, terms))
    assert len(results) == 60 and not any(r.why for r in results)
    return time.perf_counter() - start, each


def rows(row: Row) -> None:
    """Print the figures."""
    image = read_elf(default_kernel())
    moved = min(timed(lambda: relocate(image, SPLITS["1G"])) for _ in range(TIMES))
    row("moving the kernel to another split", f"{moved * 1000:.1f} ms", "≤ 50 ms")
    row("TLB model alone, references a second", f"{alone() / 1e6:.0f} M", "≥ 10 M")
    speed, ratio = beside_a_boot()
    row("TLB model beside a boot", f"{speed / 1e6:.1f} M/s, the boot takes {ratio:.1f} times as long", "-")
    wall, processor = sixty_boots()
    each = f"{wall:.0f} s, {processor:.1f} s of a processor each"
    row("60 boots with the TLB model", each, "≤ 60 s on two cores")


if __name__ == "__main__":
    rows(lambda *cells: print(*cells, sep=" | "))
