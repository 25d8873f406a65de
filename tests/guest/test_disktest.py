# SPDX-License-Identifier: GPL-2.0-or-later
"""A program on a raw disk: its bytes reach the medium, and faults reach it as errors."""

from __future__ import annotations

import random
import re
from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path

import pytest

from harness import BootConfig, Machine, StopReason
from harness.machine.disk import Disk, DiskSpec
from harness.machine.disk.cache import Lost
from harness.run import load
from harness.run.kernel_path import default_kernel
from tests.guest.disk_pattern import written

pytestmark = pytest.mark.skipif(not default_kernel().exists(), reason="no kernel: run `make guest`")

SIZE = 2 << 20
SECTORS = SIZE // 512
BUDGET = 500_000_000


def noise(where: Path) -> Path:
    path = where / "noise.img"
    path.write_bytes(random.Random(3).randbytes(SIZE))
    return path


def machine_with(disk: str, append: str = "") -> Machine:
    return load(BootConfig(append=f"rc=disk {append}", disks=(DiskSpec.parse(disk),)))


@pytest.mark.parametrize("append", ["", "elevator=noop"])
def test_what_a_program_writes_is_what_the_disk_holds(tmp_path, append):
    path = noise(tmp_path)
    machine = machine_with(f"{path},overlay", append)
    stop = machine.run(BUDGET)
    assert (stop.reason, stop.value) == (StopReason.EXIT, 0), machine.console.text
    assert machine.disks[0].image().read(0, SECTORS) == written(path.read_bytes())


def test_after_fsync_a_power_cut_loses_nothing(tmp_path):
    path = noise(tmp_path)
    machine = machine_with(f"{path},overlay")
    said = 0
    while not said:
        machine.run(100_000)
        said = machine.console.text.count("fsync() says")
    assert machine.disks[0].power_cut(Lost()).read(0, SECTORS) == written(path.read_bytes())


def failed(machine: Machine) -> list[str]:
    return re.findall(r"^disktest: FAILED: (.*)$", machine.console.text, re.MULTILINE)


FAULTS: dict[str, Callable[[Disk], AbstractContextManager[None]]] = {
    "vanished": Disk.vanished,
    "stuck": Disk.stuck,
    "aborting": Disk.aborting,
    "bad reads": lambda disk: disk.failing("read"),
    "bad writes": lambda disk: disk.failing("write"),
}


@pytest.mark.parametrize("fault", FAULTS)
@pytest.mark.parametrize("moment", ["64 KiB at the beginning", "fsync() says", "the beginning reads"])
def test_a_disk_that_fails_midway_gives_the_program_errors_and_no_more(fault, moment):
    machine = machine_with("blank:2M")
    while moment not in machine.console.text:
        assert machine.run(50_000).reason is StopReason.BUDGET
    with FAULTS[fault](machine.disks[0]):
        stop = machine.run(BUDGET)
    assert stop.reason is StopReason.EXIT, stop
    text = machine.console.text
    assert "init: power off" in text
    for word in ("panic", "Oops", "BUG", "blocked for more than"):
        assert word not in text
    if moment == "64 KiB at the beginning" and fault != "bad reads":
        assert "fsync() says they are on the medium" in failed(machine)


def test_a_read_only_disk_refuses_what_is_written():
    machine = machine_with("blank:2M,ro")
    assert machine.run(BUDGET).value == 1
    assert "fsync() says they are on the medium" in failed(machine)
    assert (
        "hda: write error at sector 0: status 0x41, error 0x04 (ready, error, aborted)"
        in machine.console.text
    )
