# SPDX-License-Identifier: GPL-2.0-or-later
"""The user's keys, or a pipe, as a source of input for a running guest."""

from __future__ import annotations

import os
import select
import sys
import time
from collections.abc import Callable
from typing import Final

from harness.machine.clock import CYCLES_PER_SECOND
from harness.run.escape import Command, Escape, escape_name, help_text
from harness.run.input_log import Entry
from harness.run.terminal import Terminal

READ_BYTES: Final = 256
END_OF_FILE: Final = b"\x04"
# One that was typed before a program changed the line's mode is lost, on Linux too.
END_AGAIN_CYCLES: Final = CYCLES_PER_SECOND


class Pace:
    """Has a guest's idle time pass no faster than the user's.

    Work is done as fast as the host can; only what the guest sleeps is slept.
    """

    def __init__(self, now: Callable[[], float] = time.monotonic) -> None:
        self._now = now
        self._host = now()
        self._idle = 0
        self._debt = 0.0

    def ahead(self, idle: int) -> float:
        """Return the seconds to wait, for a guest that has idled for so many cycles so far."""
        host = self._now()
        gained = (idle - self._idle) / CYCLES_PER_SECOND
        # A host that was slower is not caught up with: the debt has a floor.
        self._debt = max(0.0, self._debt + gained - (host - self._host))
        self._idle, self._host = idle, host
        return self._debt


class Keyboard:
    """Standard input: a terminal with its escape key, a pipe, or a file.

    ``tell`` prints a text of the harness's own; ``where`` says where the guest
    is.  ``pending`` is how much the guest has not taken yet.
    """

    def __init__(
        self,
        terminal: Terminal,
        escape: Escape,
        pending: Callable[[], int],
        tell: Callable[[str], None],
        where: Callable[[], str],
    ) -> None:
        self._terminal = terminal
        self._escape = escape
        self._pending = pending
        self._tell = tell
        self._where = where
        self._pace = Pace()
        self._fd = sys.stdin.fileno()
        self._next_end: int | None = None
        self.open = True

    def take(self, clock: int, idle: int) -> list[Entry]:
        """Return what has arrived; wait for it while the guest sleeps ahead of the user.

        ``clock`` and ``idle`` are the guest's, in cycles.
        """
        entries = []
        size = self._terminal.take_size()
        if size is not None:
            entries.append(Entry(clock, size=size))
        if self._next_end is not None and clock >= self._next_end and not self._pending():
            self._next_end = clock + END_AGAIN_CYCLES
            entries.append(Entry(clock, END_OF_FILE))
        if self.open and self._readable(self._pace.ahead(idle)):
            entries += self._read(clock)
        return entries

    def wait(self) -> None:
        """Wait for as long as nothing is typed: the guest has nothing to do without it."""
        self._readable(None)

    def _readable(self, seconds: float | None) -> bool:
        if self._pending() > READ_BYTES:
            return False
        return bool(select.select([self._fd], [], [], seconds)[0])

    def _read(self, clock: int) -> list[Entry]:
        try:
            data = os.read(self._fd, READ_BYTES)
        except OSError:
            # The terminal has gone, and the user with it.
            data = b""
        if not data:
            self.open = False
            if self._terminal.raw:
                return [Entry(clock, leave=True)]
            self._next_end = clock + END_AGAIN_CYCLES
            return [Entry(clock, END_OF_FILE)]
        if not self._terminal.raw:
            return [Entry(clock, data)]
        return self._typed(clock, data)

    def _typed(self, clock: int, data: bytes) -> list[Entry]:
        entries = []
        for item in self._escape.feed(data):
            if isinstance(item, bytes):
                entries.append(Entry(clock, item))
            elif item is Command.LEAVE:
                self.open = False
                return [*entries, Entry(clock, leave=True)]
            elif item is Command.WHERE:
                self._tell(self._where())
            elif self._escape.key is not None:
                self._tell(help_text(self._escape.key))
        return entries


def greeting(key: int | None) -> str:
    """Return the first line that a user at a terminal sees."""
    if key is None:
        return "The keys are the guest's; it ends when it ends."
    return f"The keys are the guest's; {escape_name(key)} x leaves, {escape_name(key)} h helps."
