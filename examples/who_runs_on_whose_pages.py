# SPDX-License-Identifier: GPL-2.0-or-later
"""Print the first switches: who runs, and on whose page directory."""

from harness import BootConfig
from harness.machine.engine import Reg
from harness.run import load

SHOWN = 40
machine = load(BootConfig())
comm = machine.symbols.offset("task_struct", "comm")
mm = machine.symbols.offset("task_struct", "mm")
owners = {machine.symbols["swapper_pg_dir"] - machine.layout.page_offset: "the kernel"}
lines: list[str] = []


def switched() -> None:
    """Note one switch: __switch_to(prev in EAX, next in EDX), with CR3 final."""
    task, cr3 = machine.engine.reg(Reg.EDX), machine.engine.reg(Reg.CR3)
    name = machine.read_virt(task + comm, 16).split(b"\0")[0].decode()
    if machine.read_word(task + mm):
        owners[cr3] = name
        lines.append(f"{name:<16} on its own pages")
    else:
        lines.append(f"{name:<16} borrows those of {owners.get(cr3, 'a process that ended')}")
    if len(lines) == SHOWN:
        machine.end()


machine.engine.add_probe(machine.symbols["__switch_to"], switched)
machine.run()
print("\n".join(lines))
