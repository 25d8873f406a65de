# SPDX-License-Identifier: GPL-2.0-or-later
"""The same kernel with the same disk here and on QEMU's IDE: the same bytes, the same console."""

from __future__ import annotations

import random
import subprocess
from pathlib import Path

import pytest

from harness import BootConfig, StopReason
from harness.machine.disk import DiskSpec
from harness.run import load
from harness.run.kernel_path import default_kernel
from tests.guest.disk_pattern import written
from tests.guest.ext3_images import expected, make_image, make_tree, told
from tests.peers.machines import need_qemu
from tests.peers.test_kernel_on_qemu import KERNEL, facts, qemu_command

pytestmark = pytest.mark.skipif(not default_kernel().exists(), reason="no kernel: run `make guest`")
SIZE = 2 << 20


def on_qemu(append: str, *disks: Path, by_instructions: bool = False, memory: str = "64") -> tuple[int, str]:
    """Return the guest's exit code and its console; QEMU has the disks' files to itself.

    A clock ``by_instructions`` is for guests that judge times; each word of a
    disk's data costs QEMU some microseconds then.
    """
    need_qemu()
    drives: list[str] = []
    for index, disk in enumerate(disks):
        # A slow fsync() of the host must not be time in the guest.
        drives += ["-drive", f"file={disk},format=raw,if=ide,index={index},cache=unsafe"]
    machine = qemu_command(KERNEL, f"kernel {append}", memory)
    at = machine.index("-icount")
    # Nor may an idle guest's clock jump to its driver's time limit while the host reads.
    machine[at : at + 2] = ["-icount", "shift=3,sleep=on"] if by_instructions else []
    done = subprocess.run(
        [*machine, *drives],
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=600,
    )
    return done.returncode // 2, done.stdout


def here(append: str, *disks: Path) -> tuple[int, str]:
    machine = load(BootConfig(append=append, disks=tuple(DiskSpec.parse(str(disk)) for disk in disks)))
    stop = machine.run(500_000_000)
    assert stop.reason is StopReason.EXIT, stop
    for disk in machine.disks:
        disk.commit()
    return stop.value, machine.console.text


def test_the_same_program_leaves_the_same_disk_and_console(tmp_path: Path) -> None:
    before = random.Random(7).randbytes(SIZE)
    ours, theirs = tmp_path / "ours.img", tmp_path / "theirs.img"
    for path in (ours, theirs):
        path.write_bytes(before)
    code, console = here("rc=disk", ours)
    expected_code, expected_console = on_qemu("rc=disk", theirs)
    assert (code, facts(console)) == (expected_code, facts(expected_console))
    assert ours.read_bytes() == theirs.read_bytes() == written(before)
    assert code == 0


def test_an_ext3_reads_the_same_on_both(tmp_path: Path) -> None:
    tree = make_tree(tmp_path)
    image = make_image(tmp_path, tree, "-t", "ext3", size="40M")
    before = image.read_bytes()
    code, console = on_qemu("rc=ext3", image)
    assert (code, told(console)) == (0, expected(tree))
    assert image.read_bytes() == before
    ours_code, ours = here("rc=ext3", image)
    assert (ours_code, facts(ours)) == (code, facts(console))


def test_the_page_cache_and_pdflush_say_the_same_on_both(tmp_path: Path) -> None:
    before = random.Random(9).randbytes(SIZE)
    ours, theirs = tmp_path / "ours.img", tmp_path / "theirs.img"
    for path in (ours, theirs):
        path.write_bytes(before)
    code, console = here("rc=cache", ours)
    expected_code, expected_console = on_qemu("rc=cache", theirs, by_instructions=True)
    assert (code, facts(console)) == (expected_code, facts(expected_console))
    assert code == 0
    assert "flushed: then they are written, though nobody asked" in facts(console)
    # How many pages are above the limit depends on the memory that the loader left.
    written = 200 * 4096
    assert ours.read_bytes()[:written] == theirs.read_bytes()[:written] == b"d" * written


@pytest.mark.parametrize("disks", [0, 1, 2])
def test_the_suites_of_the_block_layer_pass_on_qemu(disks: int, tmp_path: Path) -> None:
    files = [tmp_path / f"{number}.img" for number in range(disks)]
    before = [random.Random(number).randbytes(SIZE) for number in range(disks)]
    for path, data in zip(files, before, strict=True):
        path.write_bytes(data)
    code, console = on_qemu("rc=kunit kunit=ide,rd,blk_barrier,blk_plug", *files, by_instructions=True)
    assert code == 0, console
    assert ("SKIP no hda" in console) == (disks == 0)
    assert [path.read_bytes() for path in files] == before
