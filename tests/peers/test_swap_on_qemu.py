# SPDX-License-Identifier: GPL-2.0-or-later
"""Swap on QEMU's IDE, in an area that the real mkswap made: the same facts as here."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest

from harness import BootConfig, Layout, StopReason
from harness.machine.disk import DiskSpec
from harness.machine.disk.swap import swap_header
from harness.run import load
from harness.run.kernel_path import default_kernel
from tests.peers.test_disk_kernel_on_qemu import on_qemu
from tests.peers.test_kernel_on_qemu import facts

pytestmark = pytest.mark.skipif(not default_kernel().exists(), reason="no kernel: run `make guest`")

MIB = 1 << 20
MEMORY = 16
MKSWAP = shutil.which("mkswap", path="/usr/sbin:/sbin:/usr/bin:/bin")


@pytest.fixture(name="areas")
def made_by_mkswap(tmp_path: Path) -> tuple[Path, Path]:
    """A blank disk, and one of 8 MiB that mkswap(8) prepared."""
    if MKSWAP is None:
        pytest.skip("no mkswap")
    data, swap = tmp_path / "hda.img", tmp_path / "hdb.img"
    data.write_bytes(bytes(MIB))
    swap.write_bytes(bytes(8 * MIB))
    subprocess.run([MKSWAP, str(swap)], check=True, capture_output=True)
    return data, swap


def here(script: str, *disks: Path) -> str:
    specs = tuple(DiskSpec.parse(f"{disk},overlay") for disk in disks)
    machine = load(BootConfig(layout=Layout(memory_bytes=MEMORY * MIB), append=f"rc={script}", disks=specs))
    stop = machine.run(2_000_000_000)
    assert stop.reason is StopReason.EXIT and stop.value == 0, machine.console.text
    return machine.console.text


def told(console: str) -> list[str]:
    """What the programs and init said; reports of the kernel have figures that timing makes."""
    return [line for line in facts(console) if line.startswith(("init: run", "hog: ", "oom: "))]


def test_our_header_is_the_one_that_mkswap_writes(areas: tuple[Path, Path]) -> None:
    theirs = areas[1].read_bytes()[:4096]
    ours = swap_header(8 * MIB, uuid=theirs[1036:1052])
    assert ours == theirs


def test_a_process_larger_than_memory_ends_the_same_on_both(areas: tuple[Path, Path]) -> None:
    ours = told(here("large", *areas))
    assert "hog: # rounds over # KiB: # wrong pages" in ours
    code, console = on_qemu("rc=large", *areas, memory=str(MEMORY))
    assert code == 0, console[-3000:]
    assert "0 wrong pages" in console and "FAILED" not in console
    assert told(console) == ours


def test_the_oom_killer_chooses_the_same_on_both(areas: tuple[Path, Path]) -> None:
    code, console = on_qemu("rc=oom", *areas, by_instructions=True, memory=str(MEMORY))
    assert (code, told(console)) == (0, told(here("oom", *areas)))
