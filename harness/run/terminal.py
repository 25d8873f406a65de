# SPDX-License-Identifier: GPL-2.0-or-later
"""Typing to the guest: the host's terminal, and its return to sanity."""

from __future__ import annotations

import os
import select
import sys
import termios
from types import TracebackType
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from harness.machine.machine import Machine

READ_BYTES: Final = 256
# A guest that ran fewer instructions than this between two of its timer's
# ticks is waiting for the user: the host's processor may rest too.
IDLE_INSTRUCTIONS: Final = 20_000
REST_SECONDS: Final = 0.005


class Terminal:
    """While entered, what is typed goes to the machine's console.

    With no machine, or without a terminal, nothing is changed.  Ctrl-C stays
    the user's way out.
    """

    def __init__(self, machine: Machine | None) -> None:
        self._machine = machine
        self._saved: list[Any] | None = None
        self._last = 0
        self._open = True

    def __enter__(self) -> Terminal:
        if self._machine is not None:
            if sys.stdin.isatty():
                self._saved = termios.tcgetattr(sys.stdin)
                changed = termios.tcgetattr(sys.stdin)
                # Characters one by one, unechoed: the guest's tty does both.
                changed[3] &= ~(termios.ICANON | termios.ECHO)
                # Ctrl-\ and Ctrl-Z would leave the terminal like this: they are the guest's too.
                changed[6][termios.VQUIT] = changed[6][termios.VSUSP] = b"\0"
                termios.tcsetattr(sys.stdin, termios.TCSADRAIN, changed)
            self._machine.console.poll = self._poll
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self._machine is not None:
            self._machine.console.poll = None
        if self._saved is not None:
            termios.tcsetattr(sys.stdin, termios.TCSADRAIN, self._saved)

    def _poll(self) -> None:
        machine = self._machine
        if machine is None or not self._open:
            return
        now = machine.engine.instructions
        idle, self._last = now - self._last < IDLE_INSTRUCTIONS, now
        ready, _, _ = select.select([sys.stdin], [], [], REST_SECONDS if idle else 0)
        if ready:
            data = os.read(sys.stdin.fileno(), READ_BYTES)
            self._open = bool(data)
            machine.console.send(data)
