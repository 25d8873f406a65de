# SPDX-License-Identifier: GPL-2.0-or-later
"""Looking at a stopped guest: tasks, process tree, back trace, typed variables."""

from __future__ import annotations

from harness.inspect.backtrace import Frame, backtrace
from harness.inspect.ps import process_tree
from harness.inspect.tasks import Task, list_tasks
from harness.machine.machine import Machine, TypedKernel

__all__ = ["Frame", "Task", "backtrace", "list_tasks", "process_tree"]


def _open_kernel(machine: Machine) -> TypedKernel:
    # drgn takes 50 ms to import: only those who ask for it pay.
    from harness.inspect.kernel import Kernel

    return Kernel(machine)


Machine.open_kernel = _open_kernel
