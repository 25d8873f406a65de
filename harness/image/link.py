# SPDX-License-Identifier: GPL-2.0-or-later
"""Write a relocated kernel back as an ELF file, for QEMU and gdb.

Everything that names an address moves: segments, sections, symbols, and the
debugging sections by their own kept relocations.
"""

from __future__ import annotations

import struct
from typing import Final

from harness.errors import ImageError
from harness.image.elf import Image
from harness.image.relocate import PAGE_OFFSET_SYMBOL, R_386_32, moving_symbols, relocate
from harness.image.sections import REBUILD, SHF_ALLOC, SHT_REL, symbol_section

_REL = struct.Struct("<II")
_WORD = struct.Struct("<I")
_PH_VADDR, _SH_ADDR, _SYM_VALUE, _SYM_SECTION = 8, 12, 4, 14
_SHN_ABS: Final = 0xFFF1


def link_at(image: Image, page_offset: int) -> bytes:
    """Return the bytes of ``image`` linked at ``page_offset``; :class:`ImageError` if it is damaged."""
    try:
        return _moved(image, page_offset)
    except (struct.error, IndexError):
        raise ImageError(image.path, "has sections or relocations that point outside it", REBUILD) from None


def _moved(image: Image, page_offset: int) -> bytes:
    linked_at = image.symbols[PAGE_OFFSET_SYMBOL]
    moved = relocate(image, page_offset)
    out = bytearray(image.raw)
    if moved is image:
        return bytes(out)
    shift = page_offset - linked_at
    for before, after in zip(image.segments, moved.segments, strict=True):
        start = _file_offset(out, before.virt_start)
        out[start : start + len(after.data)] = after.data
    _move_debugging(image, out, linked_at, shift)
    _move_headers(out, linked_at, shift)
    _move_symbols(image, out, linked_at, shift)
    return bytes(out)


def _add(out: bytearray, at: int, linked_at: int, shift: int) -> None:
    value = _WORD.unpack_from(out, at)[0]
    if value >= linked_at:
        _WORD.pack_into(out, at, value + shift & 0xFFFFFFFF)


def _program_headers(out: bytearray) -> range:
    offset, size, count = _WORD.unpack_from(out, 28)[0], 32, struct.unpack_from("<H", out, 44)[0]
    return range(offset, offset + size * count, size)


def _file_offset(out: bytearray, virt: int) -> int:
    for header in _program_headers(out):
        kind, offset, start = struct.unpack_from("<3I", out, header)
        if kind == 1 and start == virt:
            return int(offset)
    raise ImageError("kernel", f"has no segment at {virt:#010x}", "link it again")


def _move_headers(out: bytearray, linked_at: int, shift: int) -> None:
    for header in _program_headers(out):
        _add(out, header + _PH_VADDR, linked_at, shift)
    _add(out, 24, linked_at, shift)
    offset, count = _WORD.unpack_from(out, 32)[0], struct.unpack_from("<H", out, 48)[0]
    for header in range(offset, offset + 40 * count, 40):
        _add(out, header + _SH_ADDR, linked_at, shift)


def _move_symbols(image: Image, out: bytearray, linked_at: int, shift: int) -> None:
    table = symbol_section(image.sections)
    if table is None:
        return
    for at in range(table.file_offset, table.file_offset + table.size_bytes, 16):
        if struct.unpack_from("<H", out, at + _SYM_SECTION)[0] != _SHN_ABS:
            _add(out, at + _SYM_VALUE, linked_at, shift)


def _move_debugging(image: Image, out: bytearray, linked_at: int, shift: int) -> None:
    moving = moving_symbols(image, linked_at)
    for section in image.sections:
        if section.kind != SHT_REL or section.info >= len(image.sections):
            continue
        target = image.sections[section.info]
        allocated = bool(target.flags & SHF_ALLOC)
        start = section.file_offset
        for at in range(start, start + section.size_bytes, 8):
            place, info = _REL.unpack_from(out, at)
            if allocated:
                _add(out, at, linked_at, shift)
            elif info & 0xFF == R_386_32 and moving[info >> 8]:
                word = target.file_offset + place
                value = _WORD.unpack_from(out, word)[0] + shift
                _WORD.pack_into(out, word, value & 0xFFFFFFFF)
