# SPDX-License-Identifier: GPL-2.0-or-later
"""What the compared kernels do: scripts of process 1, by name.

Each is ``/etc/rc.NAME`` of the guest's initial file system
(``guest/usr/etc``), on a machine with the disks that it uses and no others.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from harness.errors import ConfigError
from harness.machine.disk import DiskSpec


@dataclass(frozen=True, slots=True)
class Workload:
    """What a script does, and the disks of its machine."""

    said: str
    disks: tuple[DiskSpec, ...] = ()


WORKLOADS: Final[dict[str, Workload]] = {
    "boot": Workload("the default boot, without disks: every program once"),
    "switch": Workload("two processes hand a ball back and forth: A to B to A"),
    "nap": Workload("one process and process 0 in turn: A, a kernel thread, A"),
    "turns": Workload("two processes with process 0 between them: A, a kernel thread, B"),
    "fork": Workload("processes made, pages copied on write, ends waited for"),
    "io": Workload("a disk written and read back, a KiB a call", (DiskSpec.parse("blank:16M"),)),
}


def find_workload(name: str) -> Workload:
    """Return it; :class:`ConfigError` lists those there are."""
    if name not in WORKLOADS:
        raise ConfigError(f"no workload {name!r}; choose from {', '.join(WORKLOADS)}")
    return WORKLOADS[name]
