# SPDX-License-Identifier: GPL-2.0-or-later
"""A journal is replayed at mount as e2fsck replays it, byte for byte."""

from __future__ import annotations

import random
import subprocess
from pathlib import Path

import pytest

from harness import BootConfig, Machine, StopReason
from harness.machine.disk import DiskImage, DiskSpec
from harness.machine.disk.cache import Seeded
from harness.run import load
from harness.run.kernel_path import default_kernel
from tests.guest.ext3_images import fill, make_image
from tests.guest.jbd_images import Log, block_of, but_times, checked, debugfs
from tests.guest.test_ext3 import said, unharmed

pytestmark = pytest.mark.skipif(not default_kernel().exists(), reason="no kernel: run `make guest`")
BUDGET = 1_000_000_000
NOISE = random.Random(5)


def image_with_file(where: Path, block: str = "1024") -> Path:
    top = where / "tree"
    top.mkdir()
    # The same bytes, whichever tests this process has had before.
    NOISE.seed(5)
    (top / "file").write_bytes(NOISE.randbytes(40 * int(block)))
    image = make_image(where, None, "-t", "ext3", "-b", block, size="16M" if block == "1024" else "24M")
    fill(image, top)
    return image


def booted(disk: Path | str | DiskImage, rc: str = "ext3", **fields) -> Machine:
    spec = disk if isinstance(disk, DiskImage) else DiskSpec.parse(f"{disk},overlay")
    machine = load(BootConfig(append=f"rc={rc}", disks=(spec,), **fields))
    stop = machine.run(BUDGET)
    assert stop.reason is StopReason.EXIT, stop
    unharmed(machine)
    return machine


def contents(machine: Machine) -> bytes:
    disk = machine.disks[0]
    return disk.image().read(0, disk.sectors)


def log_lines(machine: Machine) -> list[str]:
    return [line.split("] ", 1)[1] for line in machine.console.text.splitlines() if "JBD: " in line]


@pytest.mark.parametrize("block", ["1024", "2048", "4096"])
def test_what_debugfs_wrote_to_the_journal_is_replayed_as_e2fsck_does(block, tmp_path):
    image = image_with_file(tmp_path, block)
    first, second, third = (block_of(image, "/file", index) for index in (2, 3, 20))
    # The second block begins with the journal's own magic number, and must be escaped.
    new = tmp_path / "new"
    new.write_bytes(NOISE.randbytes(int(block)) + b"\xc0\x3b\x39\x98" + NOISE.randbytes(int(block) - 4))
    debugfs(
        image, "jo", f"jw -b {first},{second} {new}", f"jw -b {third} {new}", f"jw -r {third}",
        f"jw -c -b {first} {new}", "jc",
    )  # fmt: skip
    machine = booted(image)
    assert but_times(contents(machine)) == checked(image)
    assert log_lines(machine) == ["JBD: hda: recovered 3 transactions: 2 blocks, 1 revoked"]
    assert new.read_bytes() in contents(machine)


def test_a_ring_is_followed_across_its_end(tmp_path):
    image = image_with_file(tmp_path)
    targets = [block_of(image, "/file", index) for index in range(12)]
    log = Log(image, start=-5)
    for number in range(4):
        log.descriptor(targets[number : number + 3], [NOISE.randbytes(1024) for _ in range(3)])
        if number == 2:
            log.revoke(targets[1:2])
        log.commit()
    log.close()
    machine = booted(image)
    assert but_times(contents(machine)) == checked(image)
    assert log_lines(machine) == ["JBD: hda: recovered 4 transactions: 10 blocks, 2 revoked"]


@pytest.mark.parametrize("missing", ["commit", "sequence"])
def test_a_transaction_that_is_not_complete_is_none(missing, tmp_path):
    image = image_with_file(tmp_path)
    target = block_of(image, "/file", 1)
    log = Log(image, start=1)
    log.descriptor([target], [b"A" * 1024])
    log.commit()
    log.descriptor([target], [b"B" * 1024])
    if missing == "sequence":
        log.sequence += 1
        log.commit()
    log.close()
    machine = booted(image)
    assert but_times(contents(machine)) == checked(image)
    assert contents(machine)[target * 1024 : target * 1024 + 1024] == b"A" * 1024


def test_a_flag_without_a_journal_to_replay_is_cleared(tmp_path):
    image = image_with_file(tmp_path)
    debugfs(image, "feature needs_recovery")
    machine = booted(image)
    image.write_bytes(contents(machine))
    assert subprocess.run(["e2fsck", "-fn", image], capture_output=True).returncode == 0
    assert "needs_recovery" not in debugfs(image, "features")
    assert log_lines(machine) == []


