# SPDX-License-Identifier: GPL-2.0-or-later
"""Records a machine: what the core keeps, handed on to the writer."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any, Final, NamedTuple

from harness.errors import ConfigError
from harness.machine.events import Kind
from harness.machine.machine import Machine
from harness.machine.snapshot import configuration
from harness.trace.filters import Filters, core_filter
from harness.trace.format import LEVELS, Chunk
from harness.trace.writer import TraceWriter, directory_bytes

NO_FILTERS: Final = Filters()
# Functions of a Linux-like kernel whose entry is an event.
WATCHED: Final = {
    "wake_up_new_task": Kind.FORK,
    "do_execve": Kind.EXEC,
    "do_exit": Kind.EXIT,
    "try_to_wake_up": Kind.WAKE,
    "syscall_exit": Kind.RETURN,
    "sysenter_exit": Kind.RETURN,
}


class Recorded(NamedTuple):
    """What a recording came to; ``seconds`` of host time from start to the disk."""

    instructions: int
    events: int
    events_lost: int
    bytes: int
    seconds: float

    def __str__(self) -> str:
        speed = self.instructions / self.seconds / 1e6 if self.seconds else 0.0
        each = self.bytes / self.instructions if self.instructions else 0.0
        lost = f" ({self.events_lost:,} lost)" if self.events_lost else ""
        return (
            f"{self.instructions:,} instructions, {self.events:,} events{lost}, {self.bytes:,} bytes "
            f"({each:.3f} an instruction), {self.seconds:.2f} s, {speed:.0f} M instructions/s"
        )


class Recorder:
    """One recording of one machine.

    Lifecycle: made when the machine stands still, which starts it; the
    machine runs; ``stop`` once, when it stands still again.  The run is the
    same with and without it, and its ``trace_hash`` too.

    ``on_chunk`` is told the instruction count each time the disk was given
    something; ``on_end`` is called once when the recording's end mark is met.

    Raises :class:`ConfigError` for an unknown level, for filters that cannot
    be, and for tasks of a kernel whose tasks are not known;
    :class:`TraceError` for the directory.
    """

    def __init__(
        self,
        machine: Machine,
        path: Path,
        *,
        level: str = "pc",
        filters: Filters = NO_FILTERS,
        last_instructions: int | None = None,
        on_chunk: Callable[[int], object] | None = None,
        on_end: Callable[[], object] | None = None,
    ) -> None:
        if level not in LEVELS:
            raise ConfigError(f"no level {level!r}; there are {', '.join(LEVELS)}")
        if (filters.pid, filters.comm) != (None, None) and not machine.watched:
            raise ConfigError("this kernel's tasks are not known; record it without --pid and --comm")
        narrowed = core_filter(filters, machine.symbols)
        self._machine = machine
        self._level = level
        self._events = 0
        self._events_lost = 0
        self._blocks = 1
        self._on_chunk = on_chunk
        self._on_end = on_end
        header = {**describe(machine), "level": level, "last": last_instructions, **filters.as_header()}
        self._writer = TraceWriter(path, header, last_instructions)
        self._first = machine.engine.instructions
        self._begin = time.perf_counter()
        self._start(filters.used, narrowed)

    def _start(self, filtered: bool, narrowed: tuple[Any, ...]) -> None:
        machine, engine = self._machine, self._machine.engine
        engine.trace_start(self._take, {"events": 0, "full": 2}.get(self._level, 1), *task_words(machine))
        for name, kind in WATCHED.items():
            if machine.watched and name in machine.symbols:
                engine.trace_watch(machine.symbols[name], kind)
        if filtered:
            engine.trace_filter(*narrowed)
        if self._level == "full":
            # RAM as it is, before anything runs.
            self._take()

    def on_events(self, kinds: Iterable[int], callback: Callable[[bytes], object]) -> None:
        """Have each event of these kinds told while the guest waits; none asks for none."""
        self._machine.engine.trace_call(sum(1 << kind for kind in set(kinds)), callback)

    def stop(self) -> Recorded:
        """End the recording and wait for the disk."""
        engine = self._machine.engine
        self._take()
        ran = engine.instructions - self._first - engine.trace_skipped()
        engine.trace_stop()
        self._writer.close()
        seconds = time.perf_counter() - self._begin
        size = directory_bytes(self._writer.path)
        return Recorded(ran, self._events, self._events_lost, size, seconds)

    def _take(self) -> None:
        if self._on_end is not None and self._machine.engine.trace_ended():
            self._on_end()
        first, end, task, cr3, lost, words, events, blocks, code, state, pages = (
            self._machine.engine.trace_take()
        )
        parts = {"words": words, "events": events, "blocks": blocks, "state": state}
        parts["code"] = b"" if self._level == "blocks" else code
        parts.update(zip(("pages", "lines", "bytes"), pages, strict=True))
        self._writer.put(Chunk(first, end, task, cr3, lost, self._blocks, parts))
        self._blocks += len(blocks) // 16
        self._events += len(events) // 40
        self._events_lost = lost
        if self._on_chunk is not None:
            self._on_chunk(end)


def describe(machine: Machine) -> dict[str, Any]:
    """Return the header's words about the machine: enough to find its symbols."""
    return {
        "image": str(Path(machine.image.path).resolve()),
        "machine": configuration(machine),
        "first_instruction": machine.engine.instructions,
    }


def task_words(machine: Machine) -> tuple[int, int, int]:
    """Return the running task and where its pid and name stand; zeros if unknown."""
    if not machine.watched:
        return 0, 0, 0
    symbols = machine.symbols
    task = machine.engine.current or symbols["init_task"]
    return task, symbols.offset("task_struct", "pid"), symbols.offset("task_struct", "comm")
