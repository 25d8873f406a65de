# SPDX-License-Identifier: GPL-2.0-or-later
"""Figures of the booted kernel, on the machine and on QEMU."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from pathlib import Path

from harness.image.elf import read_elf
from harness.machine.machine import Machine

KERNEL = Path(__file__).parents[1] / "build" / "guest" / "kernel.elf"
BOOTS = 100
# Some containers forbid Python to cache what it compiles, which is not how people run it.
ENVIRONMENT = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
HARNESS = [sys.executable, "-m", "harness", "boot", "--quiet"]
QEMU = [
    "qemu-system-i386", "-kernel", str(KERNEL), "-m", "64", "-nographic", "-no-reboot",
    "-device", "isa-debug-exit,iobase=0xf4,iosize=0x04",
]  # fmt: skip


def boot_seconds() -> float:
    """Time `harness boot` as a user starts it."""
    start = time.perf_counter()
    subprocess.run(HARNESS, check=True, stdout=subprocess.DEVNULL, env=ENVIRONMENT)
    return time.perf_counter() - start


def qemu_seconds(*options: str) -> float:
    """Time QEMU on the same ELF, to the same scripted end."""
    start = time.perf_counter()
    done = subprocess.run([*QEMU, *options], stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, timeout=120)
    elapsed = time.perf_counter() - start
    # isa-debug-exit ends QEMU with twice the code plus one.
    assert done.returncode == 1, f"QEMU ended with {done.returncode}"
    return elapsed


def sleepless_qemu_seconds() -> float:
    """Time QEMU with a clock that, as ours, does not wait while the guest idles."""
    return qemu_seconds("-icount", "shift=3,sleep=off")


def switches_a_second() -> float:
    """Let two kernel threads wake each other in turn, through the switch gate."""
    machine = Machine.load(read_elf(KERNEL), command_line="kunit=switch_bench")
    symbols = machine.symbols
    marks: list[tuple[float, int]] = []

    def mark() -> None:
        marks.append((time.perf_counter(), machine.policy.counts.switches))

    machine.engine.add_probe(symbols["switch_bench_begin"], mark)
    machine.engine.add_probe(symbols["switch_bench_end"], mark)
    stop = machine.run()
    assert len(marks) == 2, stop
    (begin, before), (end, after) = marks
    return (after - before) / (end - begin)


def identical_boots() -> tuple[int, int]:
    """Boot in as many processes with different hash seeds; count equal trace hashes."""
    hashes = []
    for seed in range(BOOTS):
        done = subprocess.run(
            [*HARNESS, "--json", "-"],
            check=True, capture_output=True, env={**ENVIRONMENT, "PYTHONHASHSEED": str(seed)},
        )  # fmt: skip
        hashes.append(json.loads(done.stdout)["trace_hash"])
    return max(hashes.count(value) for value in hashes), len(hashes)
