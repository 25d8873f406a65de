# SPDX-License-Identifier: GPL-2.0-or-later
"""What the names and files of one worker were after each of its steps, and which of that was promised."""

from __future__ import annotations

import struct
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Final

from harness.crash.record import START, Moment, Step

PAGE: Final = 4096
UNIT: Final = struct.Struct("<HHI")


@dataclass(eq=False, slots=True)
class File:
    """A file, whatever its names.

    ``versions`` are its contents from a state on, ``born`` the state in which
    each of its blocks was taken.  ``touched`` is the latest state that changed
    what its inode says, ``promised`` are (moment, state) from fsyncs.
    """

    block_size: int
    versions: list[tuple[int, bytes, dict[int, int]]] = field(default_factory=list)
    touched: int = 0
    promised: list[tuple[Moment, int]] = field(default_factory=list)

    @property
    def data(self) -> bytes:
        """The newest contents."""
        return self.versions[-1][1]

    def at(self, state: int) -> int:
        """Return which version a state has."""
        return max(index for index, version in enumerate(self.versions) if version[0] <= state)

    def write(self, state: int, at: int, data: bytes) -> None:
        """Have these bytes at this place from a state on."""
        old, born = self.data, dict(self.versions[-1][2])
        new = old.ljust(at, b"\0")[:at] + data + old[at + len(data) :]
        for block in range(at // self.block_size, -(-(at + len(data)) // self.block_size)):
            born.setdefault(block, state)
        if len(new) != len(old) or born != self.versions[-1][2]:
            self.touched = state
        self.versions.append((state, new, born))

    def truncate(self, state: int, size: int) -> None:
        """Have this size from a state on."""
        born = self.versions[-1][2]
        kept = -(-size // self.block_size)
        left = {block: since for block, since in born.items() if block < kept}
        self.versions.append((state, self.data[:size].ljust(size, b"\0"), left))
        self.touched = state


@dataclass(eq=False, slots=True)
class Link:
    """A symbolic link, whatever its names."""

    text: str


# What a path leads to; None is a directory.
Names = dict[str, File | Link | None]


@dataclass(slots=True)
class State:
    """All names of a worker's, below its own directory; None before there is that.

    ``begun`` is when the step that led here began.
    """

    names: Names | None
    begun: Moment


class Model:
    """One worker's states, in order.

    A write of several pages is several states: each page may be the last one
    that a transaction holds.  With ``sync`` each step ends with a promise.
    """

    def __init__(self, steps: Iterable[Step], block_size: int, *, sync: bool = False) -> None:
        self.states = [State(None, START)]
        # (moment, state): by then no earlier state is good enough.
        self.promised: list[tuple[Moment, int]] = []
        self.changed: dict[str, int] = {}
        self._block_size = block_size
        self._opened: File | None = None
        self._now: Names = {}
        for step in steps:
            self._take(step)
            if sync:
                self._sync(step)

    def reach(self, cut: Moment) -> tuple[int, int]:
        """Return the first and the last state that a disk may have if the power fails then."""
        first = max((state for moment, state in self.promised if moment <= cut), default=0)
        last = max(index for index, state in enumerate(self.states) if state.begun <= cut)
        return first, last

    def _take(self, step: Step) -> None:
        actions: dict[str, Callable[[Step], None]] = {
            "mkdir": self._mkdir, "rmdir": self._remove, "create": self._create, "write": self._write,
            "truncate": self._truncate, "unlink": self._remove, "rename": self._rename, "link": self._link,
            "symlink": self._symlink, "fsync": self._fsync, "fdatasync": self._fsync, "sync": self._sync,
        }  # fmt: skip
        if step.result >= 0:
            actions[step.what](step)

    def _next(self, step: Step, *paths: str) -> int:
        """Add a state like the last one, and say which directories changed; return its number."""
        number = len(self.states)
        self.states.append(State(dict(self._now), step.begun))
        for path in paths:
            self.changed[path.rpartition("/")[0]] = number
        return number

    def _mkdir(self, step: Step) -> None:
        if step.arguments[0] != ".":
            self._now[step.arguments[0]] = None
        self._next(step, step.arguments[0])

    def _remove(self, step: Step) -> None:
        gone = self._now.pop(step.arguments[0])
        number = self._next(step, step.arguments[0])
        if isinstance(gone, File):
            gone.touched = number

    def _create(self, step: Step) -> None:
        name = step.arguments[0]
        there = self._now.get(name)
        if there is None:
            there = self._now[name] = File(self._block_size)
            number = self._next(step, name)
            there.versions.append((number, b"", {}))
            there.touched = number
        assert isinstance(there, File), f"{name} can be no file"
        self._opened = there

    def _write(self, step: Step) -> None:
        """Page by page, of which a transaction may hold only the first ones."""
        file = self._opened
        assert file is not None
        start = at = int(step.arguments[1])
        end = at + step.result
        data = contents(step, at, step.result)
        while start < end:
            stop = min(end, (start // PAGE + 1) * PAGE)
            file.write(self._next(step), start, data[start - at : stop - at])
            start = stop

    def _truncate(self, step: Step) -> None:
        file = self._now[step.arguments[0]]
        assert isinstance(file, File)
        file.truncate(self._next(step), int(step.arguments[1]))

    def _rename(self, step: Step) -> None:
        old, new = step.arguments
        moved = self._now[old]
        # Two names of one file: nothing is to be done.
        if moved is not None and self._now.get(new) is moved:
            return
        self._now[new] = self._now.pop(old)
        number = self._next(step, old, new)
        if isinstance(moved, File):
            moved.touched = number

    def _link(self, step: Step) -> None:
        old, new = step.arguments
        linked = self._now[new] = self._now[old]
        number = self._next(step, new)
        if isinstance(linked, File):
            linked.touched = number

    def _symlink(self, step: Step) -> None:
        name, text = step.arguments
        self._now[name] = Link(text)
        self._next(step, name)

    def _fsync(self, step: Step) -> None:
        """Promise a file's contents, and all that its inode says; a directory's names."""
        name = step.arguments[0]
        file = self._now.get(name)
        if file is None:
            self.promised.append((step.ended, self.changed.get("" if name == "." else name, 0)))
        elif isinstance(file, File):
            file.promised.append((step.ended, len(self.states) - 1))
            self.promised.append((step.ended, file.touched))

    def _sync(self, step: Step) -> None:
        """Promise everything that was done before."""
        self.promised.append((step.ended, len(self.states) - 1))
        for file in self._now.values():
            if isinstance(file, File):
                file.promised.append((step.ended, len(self.states) - 1))


def contents(step: Step, at: int, size: int) -> bytes:
    """Return what churn.c writes in a step: who, when and where, every eight bytes."""
    return b"".join(UNIT.pack(step.worker, step.number, at + offset) for offset in range(0, size, UNIT.size))
