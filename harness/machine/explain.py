# SPDX-License-Identifier: GPL-2.0-or-later
"""A walk of the page tables in sentences: which bits choose which entry, and what it says.

Source: Intel SDM volume 3, figures 4-2 to 4-6.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from harness.image.layout import format_size
from harness.machine.mappings import Tables, rights
from harness.machine.paging import LARGE, NO_EXECUTE, USER, WRITE, Step, Walk

# level: (highest, lowest) bit of the address that chooses the entry
_BITS: Final = {
    False: {"directory": (31, 22), "table": (21, 12)},
    True: {"pdpt": (31, 30), "directory": (29, 21), "table": (20, 12)},
}


def explain(walk: Walk, tables: Tables) -> Iterator[str]:
    """Yield one line for CR3, one or two for each level, and one for the outcome."""
    hashed = any("group" in step.level for step in walk.steps)
    form = "PAE, three levels" if tables.pae else "two levels"
    yield f"hash of page {walk.virt >> 12:#x}" if hashed else f"CR3 {tables.cr3:#010x}: {form}"
    for step in walk.steps:
        yield from [_group(step)] if hashed else _step(walk.virt, step, tables.pae)
    if walk.phys is None:
        yield f"not mapped: the {walk.steps[-1].level} entry ends the walk, an access is a page fault"
        return
    low = walk.page_bytes.bit_length() - 2
    offset = walk.virt & walk.page_bytes - 1
    frame = walk.phys - offset
    yield f"bits {low}..0 = {offset:#x}: frame {frame:#010x} + {offset:#x} = physical {walk.phys:#010x}"
    flags = USER * walk.user | WRITE * walk.writable
    for step in walk.steps:
        flags |= step.entry & NO_EXECUTE
    yield f"every level together: {format_size(walk.page_bytes)} page, {rights(flags, tables.pae)}"


def _group(step: Step) -> str:
    return f"{step.level}, {step.phys_entry:#010x}: {step.note}"


def _step(virt: int, step: Step, pae: bool) -> Iterator[str]:
    high, low = _BITS[pae][step.level]
    index = virt >> low & (1 << high - low + 1) - 1
    base = step.phys_entry - index * (8 if pae else 4)
    digits = 18 if pae else 10
    yield f"bits {high}..{low} = {index:#x}: {step.level} at {base:#010x}, entry at {step.phys_entry:#010x}"
    means = step.note
    if step.level == "directory" and step.entry & LARGE and "present" in means.split()[:1]:
        means += ": maps a large page, no table below"
    yield f"  {step.entry:#0{digits}x}: {means}"
