# SPDX-License-Identifier: GPL-2.0-or-later
"""`make bench`: every figure of docs/performance.md, measured in one run.

The machines that this runs on are noisy, so a figure that compares two things
measures them in turn, pair by pair, and prints the median of the ratios.
"""

from __future__ import annotations

import os
import platform
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path

from benchmarks import (
    bare,
    crash,
    disk,
    kernel,
    layouts,
    machine,
    memory,
    programs,
    reading,
    recording,
    snapshots,
    testing,
)
from harness.image.elf import Image, read_elf

ROOT = Path(__file__).parents[1]
BUILD = ROOT / "build" / "benchmarks"
PAIRS = 5

REGISTER_ROUNDS = 30_000_000
LOOPS = (
    ("sieve", "sieve", 10, "≥ 4"),
    ("register-only loop", "registers", REGISTER_ROUNDS, "≥ 0.75"),
)
CALLS = 400_000
CALLS_IN_PYTHON = 10_000


def assemble() -> Image:
    """Build the benchmark guest."""
    BUILD.mkdir(parents=True, exist_ok=True)
    target = BUILD / "bench.elf"
    flags = ["-m32", "-nostdlib", "-static", "-Wl,-Ttext=0x100000,-e,_start,--build-id=none"]
    subprocess.run(["gcc", *flags, str(ROOT / "benchmarks/guest/bench.S"), "-o", str(target)], check=True)
    return read_elf(target)


def paired(one: Callable[[], float], other: Callable[[], float]) -> tuple[float, float, float]:
    """Return the medians of both and of other/one, measured in turn."""
    pairs = [(one(), other()) for _ in range(PAIRS)]
    ratios = [b / a for a, b in pairs]
    return (
        statistics.median(a for a, _ in pairs),
        statistics.median(b for _, b in pairs),
        statistics.median(ratios),
    )


def row(figure: str, measured: str, reach: str) -> None:
    """Print one line of the table as soon as it is known."""
    print(f"| {figure} | {measured} | {reach} |", flush=True)


def loops(image: Image) -> None:
    """Compare the full machine with a bare emulator on loops."""
    for name, program, rounds, reach in LOOPS:
        ours, theirs, ratio = paired(
            partial(machine.seconds, image, program, rounds),
            partial(bare.seconds_without_hooks, image, program, rounds),
        )
        measured = f"{ratio:.2f} ({ours:.3f} s, bare {theirs:.3f} s)"
        row(f"{name}: speed against bare Unicorn", measured, reach)
    hooked, plain, ratio = paired(
        partial(bare.seconds_with_an_empty_hook, image, "registers", REGISTER_ROUNDS),
        partial(bare.seconds_without_hooks, image, "registers", REGISTER_ROUNDS),
    )
    measured = f"{ratio:.2f} ({hooked:.3f} s, bare {plain:.3f} s)"
    row("the same loop on Unicorn with an empty native block hook", measured, "what a hook can reach")


def system_calls(image: Image) -> None:
    """Round trips of int 0x80 and iret, in C and in Python hooks."""
    ours, theirs, _ = paired(
        lambda: machine.seconds(image, "kernel_calls", CALLS) / CALLS,
        lambda: bare.seconds_of_system_calls_in_python(image, CALLS_IN_PYTHON) / CALLS_IN_PYTHON,
    )
    row("int 0x80 round trips a second, ring 0", f"{1 / ours:,.0f}", "≥ 200,000")
    row("the same against delivery in Python hooks", f"{theirs / ours:.1f} times", "≥ 20")
    ring3 = statistics.median(machine.seconds(image, "syscalls", CALLS) / CALLS for _ in range(PAIRS))
    row("int 0x80 round trips a second, ring 3", f"{1 / ring3:,.0f}", "≥ 200,000")
    fast, slow, ratio = paired(
        lambda: machine.seconds(image, "fast_calls", CALLS) / CALLS,
        lambda: machine.seconds(image, "syscalls", CALLS) / CALLS,
    )
    row("SYSENTER and SYSEXIT, round trips a second", f"{1 / fast:,.0f}", "")
    row("the same against int 0x80 from ring 3", f"{ratio:.1f} times its {1 / slow:,.0f}", "≥ 1.3 times")


def boots() -> None:
    """Boot the kernel: switches a second, the whole process, and determinism."""
    rate = statistics.median(kernel.switches_a_second() for _ in range(PAIRS))
    row("context switches a second through the gate", f"{rate:,.0f}", "≥ 50,000")
    ours, theirs, ratio = paired(kernel.boot_seconds, kernel.qemu_seconds)
    row("`harness boot`, whole process", f"{ours:.3f} s", "≤ 0.5 s")
    row("the same against QEMU", f"{1 / ratio:.2f} of its {theirs:.3f} s", "≤ 1.0")
    _, theirs, ratio = paired(kernel.boot_seconds, kernel.sleepless_qemu_seconds)
    row("the same against QEMU that skips idle time", f"{1 / ratio:.2f} of its {theirs:.3f} s", "≤ 1.0")
    same, of = kernel.identical_boots()
    row("boots with the same `trace_hash`", f"{same} of {of}", "100 of 100")


def recordings(image: Image) -> None:
    """Recording to disk at each level, against the same run unrecorded."""
    reach = {"events": "≥ 0.85", "pc": "≥ 0.5, ≥ 230 M/s", "full": "≥ 10 M/s, ≤ 3 bytes each"}
    hooks = {"pc": "≥ 100", "full": "≥ 200"}
    for one in recording.figures(image):
        measured = f"{one.ratio:.2f}, {one.speed / 1e6:.0f} M/s, {one.bytes_each:.4f} bytes each"
        row(f"recording `{one.level}`, {one.what}: against untraced", measured, reach.get(one.level, "-"))
        if one.what == "sieve" and one.level in hooks:
            times = recording.times_python_hooks(image, one.level, one.speed)
            row(f"the same against hooks in Python: `{one.level}`", f"{times:.0f} times", hooks[one.level])


def machine_description() -> str:
    """Name the processor, the cores and the Python that the figures belong to."""
    model = next(
        (
            line.split(":", 1)[1].strip()
            for line in Path("/proc/cpuinfo").read_text().splitlines()
            if line.startswith("model name")
        ),
        platform.processor(),
    )
    return f"{model}, {os.cpu_count()} cores, Linux {platform.release()}, Python {platform.python_version()}"


def main() -> int:
    """Print the table."""
    started = time.perf_counter()
    image = assemble()
    print(f"Measured on {machine_description()}.\n")
    print("| figure | measured | reach |\n|---|---|---|")
    loops(image)
    system_calls(image)
    boots()
    recordings(image)
    reading.rows(row, image)
    disk.rows(row, paired)
    crash.rows(row)
    memory.rows(row)
    programs.rows(row)
    snapshots.rows(row, BUILD)
    layouts.rows(row)
    testing.rows(row, BUILD)
    print(f"\nThe run took {time.perf_counter() - started:.0f} s.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
