# SPDX-License-Identifier: GPL-2.0-or-later
"""The user's terminal while its keys are a guest's, and its return to sanity."""

from __future__ import annotations

import os
import signal
import sys
import termios
import tty
from types import FrameType, TracebackType
from typing import Any, Final

from harness.errors import SIGNAL_EXIT
from harness.run.input_log import Size

ENDING: Final = (signal.SIGTERM, signal.SIGHUP, signal.SIGQUIT)


class Terminal:
    """Standard input, if it is a terminal: raw while entered, as it was afterwards.

    Every key, Ctrl-C too, is the guest's.  Signals that end the harness or
    stop it, sent from elsewhere, find the terminal restored; after a stop it is
    raw again.  Without a terminal, ``raw`` is false and nothing is changed.
    """

    def __init__(self, wanted: bool = True) -> None:
        self.raw = wanted and sys.stdin.isatty()
        self._fd = sys.stdin.fileno() if self.raw else -1
        self._saved: list[Any] = []
        self._handlers: dict[signal.Signals, Any] = {}
        self._resized = self.raw

    def __enter__(self) -> Terminal:
        if self.raw:
            self._saved = termios.tcgetattr(self._fd)
            for number in ENDING:
                self._handle(number, self._end)
            self._handle(signal.SIGTSTP, self._stop)
            self._handle(signal.SIGWINCH, self._resize)
            tty.setraw(self._fd, termios.TCSADRAIN)
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self.raw:
            self._restore()
            for number, handler in self._handlers.items():
                signal.signal(number, handler)

    def take_size(self) -> Size | None:
        """Return rows and columns if they may have changed since the last call."""
        if not self._resized:
            return None
        self._resized = False
        columns, rows = os.get_terminal_size(self._fd)
        return rows, columns

    def _handle(self, number: signal.Signals, handler: Any) -> None:
        self._handlers[number] = signal.signal(number, handler)

    def _restore(self) -> None:
        termios.tcsetattr(self._fd, termios.TCSADRAIN, self._saved)

    def _end(self, number: int, frame: FrameType | None) -> None:
        raise SystemExit(SIGNAL_EXIT + number)

    def _stop(self, number: int, frame: FrameType | None) -> None:
        self._restore()
        os.kill(os.getpid(), signal.SIGSTOP)
        tty.setraw(self._fd, termios.TCSADRAIN)
        self._resized = True

    def _resize(self, number: int, frame: FrameType | None) -> None:
        self._resized = True
