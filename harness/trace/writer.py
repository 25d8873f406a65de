# SPDX-License-Identifier: GPL-2.0-or-later
"""Writes a trace while the guest runs: compression beside it, in bounded memory."""

from __future__ import annotations

import json
import os
from collections import deque
from pathlib import Path
from queue import Queue
from threading import Thread
from typing import Any, Final

from harness.errors import TraceError
from harness.machine.engine import Engine
from harness.machine.events import RECORD, Kind
from harness.trace.encode import Encoder
from harness.trace.format import CHUNKS_NAME, HEADER_NAME, VERSION, Chunk, pack

# Chunks that may wait for the compressor; then the guest waits too.
WAITING: Final = 4


class TraceWriter:
    """A directory that a trace grows in.

    Lifecycle: made with its header; ``put`` as often as wanted; ``close``
    once, which waits for the disk.  ``last_instructions`` keeps only the
    chunks that hold so many of the last instructions.
    """

    def __init__(self, path: Path, header: dict[str, Any], last_instructions: int | None = None) -> None:
        self.path = path
        self._encoder = Encoder() if header.get("level") == "full" else None
        self.bytes_written = 0
        self._keep = last_instructions
        self._kept: deque[tuple[Chunk, bytes]] = deque()
        self._problem: BaseException | None = None
        self._queue: Queue[Chunk | None] = Queue(WAITING)
        try:
            path.mkdir(parents=True, exist_ok=True)
            strangers = {entry.name for entry in path.iterdir()} - {HEADER_NAME, CHUNKS_NAME}
            if strangers:
                raise TraceError(f"{path}: is no trace and not empty; name another directory for -o")
            self._file = (path / CHUNKS_NAME).open("wb")
            (path / HEADER_NAME).write_text(json.dumps({"version": VERSION, **header}, indent=2) + "\n")
        except OSError as problem:
            raise TraceError(f"{path}: {problem.strerror}; name another directory for -o") from problem
        self._thread = Thread(target=self._work, name="trace", daemon=True)
        self._thread.start()

    def put(self, chunk: Chunk) -> None:
        """Hand a chunk over; waits while too many are under way."""
        if self._problem is not None:
            raise self._failure()
        self._queue.put(chunk)

    def close(self) -> None:
        """Write what is under way; :class:`TraceError` when the disk refused."""
        self._queue.put(None)
        self._thread.join()
        try:
            for chunk, packed in self._kept:
                self._append(chunk, packed)
            self._file.close()
        except OSError as problem:
            self._problem = problem
        if self._problem is not None:
            raise self._failure()

    def _failure(self) -> TraceError:
        return TraceError(f"{self.path}: {self._problem}; what was written before is readable")

    def _work(self) -> None:
        # After a failure the queue is still emptied: the guest must not wait for ever.
        while (chunk := self._queue.get()) is not None:
            try:
                if self._problem is None:
                    self._take(chunk)
            except Exception as problem:
                self._problem = problem

    def _take(self, chunk: Chunk) -> None:
        if self._encoder is not None:
            chunk = self._encoder.encode(chunk)
        words = Engine.trace_pack(chunk.sections["words"])
        folded = chunk._replace(sections={**chunk.sections, "words": words})
        if self._keep is None:
            self._append(folded, pack(folded))
            return
        self._kept.append((folded, pack(folded)))
        while len(self._kept) > 1 and self._kept[1][0].first + self._keep <= chunk.end:
            old, _ = self._kept.popleft()
            # Later chunks name its blocks and tasks.
            rest = without_words(old)
            self._append(rest, pack(rest))

    def _append(self, chunk: Chunk, packed: bytes) -> None:
        # Unbuffered as far as a reader can tell: a chunk is there whole, or not yet.
        self._file.write(packed)
        self._file.flush()
        self.bytes_written += len(packed)


def without_words(old: Chunk) -> Chunk:
    """Return what later chunks need of one that was not kept: its blocks and tasks."""
    keep = {name: old.sections.get(name, b"") for name in ("blocks", "code", "pages", "lines", "bytes")}
    keep["events"] = _only_names(old.sections.get("events", b""))
    return old._replace(end=old.first, sections=keep)


def _only_names(events: bytes) -> bytes:
    size = RECORD.size
    each = (events[at : at + size] for at in range(0, len(events), size))
    return b"".join(record for record in each if RECORD.unpack(record)[1] == Kind.TASK)


def directory_bytes(path: Path) -> int:
    """Return what a trace takes on disk."""
    return sum(os.stat(path / name).st_size for name in (HEADER_NAME, CHUNKS_NAME))
