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

        # Of a kernel on a directory of its own: that, and who knows its user's of the moment.
        self._kernel_cr3: int | None = None
        self._user_cr3: Callable[[], int] = int

    def keep_apart(self, kernel_cr3: int, user_cr3: Callable[[], int]) -> None:
        """Read the kernel's half by one directory from now on, and what is below by the user's.

        So whichever of the two CR3 holds, an address means the same.
        """
        self._kernel_cr3, self._user_cr3 = kernel_cr3, user_cr3

    def _directory(self, virt: int) -> int | None:
        if self._kernel_cr3 is None:
            return None
        return self._kernel_cr3 if virt >= self.layout.page_offset else self._user_cr3()

    def trust_direct_map(self) -> None:
        """Read the layout's direct map from RAM from now on, without page walks.

        It is the same in every address space of a kernel of this project.
        """
        self._direct_bytes = self.layout.lowmem_bytes

    def read_virt(self, virt: int, size: int, cr3: int | None = None) -> bytes:
        """Read guest memory; :class:`GuestMemoryError` where nothing is mapped."""
        phys = virt - self.layout.page_offset
        shared = cr3 is None or self._kernel_cr3 in (None, cr3)
        if shared and 0 <= phys <= self._direct_bytes - size:
            return bytes(self._ram[phys : phys + size])
        virt &= 0xFFFFFFFF
        return self.engine.read_virt(virt, size, self._directory(virt) if cr3 is None else cr3)

    def read_word(self, virt: int) -> int:
        """Read a 32-bit word of guest memory; :class:`GuestMemoryError`."""
        phys = virt - self.layout.page_offset
        if 0 <= phys <= self._direct_bytes - 4:
            return _word_at(self._ram, phys)[0]
        return int.from_bytes(self.read_virt(virt, 4), "little")

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
