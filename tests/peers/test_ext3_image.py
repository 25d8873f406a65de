# SPDX-License-Identifier: GPL-2.0-or-later
"""The file systems that we make are ext3 to those who know it best."""

from __future__ import annotations

import random
import re
import subprocess
import sys
from pathlib import Path

import pytest

from harness.crash.fsck import Fsck
from harness.machine.disk import DiskSpec
from harness.machine.disk.base import BlankBase, FileBase
from harness.machine.disk.disk import Disk
from harness.machine.disk.ext3 import Symlink, make_ext3, read_folder
from harness.machine.disk.ext3.reader import FileSystem
from harness.machine.disk.media import DiskImage
from tests.peers.e2fsprogs import clean, need_e2fsprogs

MIB = 1 << 20
ROOT = Path(__file__).parents[2]
NOISE = random.Random(7)
CONTENTS = {
    "hello": b"hello\n",
    "dir/indirect": NOISE.randbytes(100_000),
    "dir/sub/double": NOISE.randbytes(1_500_000),
    "dir/link": Symlink("indirect"),
    "long": Symlink("x" * 100),
    "empty": None,
    "nothing": b"",
    **{f"many/{number:03}-{'y' * (number % 60)}": str(number).encode() for number in range(300)},
}


@pytest.fixture(autouse=True)
def peers() -> None:
    need_e2fsprogs()


def saved(size: int, where: Path, **wishes) -> Path:
    path = where / "made.img"
    base = BlankBase(size, make_ext3(size, **wishes))
    DiskImage(base, {}, 0).save(path)
    return path


@pytest.mark.parametrize("block_size", [1024, 2048, 4096])
@pytest.mark.parametrize("size", [8 * MIB, 12 * MIB, 300 * MIB, 8 * MIB + 8 * 1024])
@pytest.mark.parametrize("contents", [{}, CONTENTS], ids=["empty", "populated"])
def test_e2fsck_finds_nothing(block_size, size, contents, tmp_path):
    clean(saved(size, tmp_path, block_size=block_size, contents=contents))


def test_debugfs_reads_what_was_put(tmp_path):
    image, copy = saved(12 * MIB, tmp_path, contents=CONTENTS), tmp_path / "copy"
    copy.mkdir()
    subprocess.run(["debugfs", "-R", f"rdump / {copy}", image], check=True, capture_output=True)
    assert read_folder(copy) == CONTENTS | {"lost+found": None, "dir": None, "dir/sub": None, "many": None}


def test_dumpe2fs_names_the_features_and_counts_what_is_free(tmp_path):
    image = saved(12 * MIB, tmp_path, contents={"a": bytes(5000)}, label="demo")
    said = subprocess.run(["dumpe2fs", image], check=True, capture_output=True, text=True).stdout
    fields = dict(re.findall(r"^([A-Z][\w ]*):\s+(.*)$", said, re.MULTILINE))
    assert fields["Filesystem features"] == "has_journal filetype sparse_super"
    assert (fields["Filesystem volume name"], fields["Filesystem state"]) == ("demo", "clean")
    assert (fields["Total journal blocks"], fields["Journal start"]) == ("1024", "0")
    free = [int(count) for count in re.findall(r"^  (\d+) free blocks", said, re.MULTILINE)]
    assert (sum(free), len(free)) == (int(fields["Free blocks"]), 2)


def cut(image: Path) -> list[str]:
    """Return dumpe2fs's lines of where the groups keep their tables."""
    said = subprocess.run(["dumpe2fs", image], check=True, capture_output=True, text=True).stdout
    return [
        line for line in said.splitlines() if re.match(r"Block count|Group \d|  .*(bitmap|table|super)", line)
    ]


@pytest.mark.parametrize("size", [4 * MIB, 12 * MIB, 8 * MIB + 8 * 1024, 40 * MIB])
def test_mke2fs_cuts_a_disk_the_same_way(size, tmp_path):
    theirs = tmp_path / "theirs.img"
    options = ["-t", "ext3", "-b", "1024", "-I", "128", "-O", "none,has_journal,filetype,sparse_super"]
    made = ["mke2fs", "-q", "-F", *options, theirs, str(size // 1024)]
    subprocess.run(made, check=True, capture_output=True)
    assert cut(saved(size, tmp_path)) == cut(theirs) != []


def test_a_file_system_may_be_smaller_than_its_disk(tmp_path):
    disk = Disk(DiskSpec.parse("ext3:12M+4M"))
    disk.image().save(tmp_path / "disk.img")
    assert (tmp_path / "disk.img").stat().st_size == 16 * MIB
    clean(tmp_path / "disk.img")
    said = subprocess.run(["dumpe2fs", "-h", tmp_path / "disk.img"], capture_output=True, text=True).stdout
    assert re.search(r"^Block count: +12288$", said, re.MULTILINE)


def test_the_demonstration_disk_is_mounted_listed_and_written(tmp_path):
    image = tmp_path / "demo.ext3"
    command = ["disk", "make", str(image), "12M+4M", "--ext3", "--from", "examples/disk"]
    assert subprocess.run([sys.executable, "-m", "harness", *command], cwd=ROOT).returncode == 0
    done = subprocess.run(
        [sys.executable, "-m", "harness", "boot", "--disk", image], cwd=ROOT, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr
    assert re.search(r"^tree: a1ff .* /mnt/newest -> threads/kjournald$", done.stdout, re.MULTILINE)
    # It was switched off while mounted: the log is replayed, and that is all.
    with Fsck() as fsck:
        left, repairs = fsck.recovered(DiskImage(FileBase(str(image), write=False), {}, 0))
        tree = FileSystem(left).tree()
    assert repairs == ""
    assert tree["welcome"].data == (ROOT / "examples/disk/welcome").read_bytes()
    assert tree["ledger"].data == b"a" * 3000 + b"b" * 3000
