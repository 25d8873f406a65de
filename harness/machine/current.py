# SPDX-License-Identifier: GPL-2.0-or-later
"""Name the task at the processor, whatever state the guest is in."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from harness.errors import HarnessError

if TYPE_CHECKING:
    from harness.machine.machine import Machine

COMM_BYTES = 16


class TaskName(NamedTuple):
    """A task's address, number and name."""

    virt: int
    pid: int
    comm: str


def task_name(machine: Machine, virt: int) -> TaskName | None:
    """Return the name of the task_struct at ``virt``, None if unreadable."""
    symbols = machine.symbols
    try:
        pid = machine.read_word(virt + symbols.offset("task_struct", "pid"))
        comm_at = virt + symbols.offset("task_struct", "comm")
        raw = machine.read_virt(comm_at, COMM_BYTES)
    except HarnessError:
        return None
    comm = raw.split(b"\0", 1)[0].decode("ascii", "replace")
    if pid > 0x400000 or not comm.isprintable():
        return None
    return TaskName(virt, pid, comm)


def current_task(machine: Machine) -> TaskName | None:
    """Return the running task; None for kernels that are not of this project.

    The core notes it at each ``__switch_to``; before the first switch it can
    only be ``init_task``.
    """
    if not machine.watched:
        return None
    return task_name(machine, machine.engine.current or machine.symbols["init_task"])
