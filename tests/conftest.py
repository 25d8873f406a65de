# SPDX-License-Identifier: GPL-2.0-or-later
"""What all tests have in common."""

from __future__ import annotations

import signal
import subprocess
from collections.abc import Callable

import pytest

from harness.cli import run


def pytest_configure() -> None:
    """Hear the signals that nohup and a script's ``&`` have this process ignore, and its children with it."""
    signal.signal(signal.SIGINT, signal.default_int_handler)
    for number in (signal.SIGHUP, signal.SIGQUIT):
        signal.signal(number, signal.SIG_DFL)


@pytest.fixture
def harness(capfd: pytest.CaptureFixture[str]) -> Callable[..., subprocess.CompletedProcess[str]]:
    """The command line as a process has it, but in this one, which has imported everything already."""

    def command(*arguments: object) -> subprocess.CompletedProcess[str]:
        words = [str(word) for word in arguments]
        capfd.readouterr()
        code = run(words)
        return subprocess.CompletedProcess(words, code, *capfd.readouterr())

    return command
