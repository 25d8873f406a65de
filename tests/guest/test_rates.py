# SPDX-License-Identifier: GPL-2.0-or-later
"""What /bin/rates counts for `make bench` is what the machine saw."""

from __future__ import annotations

import re

import pytest

from harness import BootConfig, Layout, StopReason
from harness.machine.disk import DiskCommand, DiskSpec
from harness.run import load
from harness.run.kernel_path import default_kernel

pytestmark = pytest.mark.skipif(not default_kernel().exists(), reason="no kernel: run `make guest`")
MIB, PAGE_SECTORS = 1 << 20, 8


def sectors(commands: list[DiskCommand], write: bool) -> int:
    """Sectors that went one way: not what a flush or IDENTIFY has to do with."""
    return sum(record.done for record in commands if record.write == write)


@pytest.mark.slow
def test_the_counted_work_is_what_went_through_the_disks():
    disks = (DiskSpec.parse("blank:16M"), DiskSpec.parse("swap:8M"))
    machine = load(BootConfig(layout=Layout(memory_bytes=16 * MIB), append="rc=rates", disks=disks))
    seen: tuple[list[DiskCommand], list[DiskCommand]] = ([], [])
    for disk, commands in zip(machine.disks, seen, strict=True):
        disk.observe(commands.append)
    stop = machine.run(2_000_000_000)
    text = machine.console.text
    assert (stop.reason, stop.value) == (StopReason.EXIT, 0), text
    counts = {name: int(count) for name, count in re.findall(r"^rates: (\w+): (\d+) in", text, re.M)}
    assert counts["fault"] >= 8192 // 4
    assert sectors(seen[0], True) == counts["write"] * 2 == 4 * MIB // 512
    # Read once and ahead; the second time the pages are there.
    assert counts["read"] * 2 <= sectors(seen[0], False) < counts["read"] * 2 + counts["cached"]
    assert 0 < counts["swap"] * PAGE_SECTORS <= sectors(seen[1], True)
