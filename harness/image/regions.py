# SPDX-License-Identifier: GPL-2.0-or-later
"""A layout's address space as a list of regions, and the kernel's image within it.

Source of the user half's marks: guest/include/linux/mm.h (STACK_TOP, and
TASK_UNMAPPED_BASE at a third), and the i386 ABI's 0x08048000 for programs.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from harness.image.elf import Image
from harness.image.layout import GIB, KIB, MIB, TOP, Layout

PAGE: Final = 4096
VIRT_PROGRAMS: Final = 0x08048000
KERNEL_PHYS: Final = MIB
# guest/include/asm/fixmap.h
VMALLOC_GAP: Final = 8 * MIB
VIRT_VMALLOC_END: Final = 0xFEFFE000
VIRT_SELF_MAP: Final = 0xFF000000
VIRT_KMAP: Final = 0xFF800000
VIRT_FIXMAP: Final = 0xFFC00000
# guest/include/asm/entry_area.h
VIRT_ENTRY: Final = 0xFFF00000
ENTRY_BYTES: Final = 4 * PAGE
# linker/layout.h
VIRT_VSYSCALL: Final = 0xFFFFE000
_SHF_ALLOC: Final = 2
_SECTIONS: Final = {
    ".text": ("kernel text", "code"),
    ".rodata": ("kernel rodata", "rodata"),
    ".data": ("kernel data", "data"),
    ".init": ("kernel init", "init"),
    ".kallsyms": ("kernel symbols", "rodata"),
    ".bss": ("kernel bss", "bss"),
}


@dataclass(frozen=True, slots=True)
class Region:
    """[virt_start, virt_end) of one use; ``kind`` groups uses for colours.

    ``depth`` is 0 for the parts that fill 4 GiB, 1 for parts of the user half
    and of the direct map, 2 for those of the kernel's image.
    """

    name: str
    kind: str
    virt_start: int
    virt_end: int
    depth: int = 0
    note: str = ""

    @property
    def size_bytes(self) -> int:
        """Bytes from start to end."""
        return self.virt_end - self.virt_start

    def as_json(self) -> dict[str, object]:
        """Return the fields, numbers as numbers."""
        return {
            "name": self.name,
            "kind": self.kind,
            "virt_start": self.virt_start,
            "virt_end": self.virt_end,
            "depth": self.depth,
            "note": self.note,
        }


def regions(layout: Layout, image: Image | None = None) -> list[Region]:
    """Return the regions from low to high, each followed by what lies within it.

    Without ``image`` the kernel's own sections are left out.  The image may be
    linked at any split.  With kernel and user on separate directories these are the
    kernel's; :func:`user_regions` gives the other's.
    """
    offset, end, reserve = layout.page_offset, layout.virt_lowmem_end, TOP - layout.reserve_bytes
    entries = f"{-(-layout.lowmem_bytes // layout.entry_bytes)} entries of {layout.pages}"
    found = [Region("user half", "user", 0, offset, 0, "each process has its own"), *_user(offset)]
    if layout.separation == "4g":
        found = [Region("no man's half", "hole", 0, offset, 0, "a process has a directory of its own")]
    found.append(Region("direct map", "direct", offset, end, 0, f"RAM, {_pages(layout, entries)}"))
    found += _direct(layout, image)
    if end < reserve:
        found.append(Region("beyond RAM", "hole", end, reserve, 0, "not mapped"))
    found.append(Region("reserve", "reserve", reserve, TOP, 0, "for what needs addresses of its own"))
    return found + _reserve(layout)


def user_regions(layout: Layout) -> list[Region]:
    """Return the regions of a user directory in a 4G/4G layout, from low to high."""
    end = layout.virt_user_end
    return [
        Region("user space", "user", 0, end, 0, "each process has its own"),
        *_user(end),
        Region("entry table", "reserve", end, TOP, 0, "what ring 3 must cross"),
        Region(
            "entry area", "fixmap", VIRT_ENTRY, VIRT_ENTRY + ENTRY_BYTES, 1, "stack, GDT, IDT, TSS, stubs"
        ),
        Region("vsyscall page", "fixmap", VIRT_VSYSCALL, VIRT_VSYSCALL + PAGE, 1, "for ring 3"),
    ]


def region_name(found: list[Region], virt: int) -> str:
    """Name what ``virt`` is in: an outer region, or in the reserve one of its parts.

    >>> region_name(regions(Layout()), 0xFF800000)
    'kmap'
    """
    holding = [r for r in found if r.virt_start <= virt < r.virt_end and r.depth < 2]
    outer = holding[0]
    return holding[-1].name if outer.kind == "reserve" else outer.name


def round_size(size_bytes: int) -> str:
    """Print a size to three digits or so, for people.

    >>> round_size(118_357), round_size(3 << 30), round_size(917_216 << 10)
    ('116K', '3G', '896M')
    """
    for unit, name in ((GIB, "G"), (MIB, "M"), (KIB, "K")):
        if size_bytes >= unit:
            return f"{size_bytes / unit:.{0 if size_bytes >= 10 * unit else 1}f}".removesuffix(".0") + name
    return str(size_bytes)


def _pages(layout: Layout, entries: str) -> str:
    entries = entries.replace("pae", "2m")
    return entries + (", global" if layout.global_pages else "")


def _user(page_offset: int) -> list[Region]:
    third = -(-(page_offset // 3) // PAGE) * PAGE
    return [
        Region("below programs", "hole", 0, VIRT_PROGRAMS, 1, "NULL faults"),
        Region("program, heap", "program", VIRT_PROGRAMS, third, 1, "brk grows up"),
        Region("mmap, stack", "stack", third, page_offset - PAGE, 1, "the stack grows down"),
        Region("guard page", "guard", page_offset - PAGE, page_offset, 1, "above the stack, not mapped"),
    ]


def _reserve(layout: Layout) -> list[Region]:
    start = TOP - layout.reserve_bytes
    vmalloc = start + VMALLOC_GAP
    stacks = "vmalloc(), guarded kernel stacks" if layout.stack_guard else "vmalloc()"
    parts = [
        Region("gap", "hole", start, vmalloc, 1, "running off the direct map faults"),
        Region("vmalloc", "vmalloc", vmalloc, VIRT_VMALLOC_END, 1, stacks),
    ]
    if layout.recursive:
        parts.append(Region("self map", "tables", VIRT_SELF_MAP, VIRT_SELF_MAP + 4 * MIB, 1, "the directory"))
    lent = "kmap() lends them to high memory" if layout.highmem else "for high memory, which is off"
    parts.append(Region("kmap", "kmap", VIRT_KMAP, VIRT_KMAP + 2 * MIB, 1, lent))
    parts.append(Region("fixmap", "fixmap", VIRT_FIXMAP, TOP, 1, "kmap_atomic(), from the top down"))
    return parts


def _direct(layout: Layout, image: Image | None) -> list[Region]:
    offset, end = layout.page_offset, layout.virt_lowmem_end
    low = Region("first MiB", "low", offset, offset + KERNEL_PHYS, 1, "boot parameters, BIOS hole")
    if image is None:
        return [low, Region("kernel, free", "free", low.virt_end, end, 1, "no kernel image was read")]
    parts = _image(layout, image)
    last = -(-parts[-1].virt_end // PAGE) * PAGE
    whole = Region("kernel image", "code", low.virt_end, last, 1, "at physical 1 MiB")
    return [
        low,
        whole,
        *parts,
        Region("free memory", "free", last, end, 1, "mem_map, then pages to give away"),
    ]


def _image(layout: Layout, image: Image) -> list[Region]:
    delta = layout.page_offset - (image.link_page_offset or image.symbols["__page_offset"])
    parts = []
    for section in image.sections:
        if section.flags & _SHF_ALLOC and section.name in _SECTIONS:
            name, kind = _SECTIONS[section.name]
            start = section.virt_start + delta
            parts.append(Region(name, kind, start, start + section.size_bytes, 2, section.name))
    end = -(-parts[-1].virt_end // PAGE) * PAGE
    tables = layout.table_pages
    if tables:
        form = "hashed, " if layout.tables == "hashed" else ""
        note = f"{form}{tables} pages, built by the loader"
        parts.append(Region("page tables", "tables", end, end + tables * PAGE, 2, note))
    return parts
