# SPDX-License-Identifier: GPL-2.0-or-later
"""A trace with all that is needed to read it: symbols, names, chunks by number."""

from __future__ import annotations

from bisect import bisect_right
from functools import cached_property
from pathlib import Path

from harness.errors import ConfigError
from harness.trace.code import CodeTable
from harness.trace.happenings import records_of
from harness.trace.names import TaskNames
from harness.trace.reader import ChunkAt, TraceReader
from harness.trace.wording import Wording


class OpenTrace:
    """One trace on disk, opened.

    Lifecycle: made from its directory, which reads the chunks' heads; names
    and code are read when first asked.  Raises :class:`TraceError` when
    nothing can be read.
    """

    def __init__(self, path: str | Path, kernel: str | None = None) -> None:
        self.reader = TraceReader(Path(path))
        self.wording = Wording(self.reader.header, kernel)

    @cached_property
    def names(self) -> TaskNames:
        """Who the tasks were."""
        return TaskNames(records_of(self.reader, chunk) for chunk in self.reader.chunks)

    @cached_property
    def code(self) -> CodeTable:
        """The distinct instructions."""
        return CodeTable(self.reader, self.wording)

    @cached_property
    def chunks(self) -> list[ChunkAt]:
        """The chunks that hold instructions, in order."""
        return [chunk for chunk in self.reader.chunks if chunk.head.end > chunk.head.first]

    def chunk_index(self, number: int) -> int:
        """Return which of ``chunks`` holds an instruction; :class:`ConfigError` if none does."""
        at = bisect_right([chunk.head.first for chunk in self.chunks], number) - 1
        if at < 0 or number >= self.chunks[at].head.end:
            held = f"instructions {self.reader.first:,} to {self.reader.end - 1:,}"
            if self.chunks and self.reader.first <= number < self.reader.end:
                held += ", and not that one: what is lost is listed by `harness trace show`"
            raise ConfigError(f"instruction {number:,}: the trace holds {held}")
        return at

    def need_function(self, name: str | None) -> None:
        """Refuse the name of a function that the kernel does not have: nothing would be found."""
        image = self.wording.image
        if name is not None and image is not None and name not in image.symbols:
            raise ConfigError(f"no function {name!r} in {image.path}; see `nm` for what there is")

    def complaints(self) -> list[str]:
        """Return in sentences what is missing: symbols, and what is lost."""
        missing = [self.wording.missing] if self.wording.missing else []
        return missing + [f"lost: {sentence}" for sentence in self.reader.lost]
