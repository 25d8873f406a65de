# SPDX-License-Identifier: GPL-2.0-or-later
"""The guest's side of a context switch, as a policy sees it.

Task structures lie in the direct map, so their words are read straight from
RAM by the exported structure offsets: a switch costs no page walk.
"""

from __future__ import annotations

import struct
from typing import TYPE_CHECKING

from harness.errors import GuestMemoryError
from harness.image.layout import Layout
from harness.image.symbols import SymbolTable
from harness.machine.policy import Counts

if TYPE_CHECKING:
    from harness.machine.engine import Engine

_WORD = struct.Struct("<I")


class UserDirectory:
    """The directory that ring 3 runs on: what is in CR3, as a rule.

    With kernel and user on separate directories CR3 is the kernel's between an
    entry and the way back, which loads what the guest's ``user_cr3`` holds.
    """

    def __init__(self, engine: Engine, symbols: SymbolTable, layout: Layout) -> None:
        from harness.machine.engine import Reg

        self._engine = engine
        self._cr3 = Reg.CR3
        separate = layout.separation == "4g"
        self._phys = symbols["user_cr3"] - layout.page_offset if separate else None

    def read(self) -> int:
        """Return its physical address."""
        if self._phys is None:
            return self._engine.reg(self._cr3) & ~0x1F
        return int(_WORD.unpack_from(self._engine.ram, self._phys)[0])

    def write(self, phys: int) -> None:
        """Change it; a load of CR3 also drops the stale translations."""
        if self._phys is None:
            self._engine.set_reg(self._cr3, phys)
        else:
            _WORD.pack_into(self._engine.ram, self._phys, phys)


class GuestSwitch:
    """Implements :class:`~harness.machine.policy.SwitchView` on a machine."""

    def __init__(self, engine: Engine, symbols: SymbolTable, layout: Layout) -> None:
        self._ram = engine.ram
        self._page_offset = layout.page_offset
        self._mm = symbols.offset("task_struct", "mm")
        self._pgd = symbols.offset("mm_struct", "pgd")
        self._kernel = symbols["swapper_pg_dir"] - layout.page_offset
        self._user = UserDirectory(engine, symbols, layout)

    def word(self, virt: int) -> int:
        """Return a word of the direct map; :class:`GuestMemoryError` outside it."""
        phys = virt - self._page_offset
        if not 0 <= phys <= len(self._ram) - 4:
            raise GuestMemoryError(virt, "not in the direct map of the kernel")
        return int(_WORD.unpack_from(self._ram, phys)[0])

    def directory_of(self, task: int) -> int:
        """Return the physical directory of the task's mm, 0 without one."""
        mm = self.word(task + self._mm)
        return self.word(mm + self._pgd) - self._page_offset if mm else 0

    def kernel_directory(self) -> int:
        """Return ``swapper_pg_dir``, whose user half the kernel cleared."""
        return self._kernel

    def current_directory(self) -> int:
        """Return the directory of user space; flag bits of CR3 are not part of it."""
        return self._user.read()

    def load_directory(self, phys: int) -> None:
        """Make ``phys`` the directory of user space."""
        self._user.write(phys)


class NativeCounter:
    """Counts switches and loads of a guest that switches by itself.

    CR3 is compared between the entry of ``context_switch`` and that of
    ``__switch_to``, so that loads by exec and exit do not count.
    """

    def __init__(self, engine: Engine, symbols: SymbolTable, layout: Layout, counts: Counts) -> None:
        self._engine = engine
        self._user = UserDirectory(engine, symbols, layout)
        self._counts = counts
        # CR3 at the first of the two, and when the second was counted: the
        # core comes twice where a breakpoint stops there too.
        self._before = self._counted_at = 0
        engine.add_probe(symbols["context_switch"], self._begin)
        engine.add_probe(symbols["__switch_to"], self._end)

    def state(self) -> list[int]:
        """Return what a snapshot keeps."""
        return [self._before, self._counted_at]

    def load_state(self, state: list[int]) -> None:
        """Become what ``state`` was taken of."""
        self._before, self._counted_at = state

    def _begin(self) -> None:
        self._before = self._user.read()

    def _end(self) -> None:
        now = self._engine.instructions
        if now == self._counted_at:
            return
        self._counted_at = now
        self._counts.switches += 1
        self._counts.loads += self._user.read() != self._before
