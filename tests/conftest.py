# SPDX-License-Identifier: GPL-2.0-or-later
"""What all tests have in common."""

from __future__ import annotations

import signal
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

from harness.cli import run

PEERS = Path(__file__).parent / "peers"


def pytest_configure() -> None:
    """Leave nothing to who starts the tests, and where."""
    hear_all_signals()
    # The same examples each time, however long a busy host takes over one.
    settings.register_profile(
        "steady",
        derandomize=True,
        database=None,
        deadline=None,
        suppress_health_check=[HealthCheck.too_slow],
    )
    settings.load_profile("steady")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Ask again, twice at most, where a peer takes part: Linux and QEMU go by a clock that this host keeps.

    The summary names each test asked again.  Nothing else is: our own machine gives the same run each time.
    """
    for item in items:
        if item.path.is_relative_to(PEERS):
            item.add_marker(pytest.mark.flaky(reruns=2))


def hear_all_signals() -> None:
    """Hear the signals that nohup, a script's ``&`` or a supervisor have this process ignore or hold back.

    Its children do, with it.
    """
    signal.pthread_sigmask(signal.SIG_SETMASK, [])
    for number in signal.valid_signals():
        if signal.getsignal(number) is signal.SIG_IGN and number not in (signal.SIGPIPE, signal.SIGXFSZ):
            signal.signal(number, signal.SIG_DFL)
    signal.signal(signal.SIGINT, signal.default_int_handler)


@pytest.fixture
def harness(capfd: pytest.CaptureFixture[str]) -> Callable[..., subprocess.CompletedProcess[str]]:
    """The command line as a process has it, but in this one, which has imported everything already."""

    def command(*arguments: object) -> subprocess.CompletedProcess[str]:
        words = [str(word) for word in arguments]
        capfd.readouterr()
        code = run(words)
        return subprocess.CompletedProcess(words, code, *capfd.readouterr())

    return command
