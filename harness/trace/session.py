# SPDX-License-Identifier: GPL-2.0-or-later
"""Tracing from Python: ``with machine.trace(level="full") as trace``."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory
from types import TracebackType
from typing import NamedTuple, Self

from harness.machine.events import RECORD, Kind
from harness.machine.machine import Machine
from harness.trace.filters import Filters
from harness.trace.reader import TraceReader
from harness.trace.record import Recorded, Recorder


class Told(NamedTuple):
    """An event as it happens: ``values`` are its a to d of docs/trace-format.md."""

    number: int
    kind: Kind
    eip: int
    task: int
    values: tuple[int, int, int, int]


Callback = Callable[[Told], object]


class Tracing:
    """A recording of a machine, as a context manager.

    Lifecycle: records from its making to the end of the ``with`` block; then
    ``result`` says what it came to and ``reader`` reads it.  Without a path it
    is kept for as long as this object.
    """

    def __init__(
        self,
        machine: Machine,
        path: Path | str | None = None,
        *,
        level: str = "full",
        filters: Filters,
        last_instructions: int | None = None,
    ) -> None:
        self._folder = TemporaryDirectory(prefix="harness-trace-") if path is None else None
        self.path = Path(self._folder.name if self._folder else str(path))
        self.result: Recorded | None = None
        self._callbacks: dict[int, list[Callback]] = {}
        self._recorder = Recorder(
            machine, self.path, level=level, filters=filters, last_instructions=last_instructions
        )

    def on(self, kind: Kind, callback: Callback) -> None:
        """Call back at each event of this kind, while the guest waits.

        It may read the machine; what it raises ends the run and comes out of it.
        """
        self._callbacks.setdefault(kind, []).append(callback)
        self._recorder.on_events(self._callbacks, self._tell)

    def _tell(self, raw: bytes) -> None:
        when, kind, eip, a, b, c, d, task, _ = RECORD.unpack(raw)
        for callback in self._callbacks.get(kind, ()):
            callback(Told(when, Kind(kind), eip, task, (a, b, c, d)))

    @property
    def reader(self) -> TraceReader:
        """What is on disk by now."""
        return TraceReader(self.path)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.result = self._recorder.stop()
