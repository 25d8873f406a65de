# SPDX-License-Identifier: GPL-2.0-or-later
"""A user at a real pseudo-terminal: a command runs in it, keys go in, the screen is read."""

from __future__ import annotations

import fcntl
import os
import pty
import re
import select
import signal
import struct
import subprocess
import sys
import termios
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

HARNESS = (sys.executable, "-m", "harness")
# No time that anything should take: how long a hung command may keep the tests.
PATIENCE_SECONDS = 600
PROMPT = "/ # "


class UserTerminal:
    """A terminal of so many rows and columns, whose session the command leads.

    Lifecycle: used in a ``with`` statement, whose end kills what still runs.
    ``sane`` says whether the settings are what they were.
    """

    def __init__(
        self, *arguments: str, command: Sequence[str] = HARNESS, rows: int = 30, columns: int = 100
    ) -> None:
        self._main, self._side = pty.openpty()
        self.resize(rows, columns)
        self._before = termios.tcgetattr(self._side)
        self.unread = b""
        self.process = subprocess.Popen(
            (*command, *arguments),
            stdin=self._side,
            stdout=self._side,
            stderr=self._side,
            start_new_session=True,
            preexec_fn=lambda: fcntl.ioctl(0, termios.TIOCSCTTY, 0),
            env={**os.environ, "TERM": "vt100"},
        )

    def __enter__(self) -> UserTerminal:
        return self

    def __exit__(self, *error: object) -> None:
        if self.process.poll() is None:
            self.process.kill()
        self.process.wait()
        os.close(self._main)
        os.close(self._side)

    @property
    def settings(self) -> list[Any]:
        return termios.tcgetattr(self._side)

    @property
    def sane(self) -> bool:
        return self.settings == self._before

    def await_raw(self) -> None:
        """Wait until the harness has made the terminal its own."""
        end = time.monotonic() + PATIENCE_SECONDS
        while self.settings[3] & termios.ISIG:
            assert time.monotonic() < end, "the harness does not take the terminal"
            time.sleep(0.01)

    def resize(self, rows: int, columns: int) -> None:
        fcntl.ioctl(self._main, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))

    def type(self, keys: str) -> None:
        os.write(self._main, keys.encode())

    def see(self, pattern: str = PROMPT) -> str:
        """Wait for a regular expression; what stood on the screen up to its end."""
        end = time.monotonic() + PATIENCE_SECONDS
        wanted = re.compile(pattern.encode())
        while not (found := wanted.search(self.unread)):
            ready = select.select([self._main], [], [], max(0.0, end - time.monotonic()))[0]
            assert ready, f"no {pattern!r} in {self.unread!r}"
            self.unread += os.read(self._main, 4096)
        text, self.unread = self.unread[: found.end()], self.unread[found.end() :]
        return text.decode(errors="replace").replace("\r\n", "\n")

    def run(self, line: str, prompt: str = PROMPT) -> str:
        """Type a line to a shell, and see what it answers before its next prompt."""
        self.type(line + "\r")
        self.see(re.escape(line))
        return self.see(prompt).removesuffix(prompt).strip()

    def end(self) -> tuple[int, str]:
        """Wait for the command's end: its exit code and its last words."""
        pid = self.process.pid
        deadline = time.monotonic() + PATIENCE_SECONDS
        while self.process.poll() is None and time.monotonic() < deadline:
            if select.select([self._main], [], [], 0.02)[0]:
                self.unread += os.read(self._main, 4096)
        assert self.process.returncode is not None, f"{pid} does not end: {self.unread!r}"
        while select.select([self._main], [], [], 0)[0]:
            self.unread += os.read(self._main, 4096)
        return self.process.returncode, self.unread.decode(errors="replace").replace("\r\n", "\n")

    def signal(self, number: signal.Signals) -> None:
        self.process.send_signal(number)

    def await_idle(self) -> None:
        """Wait until the command has nothing to do but to wait for keys, busy as the host may be."""
        end = time.monotonic() + PATIENCE_SECONDS
        quiet, before = 0, -1.0
        while quiet < 3:
            assert time.monotonic() < end, f"{self.process.pid} does not come to rest"
            time.sleep(0.03)
            now = self.cpu_seconds()
            quiet = quiet + 1 if self._sleeps() and now - before < 0.015 else 0
            before = now

    def _sleeps(self) -> bool:
        """Whether no thread of the command runs or waits for a processor; QEMU's guest has one of its own."""
        stats = Path(f"/proc/{self.process.pid}/task").glob("*/stat")
        return all(_fields(stat)[0] == "S" for stat in stats)

    def cpu_seconds(self) -> float:
        """Seconds that the command has kept a processor of the host busy."""
        fields = _fields(Path(f"/proc/{self.process.pid}/stat"))
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def _fields(stat: Path) -> list[str]:
    """The fields of proc(5)'s stat from the state on."""
    return stat.read_text().rpartition(")")[2].split()
