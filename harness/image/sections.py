# SPDX-License-Identifier: GPL-2.0-or-later
"""Section headers and symbol tables of ELF32 files.

Source: System V ABI, chapter 4 (sections, symbol table).
"""

from __future__ import annotations

import struct
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from harness.errors import ImageError
from harness.image.symbols import Symbol

SHT_SYMTAB, SHT_NOBITS, SHT_REL = 2, 8, 9
SHF_ALLOC: Final = 2
EHDR: Final = struct.Struct("<16sHHIIIIIHHHHHH")
SYM: Final = struct.Struct("<IIIBBH")
REBUILD: Final = "build it again with `make guest`"
_SHDR = struct.Struct("<10I")


@dataclass(frozen=True, slots=True)
class Section:
    """One section header with its name; offsets are in bytes of the file."""

    name: str
    kind: int
    flags: int
    virt_start: int
    file_offset: int
    size_bytes: int
    link: int
    info: int


def read_sections(name: str, raw: bytes) -> tuple[Section, ...]:
    """Return the section headers; :class:`ImageError` when cut short."""
    header = EHDR.unpack_from(raw)
    offset, size, count, strings = header[6], header[11], header[12], header[13]
    if not offset or not count:
        return ()
    if size != _SHDR.size or offset + size * count > len(raw):
        raise ImageError(name, "is truncated in its section headers", REBUILD)
    rows = [_SHDR.unpack_from(raw, offset + i * size) for i in range(count)]
    for row in rows:
        if row[1] != SHT_NOBITS and row[4] + row[5] > len(raw):
            raise ImageError(name, "is truncated inside a section", REBUILD)
    if strings >= count:
        raise ImageError(name, "names its sections nowhere", REBUILD)
    table = rows[strings][4]
    return tuple(Section(_text(raw, table + r[0]), r[1], r[2], r[3], r[4], r[5], r[6], r[7]) for r in rows)


def _text(raw: bytes, offset: int) -> str:
    end = raw.find(b"\0", offset)
    return raw[offset : max(end, offset)].decode("latin-1")


def symbol_section(sections: Sequence[Section]) -> Section | None:
    """Return the header of the full symbol table, or None when stripped."""
    return next((s for s in sections if s.kind == SHT_SYMTAB), None)


def read_symbols(raw: bytes, sections: Sequence[Section]) -> list[Symbol]:
    """Return the named and defined symbols, none of a stripped file."""
    table = symbol_section(sections)
    if table is None or table.link >= len(sections):
        return []
    strings = sections[table.link]
    names = raw[strings.file_offset : strings.file_offset + strings.size_bytes]
    end_of_table = table.file_offset + table.size_bytes // SYM.size * SYM.size
    out = []
    for name_at, value, size, info, _other, section in SYM.iter_unpack(raw[table.file_offset : end_of_table]):
        if name_at and section:
            text = names[name_at : names.find(b"\0", name_at)].decode("latin-1")
            out.append(Symbol(text, value, size, info & 15, info >> 4, section))
    return out
