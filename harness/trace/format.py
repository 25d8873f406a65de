# SPDX-License-Identifier: GPL-2.0-or-later
"""A trace's chunks as bytes: docs/trace-format.md says what stands in them."""

from __future__ import annotations

import struct
import zlib
from enum import IntEnum
from typing import Final, NamedTuple

from harness.errors import TraceError

VERSION: Final = 2
MAGIC: Final = b"HTRC"
HEADER_NAME: Final = "header.json"
CHUNKS_NAME: Final = "chunks.bin"
LEVELS: Final = ("events", "blocks", "pc", "full")

# magic, version, sections; first and end instruction; task, CR3; events lost so far; first block
_FIXED: Final = struct.Struct("<4sHHQQIIQI")
# name; bytes as they are and as they stand packed; CRC-32 of the packed; how they are packed
_SECTION: Final = struct.Struct("<8sIIII")
_CRC: Final = struct.Struct("<I")
FIXED_BYTES: Final = _FIXED.size
MOST_SECTIONS: Final = 64
PLAIN, ZLIB = 0, 1
# What the level full adds and only trace.columns can read, in the order in which the core gives it.
MODEL_SECTIONS: Final = ("gaps", "masks", "shapes", "regs", "flags", "addrs", "values")

COUNT_MASK: Final = 0x0FFFFFFF


class Word(IntEnum):
    """The top four bits of a word that is no block's number."""

    EVENT = 8
    CUT = 9
    REDO = 10
    TICK = 11
    AGAIN = 12
    SKIP = 13


class Section(NamedTuple):
    """A part of a chunk, as its head describes it."""

    name: str
    raw_bytes: int
    packed_bytes: int
    crc: int
    packing: int


NO_SECTION: Final = Section("", 0, 0, 0, PLAIN)


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

    @property
    def head_bytes(self) -> int:
        """Bytes of the head itself."""
        return head_bytes(len(self.sections))

    def find(self, name: str) -> tuple[Section, int]:
        """Return a section and where in the body it begins; an empty one when there is none."""
        at = 0
        for section in self.sections:
            if section.name == name:
                return section, at
            at += section.packed_bytes
        return NO_SECTION, 0


class Chunk(NamedTuple):
    """One chunk unpacked; ``words`` may still have its loops folded."""

    first: int
    end: int
    task: int
    cr3: int
    events_lost: int
    first_block: int
    sections: dict[str, bytes]


def head_bytes(sections: int) -> int:
    """Return the bytes of a head with so many sections."""
    return _FIXED.size + sections * _SECTION.size + _CRC.size


def pack(chunk: Chunk) -> bytes:
    """Return a chunk as it stands on disk; empty sections are left out."""
    # Level 1: what is left after folding is small, and the guest is waiting.
    packed = {name: zlib.compress(raw, 1) for name, raw in chunk.sections.items() if raw}
    head = _FIXED.pack(MAGIC, VERSION, len(packed), *chunk[:6])
    for name, small in packed.items():
        raw = len(chunk.sections[name])
        head += _SECTION.pack(name.encode(), raw, len(small), zlib.crc32(small), ZLIB)
    return b"".join((head, _CRC.pack(zlib.crc32(head)), *packed.values()))


def read_head(raw: bytes) -> Head:
    """Read a chunk's head; :class:`TraceError` when it is not one, or damaged.

    ``raw`` may go on behind it; ``head_bytes(MOST_SECTIONS)`` are always enough.
    """
    if len(raw) < FIXED_BYTES or raw[:4] != MAGIC:
        raise TraceError("no chunk begins here")
    _, version, count, first, end, task, cr3, lost, first_block = _FIXED.unpack_from(raw)
    if version != VERSION:
        raise TraceError(f"a chunk of version {version}; this program reads version {VERSION}")
    size = head_bytes(count) - _CRC.size
    if count > MOST_SECTIONS or len(raw) < size + _CRC.size:
        raise TraceError("a chunk's head is damaged")
    if zlib.crc32(raw[:size]) != _CRC.unpack_from(raw, size)[0]:
        raise TraceError("a chunk's head is damaged")
    parts = tuple(
        Section(name.rstrip(b"\0").decode("ascii", "replace"), *fields)
        for name, *fields in _SECTION.iter_unpack(raw[FIXED_BYTES:size])
    )
    return Head(first, end, task, cr3, lost, first_block, parts)


def read_section(section: Section, packed: bytes) -> bytes:
    """Unpack one section; :class:`TraceError` when it is short or damaged."""
    if len(packed) != section.packed_bytes:
        raise TraceError("cut short")
    if zlib.crc32(packed) != section.crc:
        raise TraceError("damaged: its checksum is wrong")
    if section.packing == PLAIN:
        return packed
    if section.packing != ZLIB:
        raise TraceError(f"packed in a way ({section.packing}) that this program does not know")
    opener = zlib.decompressobj()
    try:
        # Never more than it said, whatever a crafted file holds.
        raw = opener.decompress(packed, section.raw_bytes or 1)
    except zlib.error as problem:
        raise TraceError(f"damaged: {problem}") from problem
    if len(raw) != section.raw_bytes:
        raise TraceError("damaged: its length is wrong")
    return raw
