# SPDX-License-Identifier: GPL-2.0-or-later
"""Makes small ELF32 executables for tests: segments, symbols, relocations."""

from __future__ import annotations

import struct
from collections.abc import Sequence
from dataclasses import dataclass, field

LINK = 0xC0000000
EHDR_BYTES, PHDR_BYTES, SHDR_BYTES = 52, 32, 40


@dataclass
class Part:
    virt: int
    phys: int
    data: bytes
    mem_bytes: int | None = None
    file_offset: int | None = None
    file_bytes: int | None = None


@dataclass
class Maker:
    """What ``build`` puts into the file; tests change what they want broken."""

    parts: Sequence[Part]
    entry: int = 0x100000
    symbols: Sequence[tuple[str, int, int, int, int]] = ()  # name value size kind section
    relocations: Sequence[tuple[int, int, int]] = ()  # place kind symbol-index-from-1
    elf_class: int = 1
    elf_type: int = 2
    machine: int = 3
    tail: bytes = field(default=b"")

    def build(self) -> bytes:
        data_at = EHDR_BYTES + PHDR_BYTES * len(self.parts)
        headers, body = b"", b""
        for part in self.parts:
            offset = part.file_offset if part.file_offset is not None else data_at + len(body)
            size = part.file_bytes if part.file_bytes is not None else len(part.data)
            mem = part.mem_bytes if part.mem_bytes is not None else len(part.data)
            headers += struct.pack("<8I", 1, offset, part.virt, part.phys, size, mem, 7, 4096)
            body += part.data
        blob, sections, count = self._sections(data_at + len(body))
        section_at = data_at + len(body) + len(blob)
        ident = b"\x7fELF" + bytes((self.elf_class, 1, 1)) + bytes(9)
        header = ident + struct.pack(
            "<HHIIIIIHHHHHH",
            self.elf_type,
            self.machine,
            1,
            self.entry,
            EHDR_BYTES,
            section_at if count else 0,
            0,
            EHDR_BYTES,
            PHDR_BYTES,
            len(self.parts),
            SHDR_BYTES,
            count,
            3 if count else 0,
        )
        return header + headers + body + blob + sections + self.tail

    def _sections(self, at: int) -> tuple[bytes, bytes, int]:
        if not self.symbols:
            return b"", b"", 0
        strings, table = b"\0", bytes(16)
        for name, value, size, kind, section in self.symbols:
            table += struct.pack("<IIIBBH", len(strings), value, size, 0x10 | kind, 0, section)
            strings += name.encode() + b"\0"
        rel = b"".join(struct.pack("<II", place, sym << 8 | kind) for place, kind, sym in self.relocations)
        names = b"\0.text\0.symtab\0.strtab\0.rel.text\0"
        rows = [bytes(SHDR_BYTES), struct.pack("<10I", 1, 1, 6, LINK, 0, 0, 0, 0, 0, 0)]
        offset, blob = at, b""
        for name_at, kind, content, link, info in (
            (7, 2, table, 4, 0),
            (0, 3, names, 0, 0),
            (15, 3, strings, 0, 0),
            (23, 9, rel, 2, 1),
        ):
            rows.append(struct.pack("<10I", name_at, kind, 0, 0, offset, len(content), link, info, 4, 0))
            blob += content
            offset += len(content)
        return blob, b"".join(rows), len(rows)


def plain(**changes: object) -> Maker:
    """A one-segment kernel at 1 MiB; keyword arguments replace fields."""
    maker = Maker([Part(LINK, 0x100000, bytes(64))])
    for name, value in changes.items():
        setattr(maker, name, value)
    return maker
