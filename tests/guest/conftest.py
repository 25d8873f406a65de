# SPDX-License-Identifier: GPL-2.0-or-later
"""A boot's beginning recorded once for all tests that read it."""

from __future__ import annotations

from pathlib import Path

import pytest

from harness import BootConfig
from harness.run.kernel_path import default_kernel
from harness.run.session import load
from harness.trace.opening import OpenTrace
from harness.trace.record import Recorder

# Initialisation and the first programs: a fifth of a boot.
RECORDED = 4_000_000


@pytest.fixture(scope="session")
def full_trace(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The directory of a boot's beginning at level ``full``."""
    if not default_kernel().exists():
        pytest.skip("no kernel: run `make guest`")
    path = tmp_path_factory.mktemp("trace") / "full"
    machine = load(BootConfig())
    recorder = Recorder(machine, path, level="full")
    machine.run(RECORDED)
    recorder.stop()
    return path


@pytest.fixture(scope="session")
def opened(full_trace: Path) -> OpenTrace:
    """The same, opened."""
    return OpenTrace(full_trace)
