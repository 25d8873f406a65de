# SPDX-License-Identifier: GPL-2.0-or-later
"""Whatever is on a disk, the kernel does not panic, hang or reach outside of it.

A seed is a damaged image, the same one each time; a failure names those that did harm.
"""

from __future__ import annotations

import random
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from drgn import offsetof

from harness import Machine
from harness.check.patch import Patcher
from harness.crash import MountBench
from harness.crash.workload import archive
from harness.machine.disk.base import BlankBase
from harness.run.kernel_path import default_kernel
from tests.guest.ext3_damage import Damage
from tests.guest.ext3_images import fill, make_image
from tests.guest.jbd_images import block_of, debugfs, without_commit_times

pytestmark = pytest.mark.skipif(not default_kernel().exists(), reason="no kernel: run `make guest`")
# What mke2fs made: its kind and block size, the disk's size, and whether its journal is to be replayed.
IMAGES = {
    "ext2": ("ext2", "1024", "2M", False),
    "ext3": ("ext3", "1024", "2M", False),
    "ext3 of 4 KiB": ("ext3", "4096", "6M", False),
    "ext3 to be replayed": ("ext3", "1024", "2M", True),
}
QUICK_SEEDS, SLOW_SEEDS, AT_ONCE = 15, 1250, 125


def populate(top: Path) -> None:
    """Make files with and without blocks of numbers, links, and a directory of several blocks."""
    noise = random.Random(3)
    (top / "dir/sub/deep").mkdir(parents=True)
    for number in range(12):
        (top / f"dir/file{number}").write_bytes(noise.randbytes(700 * number))
    (top / "dir/sub/big").write_bytes(noise.randbytes(40_000))
    (top / "link").symlink_to("dir/file3")
    (top / "long").symlink_to("x" * 100)
    for number in range(40):
        (top / f"dir/sub/deep/name-{number}-{'y' * number}").write_text(str(number))


@cache
def image(name: str) -> bytes:
    kind, block, size, replay = IMAGES[name]
    with TemporaryDirectory() as folder:
        where = Path(folder)
        populate(where / "tree")
        path = make_image(where, None, "-t", kind, "-b", block, size=size)
        fill(path, where / "tree")
        if replay:
            (where / "new").write_bytes(random.Random(4).randbytes(1024))
            first, second = (block_of(path, "/dir/sub/big", index) for index in (2, 5))
            writes = [f"jw -b {block} {where / 'new'}" for block in (f"{first},{second}", first)]
            debugfs(path, "jo", writes[0], f"jw -r {second}", writes[1], "jc")
        return without_commit_times(path.read_bytes())


def script(name: str, writes: bool) -> bytes:
    """Mount, read all there is, and if asked for, change it."""
    kind = IMAGES[name][0]
    steps = [f"mount /dev/hda /mnt {kind}{'' if writes else ' ro'}", "tree /mnt"]
    steps += ["churn /mnt 1 25 7"] * writes
    return "".join(f"run /bin/{step}\n" for step in (*steps, "umount /mnt")).encode()


@cache
def bench(name: str, writes: bool = False) -> tuple[MountBench, Damage]:
    whole = image(name)
    initrd = archive("damage", script(name, writes))
    return MountBench(BlankBase(len(whole), {0: whole}), "damage", initrd=initrd), Damage(whole)


def harmed(name: str, writes: bool, seeds: range) -> dict[int, str]:
    mounts, damage = bench(name, writes)
    endings = {seed: mounts.run(damage.of(seed)).harm for seed in seeds}
    return {seed: harm for seed, harm in endings.items() if harm}


def each_way(test):
    """Once only reading, once writing too."""
    writes = pytest.mark.parametrize("writes", [False, True], ids=["reading", "writing"])
    return pytest.mark.parametrize("name", IMAGES)(writes(test))


@each_way
def test_the_image_is_whole_before_it_is_damaged(name, writes):
    ending = bench(name, writes)[0].run({})
    assert (ending.harm, ending.console.count("tree: 0 errors")) == ("", 1)
    assert ("JBD: hda: recovered" in ending.console) == IMAGES[name][3]
    assert ("25 steps each: done" in ending.console) == writes


@each_way
def test_a_damaged_image_does_the_kernel_no_harm(name, writes):
    assert harmed(name, writes, range(QUICK_SEEDS)) == {}


@pytest.mark.slow
@each_way
@pytest.mark.parametrize("first", range(QUICK_SEEDS, QUICK_SEEDS + SLOW_SEEDS, AT_ONCE))
def test_ten_thousand_damaged_images_do_the_kernel_no_harm(name, writes, first):
    assert harmed(name, writes, range(first, first + AT_ONCE)) == {}


def test_the_same_seed_is_the_same_damage_and_most_of_it_is_noticed():
    mounts, damage = bench("ext3")
    whole = mounts.run({}).console
    assert damage.of(3) == damage.of(3) != damage.of(4)
    assert sum(mounts.run(damage.of(seed)).console != whole for seed in range(40)) > 15


def test_a_kernel_that_believes_a_disk_is_caught():
    """Without the checks of ext3_dirent() it follows an entry that leads to itself for ever."""
    whole, damage = image("ext3"), bench("ext3")[1]

    def believe(machine: Machine) -> None:
        b_data = offsetof(machine.kernel.type("struct buffer_head"), "b_data")
        text = f"mov eax, [esp + 8]; mov eax, [eax + {b_data}]; add eax, [esp + 12]; ret"
        Patcher(machine).replace("ext3_dirent", text)

    mounts = MountBench(BlankBase(len(whole), {0: whole}), "ext3", believe, budget_instructions=50_000_000)
    assert any(mounts.run(damage.of(seed)).harm for seed in range(QUICK_SEEDS))
