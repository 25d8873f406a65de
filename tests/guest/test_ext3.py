# SPDX-License-Identifier: GPL-2.0-or-later
"""Images of the real mke2fs read right in the guest; what is wrong with one is said, and is no more."""

from __future__ import annotations

import random
import re
import subprocess
from pathlib import Path

import pytest

from harness import BootConfig, Machine, StopReason
from harness.machine.disk import Disk, DiskSpec
from harness.run import load
from harness.run.kernel_path import default_kernel
from tests.guest.ext3_images import Entry, expected, fill, make_image, make_tree, told
from tests.peers.e2fsprogs import need_e2fsprogs

pytestmark = pytest.mark.skipif(not default_kernel().exists(), reason="no kernel: run `make guest`")
BUDGET = 2_000_000_000
SUPER = 1024


@pytest.fixture(scope="module")
def tree(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_tree(tmp_path_factory.mktemp("ext3"))


@pytest.fixture(scope="module")
def entries(tree: Path) -> dict[str, Entry]:
    return expected(tree)


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """Return an image of 1 MiB with a directory, a few files and links."""
    where = tmp_path_factory.mktemp("small")
    top = where / "tree"
    (top / "dir").mkdir(parents=True)
    for number in range(20):
        (top / "dir" / f"file{number}").write_bytes(bytes([number]) * 1000 * number)
    (top / "link").symlink_to("dir/file3")
    (top / "long").symlink_to("x" * 100)
    image = make_image(where, None, "-t", "ext2", "-b", "1024", size="1M")
    fill(image, top)
    return image.read_bytes()


def booted(image: Path | str, rc: str = "ext3") -> Machine:
    machine = load(BootConfig(append=f"rc={rc}", disks=(DiskSpec.parse(f"{image},overlay"),)))
    stop = machine.run(BUDGET)
    assert stop.reason is StopReason.EXIT, stop
    return machine


def said(machine: Machine) -> list[str]:
    return re.findall(r"^\[ *[\d.]+\] (EXT3-fs.*)$", machine.console.text, re.MULTILINE)


def unharmed(machine: Machine) -> None:
    for word in ("panic", "Oops", "BUG", "blocked for more than", "busy inodes"):
        assert word not in machine.console.text


@pytest.mark.parametrize("kind", ["ext3", "ext2"])
@pytest.mark.parametrize("block", ["1024", "2048", "4096"])
def test_a_tree_that_mke2fs_copied_reads_the_same(tree, entries, tmp_path, kind, block):
    image = make_image(tmp_path, tree, "-t", kind, "-b", block, size="40M")
    machine = booted(image, kind)
    assert told(machine.console.text) == entries
    assert (said(machine), "tree: 0 errors" in machine.console.text) == ([], True)


@pytest.mark.parametrize(
    "options", [("-I", "128"), ("-O", "^dir_index"), ("-O", "^filetype"), ("-r", "0", "-O", "none")]
)
def test_older_forms_read_the_same(tree, entries, tmp_path, options):
    machine = booted(make_image(tmp_path, tree, "-t", "ext2", *options, size="40M"), "ext2")
    assert told(machine.console.text) == entries


def test_the_numbers_of_statfs_are_those_of_dumpe2fs(tmp_path, tree):
    image = make_image(tmp_path, tree, "-t", "ext3", size="40M")
    numbers = subprocess.run(["dumpe2fs", "-h", image], capture_output=True, text=True).stdout

    def number(name: str) -> int:
        return int(re.search(rf"^{name}: +(\d+)$", numbers, re.MULTILINE)[1])

    free, kept = number("Free blocks"), number("Reserved block count")
    found = re.search(
        r"tree: magic 0xef53, (\d+) blocks of (\d+), (\d+) free, (\d+) for all; (\d+) inodes, (\d+) free",
        booted(image).console.text,
    )
    assert [int(word) for word in found.groups()[1:]] == [
        number("Block size"), free, free - kept, number("Inode count"), number("Free inodes"),
    ]  # fmt: skip
    assert free < int(found[1]) < number("Block count")


def test_reading_writes_nothing(tmp_path, tree):
    image = make_image(tmp_path, tree, "-t", "ext3", size="40M")
    before = image.read_bytes()
    machine = booted(image)
    assert machine.disks[0].image().read(0, len(before) // 512) == before


def test_the_features_of_ext4_are_refused_by_name(tmp_path):
    machine = booted(make_image(tmp_path, None, "-t", "ext4"))
    assert said(machine) == ["EXT3-fs: hda: has features that this kernel lacks: extents, 64bit, flex_bg"]


def test_what_only_a_writer_must_know_does_not_hinder_a_reader(tmp_path, tree, entries):
    image = make_image(tmp_path, tree, "-t", "ext3", "-O", "huge_file,dir_nlink,extra_isize", size="40M")
    assert told(booted(image).console.text) == entries


def test_an_image_without_a_journal_is_no_ext3(tmp_path):
    machine = booted(make_image(tmp_path, None, "-t", "ext2"))
    assert said(machine) == ["EXT3-fs: hda: has no journal; mount it as ext2"]


def test_an_empty_disk_is_no_file_system():
    assert said(booted("blank:16M")) == ["EXT3-fs: hda: no ext2 or ext3 here"]


WRONG = {
    "log_block_size": (24, 7, "log_block_size is 7"),
    "blocks_per_group": (32, 0, "blocks_per_group is 0"),
    "inodes_per_group": (40, 1 << 30, "inodes_per_group is 1073741824"),
    "first_data_block": (20, 9, "first_data_block is 9"),
    "blocks_count": (4, 0, "blocks_count is 0"),
    "too large": (4, 1 << 30, "wants 1073741824 blocks, but the device ends after 1024"),
    "inodes_count": (0, 5, "5 inodes in 1 groups"),
    "inode_size": (88, 100, "inode_size is 100"),
    "rev_level": (76, 77, "rev_level is 77"),
    "feature": (96, 0x80000002, "lacks: 0x80000000"),
}


@pytest.mark.parametrize("field", WRONG)
def test_a_super_block_that_cannot_be_is_refused(field, small, tmp_path):
    at, value, words = WRONG[field]
    size = 2 if field == "inode_size" else 4
    path = damaged(small, tmp_path, SUPER + at, value.to_bytes(size, "little"))
    machine = booted(path, "ext2")
    assert len(said(machine)) == 1 and words in said(machine)[0]
    assert "mount: /dev/hda: error 22" in machine.console.text


def damaged(image: bytes, where: Path, at: int, data: bytes) -> Path:
    path = where / "damaged.img"
    path.write_bytes(image[:at] + data + image[at + len(data) :])
    return path


def test_a_group_outside_of_the_disk_is_refused(small, tmp_path):
    machine = booted(damaged(small, tmp_path, 2048 + 8, b"\xff\xff\xff\x7f"), "ext2")
    assert "bad descriptor of group 0" in said(machine)[0]


def block_of(image: Path, name: str) -> int:
    done = subprocess.run(
        ["debugfs", "-R", f"bmap {name} 0", image], capture_output=True, text=True, check=True
    )
    return int(done.stdout)


@pytest.mark.parametrize(
    ("offset", "data", "words"),
    [
        (4, b"\x00\x00", "its length cannot be"),
        (4, b"\x0d\x00", "its length cannot be"),
        (4, b"\xfc\xff", "it goes beyond its block"),
        (24 + 6, b"\xff", "its name does not fit into it"),
        (24, b"\xff\xff\xff\x7f", "there is no such inode"),
        (24 + 8, b"/", "its name is none"),
    ],
)
def test_a_bad_entry_costs_its_directory_alone(offset, data, words, small, tmp_path):
    path = damaged(small, tmp_path, 0, b"")
    path = damaged(small, tmp_path, 1024 * block_of(path, "/dir") + offset, data)
    machine = booted(path, "ext2")
    assert words in said(machine)[0]
    assert "tree: list /mnt/dir: error 5" in machine.console.text
    assert {"link", "long", "dir"} <= set(told(machine.console.text))
    unharmed(machine)


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(40))
def test_flipped_bits_cost_at_most_files(seed, small, tmp_path):
    flip(seed, small, tmp_path)


@pytest.mark.parametrize("seed", range(100, 106))
def test_a_few_flipped_bits_cost_at_most_files(seed, small, tmp_path):
    flip(seed, small, tmp_path)


def flip(seed: int, image: bytes, where: Path) -> None:
    """Flip twenty bits of the used part, half of them in the first 32 KiB of metadata."""
    noise = random.Random(seed)
    data = bytearray(image)
    for number in range(20):
        data[noise.randrange(1024, 32768 if number % 2 else 262144)] ^= 1 << noise.randrange(8)
    path = where / "flipped.img"
    path.write_bytes(data)
    unharmed(booted(path, "ext2"))


@pytest.mark.parametrize(
    "fault", [Disk.vanished, Disk.stuck, lambda disk: disk.failing("read", lba=range(40, 100))]
)
def test_a_disk_that_fails_while_it_is_read_gives_errors(fault, small, tmp_path):
    need_e2fsprogs()
    path = damaged(small, tmp_path, 0, b"")
    machine = load(BootConfig(append="rc=ext2", disks=(DiskSpec.parse(f"{path},ro"),)))
    while "mount /dev/hda /mnt" not in machine.console.text:
        assert machine.run(20_000).reason is StopReason.BUDGET
    with fault(machine.disks[0]):
        assert machine.run(BUDGET).reason is StopReason.EXIT
    assert "error 5" in machine.console.text
    unharmed(machine)
