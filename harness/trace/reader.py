# SPDX-License-Identifier: GPL-2.0-or-later
"""Reads a trace: whole, growing, cut short or damaged; says what is lost."""

from __future__ import annotations

import json
import os
import struct
from array import array
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO, Final, NamedTuple

from harness.errors import TraceError
from harness.machine.engine import Engine
from harness.trace.format import (
    CHUNKS_NAME,
    HEADER_NAME,
    MAGIC,
    MOST_SECTIONS,
    VERSION,
    Head,
    head_bytes,
    read_head,
    read_section,
)

if TYPE_CHECKING:
    from harness.machine.engine import TraceProgram

_BLOCK: Final = struct.Struct("<IHHII")
_SCAN_BYTES: Final = 1 << 20


class Block(NamedTuple):
    """An entry of the dictionary; ``code`` is empty at the level ``blocks``."""

    virt: int
    size_bytes: int
    instructions: int
    ring: int
    code: bytes


class ChunkAt(NamedTuple):
    """A chunk's head and where in the file its body begins."""

    head: Head
    body_at: int


class TraceReader:
    """A trace on disk.

    Lifecycle: made from its directory, which reads the heads and the
    dictionary; chunks are read as they are asked for.  ``lost`` says in
    sentences what cannot be had; it grows as damage is met.  To see what a
    growing trace has gained, make another.  Raises :class:`TraceError` when
    nothing can be read.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self.lost: list[str] = []
        self.program: TraceProgram | None = None
        self.header = self._read_header()
        try:
            with (path / CHUNKS_NAME).open("rb") as file:
                self.chunks = list(self._scan(file))
        except OSError as problem:
            raise TraceError(f"{path / CHUNKS_NAME}: {problem.strerror}; record the trace again") from problem
        self.blocks: dict[int, Block] = {}
        for chunk in self.chunks:
            self._read_blocks(chunk)
        for before, after in zip(self.chunks, self.chunks[1:], strict=False):
            if before.head.end != after.head.first and before.head.end != before.head.first:
                self.lose(f"instructions {before.head.end:,} to {after.head.first:,} are missing")

    @property
    def first(self) -> int:
        """The first instruction's number."""
        return next((c.head.first for c in self.chunks if c.head.end > c.head.first), 0)

    @property
    def end(self) -> int:
        """The number after the last instruction's."""
        return self.chunks[-1].head.end if self.chunks else 0

    def words(self, chunk: ChunkAt) -> array[int]:
        """Return a chunk's words with the loops unfolded; none when damaged."""
        try:
            return unfold(self.section(chunk, "words"))
        except ValueError as problem:
            self.lose(f"the words of instructions {chunk.head.first:,} to {chunk.head.end:,}: {problem}")
            return array("I")

    def section(self, chunk: ChunkAt, name: str) -> bytes:
        """Return a section's bytes; empty when there is none, and told in ``lost`` when damaged."""
        section, at = chunk.head.find(name)
        with (self.path / CHUNKS_NAME).open("rb") as file:
            file.seek(chunk.body_at + at)
            packed = file.read(section.packed_bytes)
        try:
            return read_section(section, packed)
        except TraceError as problem:
            head = chunk.head
            self.lose(f"the {name} of instructions {head.first:,} to {head.end:,} are {problem}")
            return b""

    def lose(self, sentence: str) -> None:
        """Note what cannot be had, once."""
        if sentence not in self.lost:
            self.lost.append(sentence)

    def _read_header(self) -> dict[str, Any]:
        where = self.path / HEADER_NAME
        try:
            header = json.loads(where.read_text())
        except OSError as problem:
            raise TraceError(
                f"{where}: {problem.strerror}; name a directory that `harness trace record` made"
            ) from problem
        except (ValueError, RecursionError):
            return self._without_header()
        if not isinstance(header, dict) or header.get("version") != VERSION:
            raise TraceError(f"{where}: not a trace of version {VERSION}; record it again")
        machine = header.get("machine", {})
        offset = machine.get("page_offset", 0) if isinstance(machine, dict) else None
        if type(offset) is not int or not isinstance(header.get("image", ""), str):
            return self._without_header()
        return header

    def _without_header(self) -> dict[str, Any]:
        self.lose(f"{HEADER_NAME} is damaged: symbols and the configuration are unknown")
        return {}

    def _scan(self, file: BinaryIO) -> Iterator[ChunkAt]:
        size = file.seek(0, os.SEEK_END)
        at = 0
        while at < size:
            file.seek(at)
            try:
                head = read_head(file.read(head_bytes(MOST_SECTIONS)))
            except TraceError as problem:
                following = _next_magic(file, at + 1)
                where = f"bytes {at:,} to {size if following is None else following:,}"
                cut = following is None and size - at < head_bytes(MOST_SECTIONS)
                self.lose(f"{where} of {CHUNKS_NAME}: {'the last chunk is cut short' if cut else problem}")
                if following is None:
                    return
                at = following
                continue
            yield ChunkAt(head, at + head.head_bytes)
            at += head.head_bytes + head.body_bytes

    def _read_blocks(self, chunk: ChunkAt) -> None:
        raw = self.section(chunk, "blocks")
        code = self.section(chunk, "code") if raw else b""
        number = chunk.head.first_block
        base = None
        for virt, size, count, ring, code_at in _BLOCK.iter_unpack(raw[: len(raw) // 16 * 16]):
            base = code_at if base is None else base
            part = code[code_at - base : code_at - base + size]
            self.blocks[number] = Block(virt, size, count, ring, part if len(part) == size else b"")
            number += 1


def _next_magic(file: BinaryIO, at: int) -> int | None:
    tail = b""
    file.seek(at)
    while part := file.read(_SCAN_BYTES):
        found = (tail + part).find(MAGIC)
        if found >= 0:
            return at - len(tail) + found
        at += len(part)
        tail = part[-len(MAGIC) + 1 :]
    return None


def unfold(raw: bytes) -> array[int]:
    """Return words with every repeat written out; a torn last word is dropped.

    >>> unfold(array("I", [5, 6, 0xC2000002]).tobytes()).tolist()
    [5, 6, 5, 6, 5, 6]
    """
    return array("I", Engine.trace_unpack(raw[: len(raw) // 4 * 4]))
