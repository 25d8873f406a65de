# SPDX-License-Identifier: GPL-2.0-or-later
"""The guest's tasks, read by the structure offsets that the kernel exports.

The fast path: no DWARF.  Every loop is bounded, because the lists may be
garbage.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING, Final

from harness.errors import GuestMemoryError
from harness.machine.current import COMM_BYTES

if TYPE_CHECKING:
    from harness.machine.machine import Machine

MOST_TASKS: Final = 4096
# Bits of task_struct.state and exit_state, with ps(1)'s letters.
STATES: Final = {0: "R", 1: "S", 2: "D", 4: "T", 8: "t", 16: "Z", 32: "X"}


@dataclass(frozen=True, slots=True)
class Task:
    """One task_struct; addresses are the guest's, 0 where the pointer is NULL."""

    virt: int
    pid: int
    ppid: int
    comm: str
    kernel_thread: bool
    mm: int
    active_mm: int
    state: str

    def as_json(self) -> dict[str, object]:
        """Return the fields that a report has of a task."""
        return {
            "pid": self.pid,
            "ppid": self.ppid,
            "comm": self.comm,
            "kernel_thread": self.kernel_thread,
            "mm": self.mm,
            "active_mm": self.active_mm,
            "state": self.state,
        }


def list_tasks(machine: Machine) -> list[Task]:
    """Return all tasks, process 0 first, processes in the order of their creation, each with its threads.

    Raises :class:`GuestMemoryError` when the list leads nowhere or never
    ends, and :class:`SymbolError` for a kernel without the structure table.
    """
    first = machine.symbols["init_task"]
    leaders = [first, *_others(machine, first, "tasks")]
    threads = (virt for leader in leaders for virt in (leader, *_others(machine, leader, "thread_group")))
    return [read_task(machine, virt) for virt in islice(threads, MOST_TASKS)]


def _others(machine: Machine, first: int, link: str) -> Iterator[int]:
    """Yield the tasks on the circular list ``link`` of the task at ``first``, but for that one."""
    offset = machine.symbols.offset("task_struct", link)
    virt = machine.read_word(first + offset) - offset & 0xFFFFFFFF
    for _ in range(MOST_TASKS):
        if virt == first:
            return
        yield virt
        virt = machine.read_word(virt + offset) - offset & 0xFFFFFFFF
    raise GuestMemoryError(virt, f"the task list has no end in {MOST_TASKS}")


def read_task(machine: Machine, virt: int) -> Task:
    """Read the task_struct at ``virt``; :class:`GuestMemoryError` if it is none."""
    offset = machine.symbols.offset

    def field(name: str) -> int:
        return machine.read_word(virt + offset("task_struct", name))

    comm = machine.read_virt(virt + offset("task_struct", "comm"), COMM_BYTES)
    name = comm.split(b"\0", 1)[0].decode("ascii", "replace")
    pid, exit_state, mm = field("pid"), field("exit_state"), field("mm")
    if pid > 0x400000 or not name.isprintable():
        raise GuestMemoryError(virt, "no task_struct stands there")
    parent = field("real_parent")
    ppid = machine.read_word(parent + offset("task_struct", "pid")) if parent else 0
    return Task(
        virt,
        pid,
        ppid,
        name,
        # A zombie has given up its mm and may have been a process.
        mm == 0 and exit_state == 0,
        mm,
        field("active_mm"),
        STATES.get(exit_state or field("state"), "?"),
    )
