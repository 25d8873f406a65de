# SPDX-License-Identifier: GPL-2.0-or-later
"""Who called whom, from the blocks that ran: a stack of functions for each task.

No frame pointers are needed: a call pushes, the return to the place behind it
pops, an interrupt or exception pushes until its ``iret``, SYSENTER until
``sysexit``.  What a task had on its stack when the trace began is not known,
and its functions appear as they are returned to.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator, Sequence
from enum import IntEnum
from typing import Any, Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from harness.machine.events import Kind
from harness.trace.columns import Columns, columns
from harness.trace.reader import TraceReader
from harness.trace.wording import Wording

_TRAPS: Final = (Kind.EXCEPTION, Kind.INTERRUPT)
USER: Final = "(user)"
# Deeper than any kernel stack: what is below was lost, not called.
DEEPEST: Final = 256


class End(IntEnum):
    """How a block leaves."""

    FLOW = 0
    CALL = 1
    RETURN = 2
    IRET = 3


class Frame(NamedTuple):
    """A function on a task's stack; ``back`` is where it returns to, 0 if unknown."""

    function: str
    back: int
    trap: bool


class Move(NamedTuple):
    """From instruction ``number`` on, ``task`` has this stack, outermost first.

    ``common`` frames are the same as in the task's last move.
    """

    number: int
    task: int
    stack: tuple[Frame, ...]
    common: int


class CallWalker:
    """Follows the calls of one trace.

    Lifecycle: made for a trace; ``moves`` once, which yields a move each time
    that another function or another task goes on.
    """

    def __init__(self, reader: TraceReader, wording: Wording) -> None:
        self._reader = reader
        self._wording = wording
        self._blocks = reader.blocks
        room = max(self._blocks, default=0) + 2
        self._end: NDArray[np.uint8] = np.zeros(room, np.uint8)
        self._count: NDArray[np.int64] = np.zeros(room, np.int64)
        self._function: NDArray[np.int32] = np.full(room, -1, np.int32)
        self._names: dict[str, int] = {"?": -1}
        for number, block in self._blocks.items():
            self._end[number] = _end_of(wording.instructions(number, block)[-1].text)
            self._count[number] = block.instructions
            self._function[number] = self._named(block.virt, block.ring)
        self._known = list(self._names)
        self._stacks: dict[int, list[Frame]] = {}
        self._pids: dict[int, int] = {}
        self._last: tuple[int, int] = (0, End.FLOW)

    def _named(self, virt: int, ring: int) -> int:
        name = self._wording.place(virt).partition("+")[0] if ring == 0 else USER
        return self._names.setdefault(name, len(self._names))

    def moves(self) -> Iterator[Move]:
        """Yield the moves of the whole trace, in order."""
        for chunk in self._reader.chunks:
            if chunk.head.end > chunk.head.first:
                yield from self._chunk(columns(self._reader, chunk, registers=False, memory=False))

    def _chunk(self, found: Columns) -> Iterator[Move]:
        runs = _runs(found)
        traps, reborn = _traps(found, runs), self._reborn(found, runs)
        which = np.flatnonzero(self._telling(runs, traps))
        # A block that was cut short did not come to its last instruction.
        left = np.where(runs.ran == self._count[runs.block], self._end[runs.block], End.FLOW)
        rows = zip(
            which.tolist(),
            *(column[which].tolist() for column in (runs.number, runs.task, runs.block)),
            *(column[which - 1].tolist() for column in (runs.block, left)),
            strict=True,
        )
        for at, number, task, block, *came in rows:
            while reborn and reborn[0][0] < at:
                self._stacks.pop(reborn.popleft()[1], None)
            yield self._move(number, task, block, _Came(*(came if at else self._last)), traps.get(at - 1))
        if len(left):
            self._last = int(runs.block[-1]), int(left[-1])

    def _telling(self, runs: _Runs, traps: dict[int, _Trap]) -> NDArray[np.bool_]:
        """Say which runs may begin with another stack than the run before."""
        out = np.ones(len(runs.block), np.bool_)
        function = self._function[runs.block]
        out[1:] = (function[1:] != function[:-1]) | (runs.task[1:] != runs.task[:-1])
        out[1:] |= self._end[runs.block[:-1]] != End.FLOW
        after = np.fromiter(traps, np.int64, len(traps)) + 1
        out[after[after < len(out)]] = True
        return out

    def _reborn(self, found: Columns, runs: _Runs) -> deque[tuple[int, int]]:
        """Return after which run a task_struct is named as another task than before."""
        out: deque[tuple[int, int]] = deque()
        named = _events(found, [Kind.TASK], ("row", "task", "eip"))
        for at, task, pid in zip(runs.at(named[0]), *(column.tolist() for column in named[1:]), strict=True):
            if self._pids.setdefault(task, pid) != pid:
                out.append((at, task))
            self._pids[task] = pid
        return out

    def _move(self, number: int, task: int, block: int, came: _Came, trap: _Trap | None) -> Move:
        stack = self._stacks.setdefault(task, [])
        before = list(stack)
        here = self._blocks.get(block)
        function = self._known[self._function[block]] if here else "?"
        if trap is None:
            self._leave(stack, came, here.virt if here else 0, function)
            if here and here.ring:
                # Who runs in user mode has nothing on its kernel stack.
                del stack[1:]
        else:
            # Interrupted on the way: first to where it was going.
            there = self._wording.place(trap.back).partition("+")[0] if trap.ring == 0 else USER
            self._leave(stack, came, trap.back, there)
            _settle(stack, there)
            stack.append(Frame(trap.name or function, trap.back, True))
        _settle(stack, function)
        del stack[: max(len(stack) - DEEPEST, 0)]
        return Move(number, task, tuple(stack), _common(before, stack))

    def _leave(self, stack: list[Frame], came: _Came, virt: int, function: str) -> None:
        block = self._blocks.get(came.block)
        if came.end == End.IRET:
            _unwind(stack, [frame.trap for frame in stack])
        elif block is None or block.ring:
            # A program's own calls are not followed: its symbols are not known.
            return
        elif came.end == End.CALL:
            stack.append(Frame(function, block.virt + block.size_bytes, False))
        elif came.end == End.RETURN:
            # To what was not seen being called, or was pushed by hand, it is a jump.
            _unwind(stack, [frame.back == virt for frame in stack])


