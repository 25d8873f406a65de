# SPDX-License-Identifier: GPL-2.0-or-later
"""Stop at the birth of a kernel thread; read its stack, its tasks and C structures."""

from harness import BootConfig, Machine, list_tasks
from harness.inspect import backtrace
from harness.run import load

machine: Machine = load(BootConfig())
machine.engine.add_probe(machine.symbols["kthread_create"], None)
print(machine.run())
for frame in backtrace(machine):
    print("  ", frame)
print([task.comm for task in list_tasks(machine)])
init_task = machine.kernel["init_task"]
print(init_task.comm, init_task.pid, hex(init_task.thread_info.value_()))
