# SPDX-License-Identifier: GPL-2.0-or-later
"""What a user did to a guest and when, by the guest's own clock: recorded, and done again.

A log is lines of JSON: first the kernel's command line, then an entry each, and
at the end the clock and the trace hash, so that a replay can tell whether it was
the same run.
"""

from __future__ import annotations

import json
from collections import deque
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any

from harness.errors import ConfigError
from harness.image.files import read_whole

if TYPE_CHECKING:
    from harness.machine.machine import Machine

Size = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing that reached the guest: keys, a window's size in rows and columns, or the end.

    ``clock`` is in cycles of virtual time.
    """

    clock: int
    keys: bytes = b""
    size: Size | None = None
    leave: bool = False

    def apply(self, machine: Machine) -> None:
        """Do it to the machine, now."""
        if self.size is not None:
            machine.console.resize(*self.size)
        if self.keys:
            machine.console.send(self.keys)
        if self.leave:
            machine.end()

    def as_json(self) -> dict[str, Any]:
        """Return the line's object; keys stand as Latin-1 text."""
        line: dict[str, Any] = {"clock": self.clock}
        if self.keys:
            line["keys"] = self.keys.decode("latin-1")
        if self.size is not None:
            line["size"] = list(self.size)
        if self.leave:
            line["leave"] = True
        return line

    @classmethod
    def of_json(cls, line: dict[str, Any]) -> Entry:
        """Return the entry of a line; KeyError, TypeError, ValueError for another thing."""
        clock, keys = line["clock"], line.get("keys", "")
        rows, columns = line.get("size") or (0, 0)
        if not isinstance(keys, str) or any(type(number) is not int for number in (clock, rows, columns)):
            raise TypeError
        size = (rows, columns) if "size" in line else None
        return cls(clock, keys.encode("latin-1"), size, bool(line.get("leave", False)))


class InputLog:
    """Writes a log as the session goes on; :class:`ConfigError` if it cannot."""

    def __init__(self, path: Path | str, machine: Machine) -> None:
        self._machine = machine
        self._name = str(path)
        with self._refusing():
            self._file: IO[str] = open(path, "w")
        self._write({"command_line": machine.config["command_line"]})

    def add(self, entry: Entry) -> None:
        """Write an entry."""
        self._write(entry.as_json())

    def finish(self) -> None:
        """Write how the run ended, of its own accord or the user's."""
        engine = self._machine.engine
        self._write({"end": engine.clock, "trace_hash": f"{engine.trace_hash:#018x}"})

    def close(self) -> None:
        """Close the file; without :meth:`finish` a replay has nothing to be compared with."""
        with self._refusing():
            self._file.close()

    def _write(self, line: dict[str, Any]) -> None:
        with self._refusing():
            self._file.write(json.dumps(line) + "\n")

    @contextmanager
    def _refusing(self) -> Iterator[None]:
        try:
            yield
        except OSError as error:
            raise ConfigError(
                f"{self._name!r} cannot be written: {error.strerror}; name another file"
            ) from None


class Replay:
    """A recorded session as a source of input: the same at the same times.

    ``trace_hash`` is the recorded run's, "" if the log was cut short.
    """

    def __init__(self, entries: Iterable[Entry], trace_hash: str = "", command_line: str = "") -> None:
        self._entries = deque(entries)
        self.command_line = command_line
        self.trace_hash = trace_hash

    @classmethod
    def read(cls, path: Path | str) -> Replay:
        """Read a log; :class:`ConfigError` for a file that is none."""
        entries, facts = [], {"trace_hash": "", "command_line": ""}
        try:
            lines = read_whole(path).decode().splitlines()
        except (OSError, UnicodeDecodeError) as error:
            reason = getattr(error, "strerror", None) or "it is no text"
            raise ConfigError(f"{str(path)!r}: {reason}; pass a file of --record-input") from None
        for number, text in enumerate(lines, 1):
            try:
                line = json.loads(text)
                if not isinstance(line, dict):
                    raise TypeError
                if "clock" in line:
                    entries.append(Entry.of_json(line))
                else:
                    facts |= {name: str(line[name]) for name in facts if name in line}
            except (KeyError, TypeError, ValueError, RecursionError):
                raise ConfigError(f"{path}:{number}: no entry of an input log; record it again") from None
        return cls(entries, **facts)

    @property
    def open(self) -> bool:
        """Whether there is more to come."""
        return bool(self._entries)

    def take(self, clock: int, idle: int) -> list[Entry]:
        """Return what had arrived by ``clock``; ``idle`` is for sources that wait."""
        due = []
        while self._entries and self._entries[0].clock <= clock:
            due.append(self._entries.popleft())
        return due

    def wait(self) -> None:
        """Return at once: what comes next is known."""
