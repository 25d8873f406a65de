# SPDX-License-Identifier: GPL-2.0-or-later
"""Move a kernel linked with ``--emit-relocs`` to another PAGE_OFFSET.

The rule: each R_386_32 whose symbol is not absolute and lies at or above the
link-time PAGE_OFFSET gains the shift; PC-relative words keep their value
because both ends move together; the low boot section stays where it is.
"""

from __future__ import annotations

import struct
from dataclasses import replace
from typing import Final

from harness.errors import ImageError
from harness.image.elf import Image, Segment
from harness.image.sections import SHF_ALLOC, SHT_REL, SYM, symbol_section
from harness.image.symbols import SHN_ABS

R_386_NONE, R_386_32, R_386_PC32, R_386_PLT32 = 0, 1, 2, 4
R_386_GOTOFF, R_386_GOTPC = 9, 10
_STAY: Final = frozenset((R_386_NONE, R_386_PC32, R_386_PLT32, R_386_GOTOFF, R_386_GOTPC))
_WORD = struct.Struct("<I")
_REL = struct.Struct("<II")
PAGE_OFFSET_SYMBOL: Final = "__page_offset"


def relocate(image: Image, page_offset: int) -> Image:
    """Return ``image`` as if linked at ``page_offset``.

    Raises :class:`ImageError` when the file kept no relocations, or has a
    kind that cannot move.  The image must export ``__page_offset``.
    """
    linked_at = image.symbols[PAGE_OFFSET_SYMBOL]
    shift = page_offset - linked_at
    if not shift:
        return image
    if image.shift:
        raise ImageError(image.path, "was moved before", "relocate the file as read")
    copies = [_Copy(segment) for segment in image.segments]
    moving = moving_symbols(image, linked_at)
    seen = 0
    for section in image.sections:
        if section.kind != SHT_REL or section.info >= len(image.sections):
            continue
        if image.sections[section.info].flags & SHF_ALLOC:
            end = section.file_offset + section.size_bytes // 8 * 8
            body = image.raw[section.file_offset : end]
            seen += len(body) // 8
            _apply(image, body, moving, copies, shift)
    if not seen:
        raise ImageError(image.path, "kept no relocations", "link it with --emit-relocs")
    return replace(
        image,
        segments=tuple(c.moved(linked_at, shift) for c in copies),
        shift=shift,
        link_page_offset=linked_at,
    )


class _Copy:
    """A segment's bytes made writable while its words move."""

    def __init__(self, segment: Segment) -> None:
        self.segment = segment
        self.start = segment.virt_start
        self.end = segment.virt_start + len(segment.data) - 3
        self.data = bytearray(segment.data)

    def moved(self, linked_at: int, shift: int) -> Segment:
        start = self.start
        virt = start + shift if start >= linked_at else start
        return replace(self.segment, virt_start=virt, data=bytes(self.data))


def moving_symbols(image: Image, linked_at: int) -> bytes:
    """Return one byte a symbol: 1 when references to it gain the shift."""
    table = symbol_section(image.sections)
    if table is None:
        raise ImageError(image.path, "is stripped", "keep its symbols")
    end = table.file_offset + table.size_bytes // SYM.size * SYM.size
    return bytes(
        entry[5] != SHN_ABS and entry[1] >= linked_at
        for entry in SYM.iter_unpack(image.raw[table.file_offset : end])
    )


def _apply(image: Image, body: bytes, moving: bytes, copies: list[_Copy], shift: int) -> None:
    """Add ``shift`` to each word that ``body`` says refers to the high half."""
    # One loop with local names: tens of thousands of entries must cost less
    # than a tenth of the time a boot may take.
    copy = copies[0]
    unpack, pack, known = _WORD.unpack_from, _WORD.pack_into, len(moving)
    for place, info in _REL.iter_unpack(body):
        if info & 0xFF != R_386_32:
            if info & 0xFF in _STAY:
                continue
            raise ImageError(
                image.path,
                f"has a relocation of type {info & 0xFF} at {place:#010x}",
                "compile it with -fno-pic",
            )
        symbol = info >> 8
        if symbol >= known:
            raise ImageError(image.path, f"relocates by symbol {symbol} of {known}", "link it again")
        if moving[symbol]:
            if not copy.start <= place < copy.end:
                copy = _holder(image, copies, place)
            at = place - copy.start
            word = unpack(copy.data, at)[0] + shift
            pack(copy.data, at, word & 0xFFFFFFFF)


def _holder(image: Image, copies: list[_Copy], place: int) -> _Copy:
    for copy in copies:
        if copy.start <= place < copy.end:
            return copy
    raise ImageError(image.path, f"relocates {place:#010x}, outside its segments", "link it again")
