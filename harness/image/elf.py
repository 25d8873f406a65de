# SPDX-License-Identifier: GPL-2.0-or-later
"""A reader of ELF32 executables for the i386.

Written with ``struct`` because importing pyelftools costs more time than a
whole boot may (74 ms against a budget of half a second for the process).
Source: System V ABI, Intel386 Architecture Processor Supplement, chapters 4-5.
"""

from __future__ import annotations

import struct
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Final

from harness.errors import ImageError
from harness.image.files import read_whole
from harness.image.sections import EHDR, REBUILD, Section, read_sections, read_symbols
from harness.image.symbols import Symbol, SymbolTable

EM_386: Final = 3
ET_EXEC: Final = 2
PT_LOAD: Final = 1
MAX_HEADERS: Final = 4096

_PHDR = struct.Struct("<8I")


@dataclass(frozen=True, slots=True)
class Segment:
    """One loadable piece: [virt_start, virt_end) at phys_start."""

    virt_start: int
    phys_start: int
    data: bytes | memoryview
    mem_bytes: int
    flags: int

    @property
    def virt_end(self) -> int:
        """First virtual address past the segment."""
        return self.virt_start + self.mem_bytes

    @property
    def phys_end(self) -> int:
        """First physical address past the segment."""
        return self.phys_start + self.mem_bytes


@dataclass(frozen=True)
class Image:
    """A readable executable: immutable, shared by any number of machines."""

    path: str
    virt_entry: int
    segments: tuple[Segment, ...]
    raw: bytes = field(repr=False)
    shift: int = 0
    link_page_offset: int = 0

    @cached_property
    def sections(self) -> tuple[Section, ...]:
        """Section headers in file order; empty when stripped."""
        return read_sections(self.path, self.raw)

    @cached_property
    def symbols(self) -> SymbolTable:
        """All named symbols, moved with the image if it was relocated."""
        return SymbolTable(self.path, self._symbols())

    def _symbols(self) -> list[Symbol]:
        raw = read_symbols(self.raw, self.sections)
        if not self.shift:
            return raw
        return [
            symbol._replace(value=symbol.value + self.shift & 0xFFFFFFFF)
            if not symbol.absolute and symbol.value >= self.link_page_offset
            else symbol
            for symbol in raw
        ]

    @property
    def phys_end(self) -> int:
        """First physical address past all segments."""
        return max(s.phys_end for s in self.segments)

    def read(self, virt: int, size: int) -> bytes:
        """Return up to ``size`` bytes that the file puts at ``virt``."""
        for segment in self.segments:
            start = virt - segment.virt_start
            if 0 <= start < segment.mem_bytes:
                whole = min(size, segment.mem_bytes - start)
                return bytes(segment.data[start : start + whole]).ljust(whole, b"\0")
        return b""


def read_elf(path: str | Path) -> Image:
    """Read an i386 executable; :class:`ImageError` says what is wrong."""
    name = str(path)
    try:
        raw = read_whole(path)
    except FileNotFoundError:
        remedy = "run `make guest`, or name a kernel by --kernel or HARNESS_KERNEL"
        raise ImageError(name, "no such file", remedy) from None
    except OSError as error:
        raise ImageError(name, f"cannot be read ({error.strerror})", "pass a readable file") from None
    return parse_elf(name, raw)


def parse_elf(name: str, raw: bytes) -> Image:
    """Parse the bytes of an executable; ``name`` is for messages."""
    header = _read_header(name, raw)
    entry, ph_offset, ph_size, ph_count = header[4], header[5], header[9], header[10]
    if ph_size != _PHDR.size or not 0 < ph_count <= MAX_HEADERS:
        raise ImageError(name, "has no program headers to load", REBUILD)
    if ph_offset + ph_size * ph_count > len(raw):
        raise ImageError(name, "is truncated in its program headers", REBUILD)
    segments = []
    view = memoryview(raw)
    for index in range(ph_count):
        fields = _PHDR.unpack_from(raw, ph_offset + index * ph_size)
        if fields[0] == PT_LOAD and fields[5]:
            segments.append(_segment(name, view, index, fields))
    if not segments:
        raise ImageError(name, "has no loadable segment", "link it as a kernel")
    _refuse_overlap(name, segments)
    return Image(name, entry, tuple(segments), raw)


def _read_header(name: str, raw: bytes) -> tuple[int, ...]:
    if raw[:4] != b"\x7fELF":
        what = "is empty" if not raw else "is not an ELF file"
        raise ImageError(name, what, "pass an i386 ELF executable")
    if len(raw) > 4 and raw[4] == 2:
        raise ImageError(name, "is a 64-bit ELF file", "this machine is an i386: build it with -m32")
    if len(raw) < EHDR.size:
        raise ImageError(name, "is truncated in its ELF header", REBUILD)
    header = EHDR.unpack_from(raw)
    if raw[4] != 1 or raw[5] != 1 or header[2] != EM_386:
        raise ImageError(name, f"is for another machine (e_machine {header[2]})", "build it with -m32")
    if header[1] != ET_EXEC:
        raise ImageError(
            name,
            f"is not an executable (e_type {header[1]})",
            "link it at fixed addresses, without -pie or -r",
        )
    return header


def _segment(name: str, view: memoryview, index: int, fields: tuple[int, ...]) -> Segment:
    _, offset, virt, phys, file_bytes, mem_bytes, flags, _ = fields
    if offset + file_bytes > len(view):
        raise ImageError(
            name,
            f"is truncated: segment {index} wants bytes {offset:#x} to "
            f"{offset + file_bytes:#x} of {len(view):#x}",
            REBUILD,
        )
    if file_bytes > mem_bytes:
        raise ImageError(name, f"has more file than memory in segment {index}", REBUILD)
    if virt + mem_bytes > 1 << 32 or phys + mem_bytes > 1 << 32:
        raise ImageError(name, f"has segment {index} past the end of 4 GiB", "link it lower")
    return Segment(virt, phys, view[offset : offset + file_bytes], mem_bytes, flags)


def _refuse_overlap(name: str, segments: list[Segment]) -> None:
    ordered = sorted(segments, key=lambda s: s.phys_start)
    for low, high in zip(ordered, ordered[1:], strict=False):
        if low.phys_end > high.phys_start:
            raise ImageError(
                name,
                f"has overlapping segments: physical {low.phys_start:#010x}-"
                f"{low.phys_end:#010x} and {high.phys_start:#010x}-"
                f"{high.phys_end:#010x}",
                "link them apart",
            )
