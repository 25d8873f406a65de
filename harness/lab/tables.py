# SPDX-License-Identifier: GPL-2.0-or-later
"""Memory in page tables, read from the tables themselves at chosen moments."""

from __future__ import annotations

import struct
from collections.abc import Iterator
from typing import Final

from harness.errors import GuestMemoryError, SymbolError
from harness.inspect.tasks import list_tasks
from harness.machine.machine import Machine
from harness.machine.paging import LARGE, PAGE, PRESENT

_FRAME: Final = 0xFFFFFF000


class TableMeter:
    """Counts the frames that page tables take, whenever a process ends, and keeps the most.

    A process that ends still has all that it mapped.  Lifecycle: made before
    the run, ``look`` once more after it, then ``most_bytes`` is the answer.
    """

    def __init__(self, machine: Machine) -> None:
        self._machine = machine
        self._pgd = machine.symbols.offset("mm_struct", "pgd")
        self._pae = machine.layout.pages == "pae"
        self.most_bytes = 0
        machine.engine.add_probe(machine.symbols["do_exit"], self.look)

    def look(self) -> None:
        """Count now; each table once, however many directories lead to it."""
        frames: set[int] = set()
        for directory in self._directories():
            frames.update(self._tables_of(directory))
        self.most_bytes = max(self.most_bytes, len(frames) * PAGE)

    def _directories(self) -> set[int]:
        machine = self._machine
        found = {machine.symbols["swapper_pg_dir"] - machine.layout.page_offset}
        try:
            mms = {task.mm for task in list_tasks(machine) if task.mm}
            words = (machine.read_word(mm + self._pgd) for mm in mms)
            found.update(word - machine.layout.page_offset for word in words if word)
        except (GuestMemoryError, SymbolError):
            return found
        return found

    def _tables_of(self, directory: int) -> Iterator[int]:
        # A PDPT is 32 bytes of a page that many share; its page counts once.
        yield directory & _FRAME
        if not self._pae:
            yield from self._entries(directory, "I")
            return
        for pointer in struct.unpack("<4Q", self._machine.engine.ram[directory : directory + 32]):
            if pointer & PRESENT:
                yield pointer & _FRAME
                yield from self._entries(pointer & _FRAME, "Q")

    def _entries(self, phys: int, form: str) -> Iterator[int]:
        raw = self._machine.engine.ram[phys : phys + PAGE]
        for (entry,) in struct.iter_unpack(f"<{form}", raw):
            if entry & PRESENT and not entry & LARGE:
                yield entry & _FRAME