def dirty(where: Path) -> tuple[Path, Log]:
    """Return an image whose journal has three transactions of three blocks."""
    image = image_with_file(where)
    log = Log(image, start=1)
    for number in range(3):
        targets = [block_of(image, "/file", 3 * number + index) for index in range(3)]
        log.descriptor(targets, [NOISE.randbytes(1024) for _ in range(3)])
        log.commit()
    log.close()
    return image, log


def test_with_noload_the_journal_is_left_alone(tmp_path):
    image, _ = dirty(tmp_path)
    machine = booted(image, "noload")
    assert contents(machine) == image.read_bytes()
    assert "tree: 0 errors" in machine.console.text


WRONG = {
    "its magic": (0, 0, "bad journal: there is none"),
    "its version": (4, 9, "its version is not known"),
    "its block size": (12, 4096, "its blocks have another size"),
    "its length": (16, 1 << 30, "it is longer than its file"),
    "its ring": (20, 0, "its ring cannot be"),
    "its start": (28, 1 << 20, "it begins outside of its ring"),
    "its features": (40, 0x10, "it has features that this kernel lacks"),
}


@pytest.mark.parametrize("what", WRONG)
def test_a_journal_that_cannot_be_is_refused_and_nothing_written(what, tmp_path):
    image, log = dirty(tmp_path)
    offset, value, words = WRONG[what]
    data = bytearray(image.read_bytes())
    data[log.base + offset : log.base + offset + 4] = value.to_bytes(4, "big")
    image.write_bytes(data)
    machine = booted(image)
    assert words in log_lines(machine)[0]
    assert contents(machine) == bytes(data)
    assert "mount: /dev/hda: error 22" in machine.console.text


def test_a_block_outside_of_the_file_system_stops_a_replay_before_it_begins(tmp_path):
    image = image_with_file(tmp_path)
    log = Log(image, start=1)
    log.descriptor([block_of(image, "/file")], [b"A" * 1024])
    log.commit()
    log.descriptor([1 << 24], [b"B" * 1024])
    log.commit()
    log.close()
    machine = booted(image)
    assert log_lines(machine)[0] == "JBD: hda: transaction 8 names a block 16777216"
    assert contents(machine) == image.read_bytes()


@pytest.mark.parametrize("operation", ["read", "write", "flush"])
def test_a_disk_that_fails_during_the_replay_is_not_mounted(operation, tmp_path):
    image, log = dirty(tmp_path)
    machine = load(BootConfig(append="rc=ext3", disks=(DiskSpec.parse(f"{image},overlay"),)))
    lba = range(log.base // 512 + 2, log.base // 512 + 20) if operation == "read" else None
    with machine.disks[0].failing(operation, lba=lba):
        assert machine.run(BUDGET).reason is StopReason.EXIT
    assert "recovery failed: error 5" in machine.console.text
    assert "mount: /dev/hda: error 5" in machine.console.text
    unharmed(machine)


def cuts_during_replay(image: Path, seed: int) -> list[DiskImage]:
    """Return what the disk may hold after each command of the mount, if the power fails then."""
    machine = load(BootConfig(append="rc=ext3", disks=(DiskSpec.parse(f"{image},overlay"),)))
    probe = machine.engine.add_probe(machine.symbols["journal_recover"], None)
    machine.run(BUDGET)
    machine.engine.remove_probe(probe)
    disk, cuts = machine.disks[0], []
    disk.observe(lambda command: cuts.append(disk.power_cut(Seeded(100 * seed + len(cuts)))))
    while "tree: magic" not in machine.console.text:
        machine.run(10_000)
    return cuts


@pytest.mark.parametrize("seed", range(4))
def test_a_power_cut_during_the_replay_costs_nothing(seed, tmp_path):
    image, _ = dirty(tmp_path)
    expected = checked(image)
    cuts = {but_times(cut.read(0, cut.sectors)): cut for cut in cuts_during_replay(image, seed)}
    assert len(cuts) > 3
    for cut in cuts.values():
        assert but_times(contents(booted(cut))) == expected


@pytest.mark.parametrize("seed", range(5))
def test_noise_in_the_journal_does_no_harm_to_the_kernel(seed, tmp_path):
    image, log = dirty(tmp_path)
    noise = random.Random(seed)
    data = bytearray(image.read_bytes())
    for _ in range(12):
        data[log.base + noise.randrange(16 * 1024)] ^= 1 << noise.randrange(8)
    image.write_bytes(data)
    machine = booted(image)
    assert said(machine) == [] or "EXT3-fs" in said(machine)[0]
