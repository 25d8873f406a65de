# SPDX-License-Identifier: GPL-2.0-or-later
"""What all tests have in common."""

from __future__ import annotations

import signal


def pytest_configure() -> None:
    """Hear the signals that nohup and a script's ``&`` have this process ignore, and its children with it."""
    signal.signal(signal.SIGINT, signal.default_int_handler)
    signal.signal(signal.SIGHUP, signal.SIG_DFL)
