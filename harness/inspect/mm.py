# SPDX-License-Identifier: GPL-2.0-or-later
"""The address space of a guest process: its mm_struct and its areas.

Read by drgn through the kernel's DWARF.  Source of the names: Linux 2.6,
include/linux/mm.h and fs/proc/task_mmu.c.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Final, NamedTuple

import drgn

from harness.errors import ConfigError, GuestMemoryError
from harness.inspect.kernel import Kernel
from harness.inspect.tasks import Task, list_tasks

if TYPE_CHECKING:
    from harness.machine.machine import Machine

MOST_AREAS: Final = 65536  # Linux's default limit for one process
NAME_BYTES: Final = 64
VM_READ, VM_WRITE, VM_EXEC, VM_SHARED, VM_GROWSDOWN = 1, 2, 4, 8, 0x100


class Area(NamedTuple):
    """One vm_area_struct: [virt_start, virt_end), with /proc's flags and name."""

    virt_start: int
    virt_end: int
    flags: str
    name: str


class AddressSpace(NamedTuple):
    """One mm_struct; ``pgd`` is the directory's address in the direct map.

    ``mm_users`` are the tasks that own it; ``mm_count`` counts all of them as one,
    and each kernel thread that borrows it.
    """

    virt: int
    pgd: int
    mm_users: int
    mm_count: int
    resident_pages: int
    areas: tuple[Area, ...]


def find_task(machine: Machine, pid: int) -> Task:
    """Return the task ``pid``; ConfigError, naming those there are, if there is none."""
    tasks = list_tasks(machine)
    for task in tasks:
        if task.pid == pid:
            return task
    raise ConfigError(f"no task {pid} at this moment; there are {', '.join(str(t.pid) for t in tasks)}")


def read_mm(machine: Machine, virt: int) -> AddressSpace:
    """Read the mm_struct at ``virt``; GuestMemoryError where it leads nowhere."""
    try:
        mm = Kernel(machine).at("struct mm_struct", virt)
        return AddressSpace(
            virt,
            mm.pgd.value_(),
            mm.mm_users.counter.value_(),
            mm.mm_count.counter.value_(),
            mm.rss.value_(),
            tuple(_areas(mm)),
        )
    except drgn.FaultError as error:
        raise GuestMemoryError(error.address, "the mm_struct leads there, and nothing is mapped") from error


def _areas(mm: drgn.Object) -> Iterator[Area]:
    area = mm.mmap
    for _ in range(MOST_AREAS):
        if not area:
            return
        yield Area(area.vm_start.value_(), area.vm_end.value_(), _flags(area), _name(mm, area))
        area = area.vm_next
    raise GuestMemoryError(mm.mmap.value_(), f"the list of areas has no end in {MOST_AREAS}")


def _flags(area: drgn.Object) -> str:
    bits = area.vm_flags.value_()
    letters = "".join(
        letter if bits & bit else "-" for letter, bit in zip("rwx", (VM_READ, VM_WRITE, VM_EXEC), strict=True)
    )
    return letters + ("s" if bits & VM_SHARED else "p")


def _name(mm: drgn.Object, area: drgn.Object) -> str:
    if area.vm_file:
        return str(area.vm_file.f_dentry.d_name.string_()[:NAME_BYTES].decode("ascii", "replace"))
    if area.vm_flags.value_() & VM_GROWSDOWN:
        return "[stack]"
    heap = area.vm_start.value_() < mm.brk.value_() and area.vm_end.value_() > mm.start_brk.value_()
    return "[heap]" if heap else ""
