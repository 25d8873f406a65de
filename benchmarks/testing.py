# SPDX-License-Identifier: GPL-2.0-or-later
"""What a test with a guest costs: calls into the kernel, and whole tests."""

from __future__ import annotations

import re
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

from harness.run.kernel_path import default_kernel
from harness.testing import KernelUnderTest
from harness.testing.guest import GuestConfig, boot_guest, load_guest

CALLS = 2000
FEW, MANY = 500, 2500
TIMES = 3
TEST = """import pytest

@pytest.mark.parametrize("n", range({tests}))
def test_trivial(booted, n):
    assert booted.engine.instructions
"""
Row = Callable[[str, str, str], None]


def call_microseconds() -> float:
    """Return the median time of ``kernel.call("strlen", "abc")``."""
    config = GuestConfig(default_kernel())
    machine = load_guest(config)
    boot_guest(machine, config)
    kernel = KernelUnderTest(machine)
    times = []
    for _ in range(CALLS):
        start = time.perf_counter()
        kernel.call("strlen", "abc")
        times.append(time.perf_counter() - start)
    return statistics.median(times) * 1e6


def session_seconds(folder: Path, tests: int) -> float:
    """Return what pytest itself says a run of so many trivial tests took."""
    file = folder / f"test_trivial_{tests}.py"
    file.write_text(TEST.format(tests=tests))
    command = [sys.executable, "-m", "pytest", "-q", "-c", "/dev/null", "-p", "no:cacheprovider", str(file)]
    command += ["--rootdir", str(folder), f"--harness-kernel={default_kernel().absolute()}"]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    found = re.search(rf"{tests} passed in ([\d.]+)s", done.stdout)
    assert found, done.stdout
    return float(found[1])


def rows(row: Row, folder: Path) -> None:
    """Print the rows."""
    row("a guest call from a test", f"{call_microseconds():.0f} µs", "≤ 100 µs")
    # What a test more costs: pytest's own start has nothing to do with a guest.
    differences = [session_seconds(folder, MANY) - session_seconds(folder, FEW) for _ in range(TIMES)]
    rate = (MANY - FEW) / statistics.median(differences)
    row("trivial tests a second on `booted`, one process", f"{rate:,.0f}", "≥ 500")
