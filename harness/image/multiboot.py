# SPDX-License-Identifier: GPL-2.0-or-later
"""Recognise Multiboot kernels and describe the machine to them.

Source: Multiboot Specification 0.6.96, sections 3.1 (header), 3.2 (machine
state) and 3.3 (information structure).
"""

from __future__ import annotations

import struct
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from harness.errors import ImageError
from harness.image.elf import Image, Segment, parse_elf
from harness.image.files import read_whole

HEADER_MAGIC: Final = 0x1BADB002
BOOT_MAGIC: Final = 0x2BADB002
SEARCH_BYTES: Final = 8192
HAS_ADDRESSES: Final = 1 << 16
KNOWN_FLAGS: Final = 0x3
INFO_MEMORY, INFO_CMDLINE, INFO_MODULES, INFO_MMAP, INFO_LOADER = 1, 4, 8, 0x40, 0x200
INFO_BYTES: Final = 120
_WORD = struct.Struct("<I")


@dataclass(frozen=True, slots=True)
class Header:
    """A Multiboot header: where it was found and its words."""

    file_offset: int
    flags: int
    header_address: int = 0
    load_address: int = 0
    load_end: int = 0
    bss_end: int = 0
    entry: int = 0


def find_header(raw: bytes) -> Header | None:
    """Return the first header with a right checksum in the first 8 KiB."""
    limit = min(len(raw), SEARCH_BYTES) - 12
    for offset in range(0, limit + 1, 4):
        if _WORD.unpack_from(raw, offset)[0] != HEADER_MAGIC:
            continue
        magic, flags, checksum = struct.unpack_from("<3I", raw, offset)
        if (magic + flags + checksum) & 0xFFFFFFFF:
            continue
        if flags & HAS_ADDRESSES and offset + 32 <= len(raw):
            return Header(offset, flags, *struct.unpack_from("<5I", raw, offset + 12))
        return Header(offset, flags)
    return None


def read_kernel(path: str | Path) -> tuple[Image, Header | None]:
    """Read any i386 kernel, ELF or flat Multiboot.

    Raises :class:`ImageError` when it is neither, or asks for a feature that
    this boot loader does not have.
    """
    name = str(path)
    try:
        raw = read_whole(path)
    except OSError as error:
        why = error.strerror or "unknown error"
        raise ImageError(name, f"cannot be read ({why})", "pass a kernel") from None
    header = find_header(raw)
    if header is not None and header.flags & 0xFFFF & ~KNOWN_FLAGS:
        raise ImageError(
            name,
            f"wants Multiboot features {header.flags & 0xFFFF:#06x}",
            "only page-aligned modules and memory information are offered",
        )
    if header is not None and header.flags & HAS_ADDRESSES:
        return _flat(name, raw, header), header
    return parse_elf(name, raw), header


def _flat(name: str, raw: bytes, header: Header) -> Image:
    start = header.file_offset - (header.header_address - header.load_address)
    load_bytes = header.load_end - header.load_address if header.load_end else len(raw) - start
    mem_bytes = max(load_bytes, header.bss_end - header.load_address)
    if start < 0 or load_bytes < 0 or start + load_bytes > len(raw):
        raise ImageError(name, "has a Multiboot header that points outside it", "build it again")
    data = memoryview(raw)[start : start + load_bytes]
    load = header.load_address
    if load + mem_bytes > 1 << 32:
        raise ImageError(name, "loads past the end of 4 GiB", "link it lower")
    return Image(name, header.entry, (Segment(load, load, data, mem_bytes, 7),), raw)


def information(
    *,
    phys_self: int,
    memory_map: list[tuple[int, int, int]],
    command_line: str,
    modules: list[tuple[int, int]],
) -> bytes:
    """Return the information structure as it stands at ``phys_self``.

    ``memory_map`` holds (base, bytes, type) rows, ``modules`` (start, end)
    physical ranges; strings and tables follow the structure itself.
    """
    rows = b"".join(struct.pack("<IQQI", 20, b, n, t) for b, n, t in memory_map)
    mods = b"".join(struct.pack("<4I", start, end, 0, 0) for start, end in modules)
    phys_rows = phys_self + INFO_BYTES
    phys_mods = phys_rows + len(rows)
    phys_text = phys_mods + len(mods)
    text = command_line.encode("utf-8", "surrogateescape") + b"\0"
    high = max((b + n for b, n, t in memory_map if t == 1), default=0)
    flags = INFO_MEMORY | INFO_CMDLINE | INFO_MMAP | INFO_LOADER
    if modules:
        flags |= INFO_MODULES
    out = bytearray(INFO_BYTES)
    struct.pack_into("<3I", out, 0, flags, 639, max(high - 0x100000, 0) >> 10)
    struct.pack_into("<3I", out, 16, phys_text, len(modules), phys_mods)
    struct.pack_into("<2I", out, 44, len(rows), phys_rows)
    struct.pack_into("<I", out, 64, phys_text + len(text))
    return bytes(out) + rows + mods + text + b"harness\0"