class _Came(NamedTuple):
    block: int
    end: int


class _Trap(NamedTuple):
    back: int
    ring: int
    name: str


def _common(before: list[Frame], after: list[Frame]) -> int:
    for at, (one, other) in enumerate(zip(before, after, strict=False)):
        if one is not other:
            return at
    return min(len(before), len(after))


def _unwind(stack: list[Frame], wanted: list[bool]) -> None:
    """Drop the innermost frame that is wanted, and what it called."""
    for at in range(len(stack) - 1, -1, -1):
        if wanted[at]:
            del stack[at:]
            return


def _settle(stack: list[Frame], function: str) -> None:
    """Make ``function`` the innermost: a jump, or what was not seen being called."""
    if not stack:
        stack.append(Frame(function, 0, False))
    elif stack[-1].function != function and not stack[-1].trap:
        stack[-1] = stack[-1]._replace(function=function)


class _Runs(NamedTuple):
    """The blocks that ran in a chunk: columns, and the row at which each begins."""

    starts: NDArray[np.int64]
    number: NDArray[np.uint64]
    task: NDArray[np.uint32]
    block: NDArray[np.uint32]
    ran: NDArray[np.int64]

    def at(self, rows: NDArray[np.uint32]) -> list[int]:
        """Return in which run each of some rows is; -1 before the first."""
        found: list[int] = (np.searchsorted(self.starts, rows, "right") - 1).tolist()
        return found


def _runs(found: Columns) -> _Runs:
    rows = found.insns
    block, index = rows["block"], rows["index"].astype(np.int64)
    new = np.ones(len(block), np.bool_)
    new[1:] = (block[1:] != block[:-1]) | (index[1:] != index[:-1] + 1)
    starts = np.flatnonzero(new & (rows["kind"] == 0))
    # A chunk that a filter left empty has no run, and so no last row.
    last = np.append(starts[1:], len(block))[: len(starts)] - 1
    return _Runs(starts, rows["number"][starts], rows["task"][starts], block[starts], index[last] + 1)


def _traps(found: Columns, runs: _Runs) -> dict[int, _Trap]:
    """Return the exceptions and interrupts by the run before each."""
    out = {}
    traps = _events(found, _TRAPS, ("row", "kind", "eip", "a", "b", "d"))
    rows = zip(runs.at(traps[0]), *(column.tolist() for column in traps[1:]), strict=True)
    for at, kind, eip, vector, software, ring in rows:
        # The stubs of the lines have no names of their own.
        name = f"interrupt {vector:#x}" if kind == Kind.INTERRUPT and not software else ""
        out[at] = _Trap(eip, ring, name)
    return out


def _events(found: Columns, kinds: Sequence[Kind], names: Sequence[str]) -> list[NDArray[Any]]:
    which = np.isin(found.events["kind"], kinds)
    return [found.events[name][which] for name in names]


def _end_of(text: str) -> End:
    word = text.partition(" ")[0]
    if word in ("call", "lcall"):
        return End.CALL
    if word.startswith("iret") or word == "sysexit":
        return End.IRET
    return End.RETURN if word in ("ret", "retf") else End.FLOW
