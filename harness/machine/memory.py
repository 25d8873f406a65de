# SPDX-License-Identifier: GPL-2.0-or-later
"""Reading a guest's memory, by virtual and by physical address."""

from __future__ import annotations

import struct
from collections.abc import Callable
from typing import Final

from harness.image.layout import Layout
from harness.machine.engine import Engine, Reg
from harness.machine.hashed import HashedTable
from harness.machine.paging import Walk, walk

_word_at: Final[Callable[[memoryview, int], tuple[int]]] = struct.Struct("<I").unpack_from
_CR0_PG, _CR4_PSE, _CR4_PAE = 1 << 31, 0x10, 0x20


class GuestMemory:
    """The memory side of a machine: an engine and the layout it was given."""

    def __init__(self, engine: Engine, layout: Layout) -> None:
        self.engine = engine
        self.layout = layout
        self._ram = engine.ram
        self._direct_bytes = 0
        # The kernel half's table under a layout whose tables are hashed.
        self.hashed: HashedTable | None = None

    def trust_direct_map(self) -> None:
        """Read the layout's direct map from RAM from now on, without page walks.

        It is the same in every address space of a kernel of this project.
        """
        self._direct_bytes = self.layout.lowmem_bytes

    def read_virt(self, virt: int, size: int, cr3: int | None = None) -> bytes:
        """Read guest memory; :class:`GuestMemoryError` where nothing is mapped."""
        phys = virt - self.layout.page_offset
        if 0 <= phys <= self._direct_bytes - size:
            return bytes(self._ram[phys : phys + size])
        return self.engine.read_virt(virt & 0xFFFFFFFF, size, cr3)

    def read_word(self, virt: int) -> int:
        """Read a 32-bit word of guest memory; :class:`GuestMemoryError`."""
        phys = virt - self.layout.page_offset
        if 0 <= phys <= self._direct_bytes - 4:
            return _word_at(self._ram, phys)[0]
        return int.from_bytes(self.engine.read_virt(virt & 0xFFFFFFFF, 4), "little")

    def read_phys(self, phys: int, size: int) -> bytes:
        """Read RAM; fewer bytes where there is none."""
        return bytes(self._ram[phys : phys + size])

    def walk(self, virt: int, cr3: int | None = None) -> Walk:
        """Translate an address, explaining each level; paging off is identity."""
        reg = self.engine.reg
        if not reg(Reg.CR0) & _CR0_PG:
            return Walk(virt, (), virt, writable=True)
        if self.hashed is not None and virt >= self.layout.page_offset:
            return self.hashed.walk(virt)
        cr4 = reg(Reg.CR4)
        root = reg(Reg.CR3) if cr3 is None else cr3
        pae, pse = bool(cr4 & _CR4_PAE), bool(cr4 & _CR4_PSE)
        return walk(self.read_phys, virt, cr3=root, pae=pae, pse=pse)
