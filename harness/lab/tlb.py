# SPDX-License-Identifier: GPL-2.0-or-later
"""The TLB model on a machine: started before a run, read after it.

The model itself is in the core (``harness/core/tlb/``).  It sees a fetch for
each executed block, once for each page of it, and every access to memory, the
processor's own at exceptions too; it changes nothing of the run.
"""

from __future__ import annotations

import struct
from collections.abc import Iterable
from dataclasses import dataclass, fields
from typing import TYPE_CHECKING, Final, Self

from harness.image.layout import MIB, TOP, Layout
from harness.lab.geometry import Geometry

if TYPE_CHECKING:
    from harness.machine.machine import Machine

KINDS: Final = ("read", "write", "fetch")
# The guest's own map of the top of memory, guest/include/asm/fixmap.h.
VIRT_RECURSIVE, VIRT_KMAP, VIRT_FIXMAP = 0xFF000000, 0xFF800000, 0xFFC00000
CLASSES: Final = ("user", "direct map", "vmalloc", "recursive", "kmap", "fixmap")
_MOST_CLASSES: Final = 8
_WORDS: Final = struct.Struct("<2I")
_ROW: Final = struct.Struct(f"<I16s4xQ{_MOST_CLASSES * len(KINDS) * 4}Q")


@dataclass(frozen=True, slots=True)
class Count:
    """What came of some references: the rest of ``refs`` hit in level 1.

    ``second`` hit in level 2, ``walks`` missed, ``touches`` are the reads of
    table entries that those walks made.
    """

    refs: int = 0
    second: int = 0
    walks: int = 0
    touches: int = 0

    def __add__(self, other: Count) -> Count:
        return Count(*(getattr(self, f.name) + getattr(other, f.name) for f in fields(self)))


@dataclass(frozen=True, slots=True)
class Totals:
    """What happened to the TLB as a whole, in the core's order.

    ``reloads`` are the loads of CR3 with the value it had; ``flushes`` those
    events that emptied it (of all but global entries); ``dropped`` entries
    went so or by an invlpg.  ``pdptes`` are PAE's reads at each load.  A
    ``stale`` entry named another page than the run went to; ``guessed``
    addresses were met while Unicorn walked by itself; ``unseen`` changes of
    CR3 the model missed.
    """

    loads: int
    reloads: int
    flushes: int
    dropped: int
    invlpgs: int
    pdptes: int
    stale: int
    guessed: int
    unseen: int


@dataclass(frozen=True, slots=True)
class TaskCount:
    """One task's share: ``counts`` by (class, kind) of address and access."""

    pid: int
    comm: str
    switches: int
    counts: dict[tuple[str, str], Count]

    @property
    def whole(self) -> Count:
        """All of the task's references."""
        return add(self.counts.values())


@dataclass(frozen=True, slots=True)
class TlbReport:
    """What a model counted, from its start to the reading."""

    geometry: Geometry
    totals: Totals
    tasks: tuple[TaskCount, ...]

    @property
    def whole(self) -> Count:
        """All references together."""
        return add(task.whole for task in self.tasks)

    def of(self, address_class: str = "", kind: str = "") -> Count:
        """Return the references of one class, one kind, or both."""
        return add(
            count
            for task in self.tasks
            for (where, how), count in task.counts.items()
            if address_class in ("", where) and kind in ("", how)
        )


class TlbModel:
    """A model that counts beside one machine.

    Lifecycle: made by :meth:`start` between runs; ``report`` at any stop;
    ``stop`` gives the run its speed back.
    """

    def __init__(self, machine: Machine, geometry: Geometry) -> None:
        self._machine = machine
        self._geometry = geometry

    @classmethod
    def start(cls, machine: Machine, geometry: Geometry) -> Self:
        """Begin to count; ``RuntimeError`` when a model is counting already."""
        symbols, engine = machine.symbols, machine.engine
        pid_at = comm_at = 0
        if machine.watched:
            pid_at, comm_at = symbols.offset("task_struct", "pid"), symbols.offset("task_struct", "comm")
        engine.tlb_start(
            [array.row() for array in geometry.arrays],
            geometry.tagged,
            geometry.global_pages,
            geometry.pde_entries,
            address_classes(machine.layout),
            _kernel_cr3(machine),
            engine.current,
            pid_at,
            comm_at,
        )
        return cls(machine, geometry)

    def report(self) -> TlbReport:
        """Return what was counted so far."""
        totals, raw = self._machine.engine.tlb_read()
        tasks = tuple(_task(row) for row in _ROW.iter_unpack(raw))
        return TlbReport(self._geometry, Totals(*totals), tasks)

    def refer(self, references: Iterable[tuple[int, int]]) -> None:
        """Feed references of one's own: (virtual address, index into ``KINDS``).

        Kind 3 is a load of CR3 with the address, kind 4 an invlpg of it.  The
        machine's tables are walked, and its CR3 is set.
        """
        self._machine.engine.tlb_refer(b"".join(_WORDS.pack(*pair) for pair in references))

    def stop(self) -> None:
        """Forget the model; what was not reported is lost."""
        self._machine.engine.tlb_stop()


def _kernel_cr3(machine: Machine) -> int:
    """Return the kernel's own directory where user addresses are others under another, else 0."""
    if machine.layout.separation == "shared" or not machine.watched:
        return 0
    return machine.symbols["swapper_pg_dir"] - machine.layout.page_offset


def address_classes(layout: Layout) -> bytes:
    """Return the index into ``CLASSES`` of each MiB: with the kernel's directory, then with a user's."""
    kernel = _classes(layout.page_offset, layout)
    return kernel + (kernel if layout.separation == "shared" else _classes(layout.virt_user_end, layout))


def _classes(virt_user_end: int, layout: Layout) -> bytes:
    starts = (0, layout.page_offset, TOP - layout.reserve_bytes, VIRT_RECURSIVE, VIRT_KMAP, VIRT_FIXMAP)
    ends = (*starts[1:], TOP)
    kernel = b"".join(
        bytes([index]) * ((end - start) // MIB)
        for index, (start, end) in enumerate(zip(starts, ends, strict=True))
    )
    return bytes(virt_user_end // MIB) + kernel[virt_user_end // MIB :]


def add(counts: Iterable[Count]) -> Count:
    """Return the sum."""
    return sum(counts, Count())


def _task(row: tuple[int | bytes, ...]) -> TaskCount:
    pid, comm, switches, *cells = row
    assert isinstance(pid, int) and isinstance(comm, bytes) and isinstance(switches, int)
    counts = {}
    for index, where in enumerate(CLASSES):
        for column, kind in enumerate(KINDS):
            at = (index * len(KINDS) + column) * 4
            counts[where, kind] = Count(*(int(cell) for cell in cells[at : at + 4]))
    return TaskCount(pid, comm.split(b"\0")[0].decode("latin-1"), switches, counts)
