# SPDX-License-Identifier: GPL-2.0-or-later
"""A trace's chunks as bytes: docs/trace-format.md says what stands in them."""

from __future__ import annotations

import struct
import zlib
from collections.abc import Sequence
from enum import IntEnum
from typing import Final, NamedTuple

from harness.errors import TraceError

VERSION: Final = 1
MAGIC: Final = b"HTRC"
HEADER_NAME: Final = "header.json"
CHUNKS_NAME: Final = "chunks.bin"
LEVELS: Final = ("events", "blocks", "pc")

# magic, version, sections; first and end instruction; task, CR3; events lost so far; first block
_FIXED: Final = struct.Struct("<4sHHQQIIQI")
_SECTION: Final = struct.Struct("<III")
_CRC: Final = struct.Struct("<I")
SECTIONS: Final = ("words", "events", "blocks", "code")
HEAD_BYTES: Final = _FIXED.size + len(SECTIONS) * _SECTION.size + _CRC.size

COUNT_MASK: Final = 0x0FFFFFFF


class Word(IntEnum):
    """The top four bits of a word that is no block's number."""

    EVENT = 8
    CUT = 9
    REDO = 10
    TICK = 11
    AGAIN = 12


class Section(NamedTuple):
    """A part of a chunk, as its head describes it."""

    raw_bytes: int
    packed_bytes: int
    crc: int


class Head(NamedTuple):
    """What a chunk says of itself; instruction numbers are half-open."""

    first: int
    end: int
    task: int
    cr3: int
    events_lost: int
    first_block: int
    sections: tuple[Section, ...]

    @property
    def body_bytes(self) -> int:
        """Bytes that follow the head."""
        return sum(section.packed_bytes for section in self.sections)


class Chunk(NamedTuple):
    """One chunk unpacked; ``words`` may still have its loops folded."""

    first: int
    end: int
    task: int
    cr3: int
    events_lost: int
    first_block: int
    words: bytes
    events: bytes
    blocks: bytes
    code: bytes


def pack(chunk: Chunk) -> bytes:
    """Return a chunk as it stands on disk."""
    raw: Sequence[bytes] = (chunk.words, chunk.events, chunk.blocks, chunk.code)
    # Level 1: what is left after folding is small, and the guest is waiting.
    packed = [zlib.compress(part, 1) if part else b"" for part in raw]
    head = _FIXED.pack(MAGIC, VERSION, len(SECTIONS), *chunk[:6])
    for part, small in zip(raw, packed, strict=True):
        head += _SECTION.pack(len(part), len(small), zlib.crc32(small))
    return b"".join((head, _CRC.pack(zlib.crc32(head)), *packed))


def read_head(raw: bytes) -> Head:
    """Read a chunk's head; :class:`TraceError` when it is not one, or damaged."""
    if len(raw) < HEAD_BYTES or raw[:4] != MAGIC:
        raise TraceError("no chunk begins here")
    body = raw[: HEAD_BYTES - _CRC.size]
    if zlib.crc32(body) != _CRC.unpack_from(raw, len(body))[0]:
        raise TraceError("a chunk's head is damaged")
    _, version, count, first, end, task, cr3, lost, first_block = _FIXED.unpack_from(raw)
    if version != VERSION or count != len(SECTIONS):
        raise TraceError(f"a chunk of version {version}; this program reads version {VERSION}")
    parts = tuple(Section(*fields) for fields in _SECTION.iter_unpack(body[_FIXED.size :]))
    return Head(first, end, task, cr3, lost, first_block, parts)


def read_section(section: Section, packed: bytes) -> bytes:
    """Unpack one section; :class:`TraceError` when it is short or damaged."""
    if len(packed) != section.packed_bytes:
        raise TraceError("cut short")
    if zlib.crc32(packed) != section.crc:
        raise TraceError("damaged: its checksum is wrong")
    if not packed:
        return b""
    opener = zlib.decompressobj()
    try:
        # Never more than it said, whatever a crafted file holds.
        raw = opener.decompress(packed, section.raw_bytes or 1)
    except zlib.error as problem:
        raise TraceError(f"damaged: {problem}") from problem
    if len(raw) != section.raw_bytes:
        raise TraceError("damaged: its length is wrong")
    return raw
