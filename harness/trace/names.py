# SPDX-License-Identifier: GPL-2.0-or-later
"""Who each task_struct was at any moment of a trace."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable
from functools import cached_property
from typing import Any, Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from harness.machine.events import Kind

# Room for 2**43 instructions below the task's index.
_SHIFT: Final = 43
_LAST: Final = (1 << _SHIFT) - 1


class Naming(NamedTuple):
    """From instruction ``since`` on, the task_struct at ``task`` was this one."""

    task: int
    since: int
    pid: int
    comm: str

    def __str__(self) -> str:
        return f"{self.comm}/{self.pid}"


class TaskNames:
    """The namings of a trace, by task and by instruction.

    A task_struct is used again after its task is gone, and ``execve`` renames:
    the same address has several names in one trace.
    """

    def __init__(self, events: Iterable[NDArray[Any]]) -> None:
        found = [e[e["kind"] == Kind.TASK] for e in events]
        rows = {_naming(record) for records in found for record in records}
        self.rows = sorted(rows)
        self._tasks = sorted({row.task for row in self.rows})
        self._index = {task: i for i, task in enumerate(self._tasks)}
        self._keys = [self._index[row.task] << _SHIFT | min(row.since, _LAST) for row in self.rows]

    def find(self, task: int, number: int) -> Naming | None:
        """Return who ``task`` was at an instruction; None if it was never named."""
        index = self._index.get(task)
        if index is None:
            return None
        at = bisect_right(self._keys, index << _SHIFT | min(number, _LAST)) - 1
        # Before its first name it was already the one that is named later.
        if at < 0 or self.rows[at].task != task:
            at += 1
        return self.rows[at]

    def life(self, task: int, number: int) -> str:
        """Return a task's name as it was in the end: ``execve`` renames, and the task is the same."""
        found = self.find(task, number)
        if found is None:
            return self.name(task, number)
        at = bisect_right(self._keys, self._index[task] << _SHIFT | min(found.since, _LAST))
        while at < len(self.rows) and (self.rows[at].task, self.rows[at].pid) == (task, found.pid):
            found = self.rows[at]
            at += 1
        return str(found)

    def name(self, task: int, number: int) -> str:
        """Return ``comm/pid``, or the address of a task that is not known."""
        found = self.find(task, number)
        if found:
            return str(found)
        return f"{task:#010x}" if task else "-"

    def pid(self, task: int, number: int) -> int | None:
        """Return the pid of a task; None if it is not known."""
        found = self.find(task, number)
        return found.pid if found else None

    @cached_property
    def pids(self) -> NDArray[np.int32]:
        """The pids of the rows, and -1 for nobody as the last."""
        return np.array([*(row.pid for row in self.rows), -1], np.int32)

    def indices(self, tasks: NDArray[np.uint32], numbers: NDArray[np.uint64]) -> NDArray[np.int64]:
        """Return for each pair the row's index; ``len(rows)`` for nobody."""
        if not self.rows:
            return np.zeros(len(tasks), np.int64)
        known = np.array(self._tasks, np.uint32)
        which = np.minimum(np.searchsorted(known, tasks), len(known) - 1)
        at = np.searchsorted(np.array(self._keys), which << _SHIFT | numbers.astype(np.int64), "right") - 1
        owners = np.array([row.task for row in self.rows], np.uint32)
        at += owners[np.maximum(at, 0)] != known[which]
        at = np.maximum(at, 0)
        at[known[which] != tasks] = len(self.rows)
        return at


def _naming(record: Any) -> Naming:
    raw = b"".join(int(record[name]).to_bytes(4, "little") for name in "abcd")
    comm = raw.split(b"\0", 1)[0].decode("ascii", "replace")
    # A pid is a signed word, in a damaged event too.
    return Naming(int(record["task"]), int(record["number"]), int(record["eip"].view(np.int32)), comm)
