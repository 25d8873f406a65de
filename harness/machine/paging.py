# SPDX-License-Identifier: GPL-2.0-or-later
"""First page tables, and a walker that explains itself.

Source: Intel SDM volume 3, section 4.3 (32-bit paging) and 4.4 (PAE).  The
walker is for people and error messages; the core has its own, fast one.
"""

from __future__ import annotations

import struct
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from harness.errors import ConfigError
from harness.image.layout import Layout

PRESENT, WRITE, USER, ACCESSED, DIRTY = 1, 2, 4, 0x20, 0x40
LARGE, GLOBAL = 0x80, 0x100
NO_EXECUTE: Final = 1 << 63
# Accessed and dirty are set from the start, so that the processor need not
# write to the kernel's own tables.
KERNEL: Final = PRESENT | WRITE | ACCESSED | DIRTY
TABLE: Final = PRESENT | WRITE | ACCESSED
PAGE: Final = 4096
# Under the 640 KiB line, and forgotten once the kernel clears its user half.
PHYS_IDENTITY: Final = 0x94000
IDENTITY_BYTES: Final = 4 << 20
Memory = bytearray | memoryview


def build_tables(memory: Memory, layout: Layout, phys_directory: int, phys_free: int) -> int:
    """Write the first page tables; return the physical end of them.

    ``phys_directory`` is ``swapper_pg_dir``; further tables go to the first
    page boundary at or after ``phys_free``.  All lowmem is mapped at the page
    offset, and the first 4 MiB also where they are, for the trampoline.
    Raises :class:`ConfigError` when the tables do not fit into RAM.
    """
    phys_next = -(-phys_free // PAGE) * PAGE
    build = {"4k": _build_4k, "4m": _build_4m, "pae": _build_pae}[layout.pages]
    if layout.tables == "hashed":
        build = _build_hashed
    need = layout.table_pages
    if phys_next + need * PAGE > layout.lowmem_bytes:
        raise ConfigError(
            f"memory of {layout.memory_bytes} bytes is too small: the kernel and its "
            f"page tables end at {phys_next + need * PAGE:#010x}; give more --memory"
        )
    memory[phys_directory : phys_directory + PAGE] = bytes(PAGE)
    extra = GLOBAL if layout.global_pages else 0
    build(memory, layout, phys_directory, phys_next, KERNEL | extra)
    return phys_next + need * PAGE


def _put(memory: Memory, phys: int, entries: list[int], form: str = "I") -> None:
    raw = struct.pack(f"<{len(entries)}{form}", *entries)
    memory[phys : phys + len(raw)] = raw


def _build_4m(memory: Memory, layout: Layout, phys_directory: int, _: int, flags: int) -> None:
    count = -(-layout.lowmem_bytes // (4 << 20))
    entries = [(n << 22) | flags | LARGE for n in range(count)]
    _put(memory, phys_directory + (layout.page_offset >> 22) * 4, entries)
    _put(memory, phys_directory, [KERNEL | LARGE])


def _build_4k(memory: Memory, layout: Layout, phys_directory: int, phys_tables: int, flags: int) -> None:
    pages = layout.lowmem_bytes // PAGE
    tables = -(-pages // 1024)
    entries = list(range(flags, (pages << 12) + flags, PAGE))
    _put(memory, phys_tables, entries + [0] * (tables * 1024 - pages))
    directory = [phys_tables + n * PAGE | TABLE for n in range(tables)]
    _put(memory, phys_directory + (layout.page_offset >> 22) * 4, directory)
    _put(memory, PHYS_IDENTITY, [(n << 12) | KERNEL for n in range(1024)])
    _put(memory, phys_directory, [PHYS_IDENTITY | TABLE])


def _build_hashed(memory: Memory, layout: Layout, phys_directory: int, phys_table: int, flags: int) -> None:
    # Here, for it needs the flags of this module.
    from harness.machine.hashed import HashedTable

    table = HashedTable(memory, phys_table, layout.hashed_groups)
    table.clear()
    for phys in range(0, layout.lowmem_bytes, PAGE):
        table.insert(layout.page_offset + phys, phys, flags)
    # The kernel's half of the tree stays empty: nothing walks it.
    _put(memory, PHYS_IDENTITY, [(n << 12) | KERNEL for n in range(1024)])
    _put(memory, phys_directory, [PHYS_IDENTITY | TABLE])


def _build_pae(memory: Memory, layout: Layout, phys_directory: int, phys_tables: int, flags: int) -> None:
    # Four directories always, so that the kernel finds each quarter present.
    memory[phys_tables : phys_tables + 4 * PAGE] = bytes(4 * PAGE)
    count = -(-layout.lowmem_bytes // (2 << 20))
    first = layout.page_offset >> 21
    entries = [(n << 21) | flags | LARGE for n in range(count)]
    _put(memory, phys_tables + first * 8, entries, "Q")
    _put(memory, phys_tables, [KERNEL | LARGE, (2 << 20) | KERNEL | LARGE], "Q")
    pointers = [phys_tables + n * PAGE | PRESENT for n in range(4)]
    _put(memory, phys_directory, pointers, "Q")


@dataclass(frozen=True, slots=True)
class Step:
    """One level of a walk: the entry at ``phys_entry`` and what it says."""

    level: str
    phys_entry: int
    entry: int
    note: str

    def __str__(self) -> str:
        return f"{self.level} entry {self.entry:#010x} at {self.phys_entry:#010x}: {self.note}"


@dataclass(frozen=True, slots=True)
class Walk:
    """The outcome of a walk: ``phys`` is None when the address is not mapped."""

    virt: int
    steps: tuple[Step, ...]
    phys: int | None
    page_bytes: int = 0
    writable: bool = False
    user: bool = False

    def __str__(self) -> str:
        end = "not mapped" if self.phys is None else f"physical {self.phys:#010x}"
        return f"{self.virt:#010x}: {end}"


ReadPhys = Callable[[int, int], bytes]


def walk(read_phys: ReadPhys, virt: int, *, cr3: int, pae: bool, pse: bool = True) -> Walk:
    """Translate ``virt`` as the processor would, keeping every step.

    ``read_phys(phys, n)`` returns n bytes, or fewer where no RAM answers.
    Reserved bits and NX are not judged.
    """
    return _Walker(read_phys, virt, 8 if pae else 4, pse or pae).run(cr3, pae)


class _Walker:
    def __init__(self, read_phys: ReadPhys, virt: int, size: int, large: bool) -> None:
        self.read_phys, self.virt, self.size, self.large = read_phys, virt, size, large
        self.steps: list[Step] = []
        self.rights = WRITE | USER

    def run(self, cr3: int, pae: bool) -> Walk:
        virt = self.virt
        if pae:
            pointer = self._fetch("pdpt", (cr3 & ~31) + (virt >> 30) * 8)
            if pointer is None:
                return self._end(None, 0)
            directory, shift, mask = pointer & 0xFFFFFF000, 21, 511
        else:
            directory, shift, mask = cr3 & ~0xFFF, 22, 1023
        entry = self._fetch("directory", directory + (virt >> shift & mask) * self.size)
        if entry is None:
            return self._end(None, 0)
        self.rights &= entry
        if entry & LARGE and self.large:
            base = entry & 0xFFFFFFFFF & -(1 << shift)
            return self._end(base | virt & (1 << shift) - 1, 1 << shift)
        table = entry & 0xFFFFFF000
        entry = self._fetch("table", table + (virt >> 12 & mask) * self.size)
        if entry is None:
            return self._end(None, 0)
        self.rights &= entry
        return self._end(entry & 0xFFFFFF000 | virt & 0xFFF, PAGE)

    def _fetch(self, level: str, phys: int) -> int | None:
        raw = self.read_phys(phys, self.size)
        if len(raw) < self.size:
            self.steps.append(Step(level, phys, 0, "no RAM there"))
            return None
        entry = int.from_bytes(raw, "little")
        self.steps.append(Step(level, phys, entry, describe(entry)))
        return entry if entry & PRESENT else None

    def _end(self, phys: int | None, page_bytes: int) -> Walk:
        writable, user = bool(self.rights & WRITE), bool(self.rights & USER)
        return Walk(self.virt, tuple(self.steps), phys, page_bytes, writable, user)


_FLAGS: Final = (
    (WRITE, "writable"),
    (USER, "user"),
    (ACCESSED, "accessed"),
    (DIRTY, "dirty"),
    (LARGE, "large"),
    (GLOBAL, "global"),
    (NO_EXECUTE, "no-execute"),
)


def describe(entry: int) -> str:
    """Say an entry's flags in words."""
    if not entry & PRESENT:
        return "not present"
    words = [name for bit, name in _FLAGS if entry & bit]
    return " ".join(["present", *words])
