# SPDX-License-Identifier: GPL-2.0-or-later
"""Address spaces of a stopped guest's tasks, and what two of them share."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from harness.errors import ConfigError, GuestMemoryError
from harness.inspect.tasks import Task, list_tasks
from harness.machine.current import current_task
from harness.machine.engine import Reg
from harness.machine.mappings import Mapping, Tables, scan
from harness.machine.paging import PAGE

if TYPE_CHECKING:
    from harness.machine.machine import Machine

_CR0_PG, _CR4_PSE, _CR4_PAE = 1 << 31, 0x10, 0x20


@dataclass(frozen=True, slots=True)
class Space:
    """An address space: its tables and the sentence that says whose they are."""

    tables: Tables
    owner: str


def find_task(machine: Machine, pid: int | None = None, comm: str | None = None) -> Task:
    """Return the task of that number or name; :class:`ConfigError` lists what there is."""
    tasks = list_tasks(machine)
    for task in tasks:
        if (task.pid == pid) if comm is None else (task.comm == comm):
            return task
    wanted = f"task {pid}" if comm is None else f"task named {comm!r}"
    known = ", ".join(f"{task.pid} {task.comm}" for task in tasks)
    raise ConfigError(f"no {wanted} here; there are {known}")


def space_now(machine: Machine) -> Space:
    """Return what CR3 holds at this moment."""
    reg = machine.engine.reg
    if not reg(Reg.CR0) & _CR0_PG:
        raise ConfigError("paging is off here, so nothing is mapped; choose a later --until")
    running = current_task(machine)
    owner = f"CR3 of the moment, under task {running.pid} ({running.comm})" if running else "CR3"
    return Space(_tables(machine, reg(Reg.CR3)), owner)


def space_of(machine: Machine, task: Task) -> Space:
    """Return the space that ``task`` runs in, or would.

    A kernel thread has none of its own: the running one shows what it borrows,
    a sleeping one the kernel's directory.
    """
    name = f"task {task.pid} ({task.comm})"
    running = current_task(machine)
    if task.mm:
        return Space(_tables(machine, _phys_directory(machine, task.mm)), name)
    if running and running.virt == task.virt:
        return Space(space_now(machine).tables, f"{name}, no mm: borrows what CR3 holds")
    phys = machine.symbols["swapper_pg_dir"] - machine.layout.page_offset
    return Space(_tables(machine, phys), f"{name}, no mm: the kernel's own swapper_pg_dir")


def _phys_directory(machine: Machine, mm: int) -> int:
    pgd = machine.read_word(mm + machine.symbols.offset("mm_struct", "pgd"))
    phys = pgd - machine.layout.page_offset
    if not 0 <= phys < machine.layout.lowmem_bytes:
        raise GuestMemoryError(pgd, "no page directory stands there")
    return phys


def _tables(machine: Machine, cr3: int) -> Tables:
    cr4 = machine.engine.reg(Reg.CR4)
    return Tables(cr3, bool(cr4 & _CR4_PAE), bool(cr4 & _CR4_PSE))


def mappings_of(machine: Machine, space: Space) -> list[Mapping]:
    """Return every page that the space maps, from low to high."""
    mapped = list(scan(machine.read_phys, space.tables))
    if machine.hashed is None:
        return mapped
    user = [page for page in mapped if page.virt_start < machine.layout.page_offset]
    kernel = (Mapping(e.virt, e.virt + PAGE, e.phys, PAGE, e.flags) for e in machine.hashed)
    return user + sorted(kernel, key=lambda page: page.virt_start)


SAME: Final = "same frames, same rights"
RIGHTS: Final = "same frames, other flags"
FRAMES: Final = "frames of their own"
FIRST: Final = "only in the first"
SECOND: Final = "only in the second"


@dataclass(frozen=True, slots=True)
class Difference:
    """How two spaces compare over [virt_start, virt_end)."""

    virt_start: int
    virt_end: int
    what: str
    first: int | None
    second: int | None

    @property
    def size_bytes(self) -> int:
        """Bytes from start to end."""
        return self.virt_end - self.virt_start


def compare(first: Sequence[Mapping], second: Sequence[Mapping]) -> list[Difference]:
    """Return ranges, low to high, each with one answer; unmapped in both is left out.

    Takes pages as :func:`mappings_of` gives them.  Accessed and dirty bits do not
    count: they tell what ran, not what is mapped.
    """
    left = {page.virt_start: page for page in first}
    right = {page.virt_start: page for page in second}
    out: list[Difference] = []
    for virt in sorted(left.keys() | right.keys()):
        here = _compare_page(left.get(virt), right.get(virt))
        last = out[-1] if out else None
        if last and last.virt_end == here.virt_start and _kind(last) == _kind(here):
            out[-1] = replace(last, virt_end=here.virt_end)
        else:
            out.append(here)
    return out


_USED: Final = 0x60  # accessed and dirty


def _compare_page(left: Mapping | None, right: Mapping | None) -> Difference:
    page = left or right
    assert page is not None
    flags = [None if one is None else one.flags & ~_USED for one in (left, right)]
    if left is None or right is None:
        what = SECOND if left is None else FIRST
    elif (left.phys, left.page_bytes) != (right.phys, right.page_bytes):
        what = FRAMES
    else:
        what = SAME if flags[0] == flags[1] else RIGHTS
    return Difference(page.virt_start, page.virt_end, what, *flags)


def _kind(item: Difference) -> tuple[object, ...]:
    return item.what, item.first, item.second
