# SPDX-License-Identifier: GPL-2.0-or-later
"""What the compared kernels do: scripts of process 1, by name.

Each is ``/etc/rc.NAME`` of the guest's initial file system
(``guest/usr/etc``), so a script of one's own there is a workload as well.
"""

from __future__ import annotations

from typing import Final

from harness.errors import ConfigError

WORKLOADS: Final[dict[str, str]] = {
    "boot": "the default boot: every program once",
    "switch": "two processes hand a ball back and forth: A to B to A",
    "nap": "one process and process 0 in turn: A, a kernel thread, A",
    "turns": "two processes with process 0 between them: A, a kernel thread, B",
    "fork": "processes made, pages copied on write, ends waited for",
    "io": "files written, read back and removed",
}


def command_line(workload: str) -> str:
    """Return what makes process 1 run it; :class:`ConfigError` lists the workloads."""
    if workload not in WORKLOADS:
        raise ConfigError(f"no workload {workload!r}; choose from {', '.join(WORKLOADS)}")
    return f"rc={workload}"
