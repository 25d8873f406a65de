# SPDX-License-Identifier: GPL-2.0-or-later
"""Full, damaged and failing disks: an error number, a line in the log, read-only where that is right."""

from __future__ import annotations

import subprocess
from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path

import pytest

from harness import StopReason
from harness.machine.disk import Disk
from harness.run.kernel_path import default_kernel
from tests.guest.ext3_images import make_image
from tests.guest.ext3_script import BUDGET, Done, clean, debugfs, finish, formatted, run_script, started

pytestmark = pytest.mark.skipif(not default_kernel().exists(), reason="no kernel: run `make guest`")
KINDS = ("ext2", "ext3")
EIO, ENOSPC, EROFS, EMLINK, ENAMETOOLONG = -5, -28, -30, -31, -36


def mounted(lines: list[str], kind: str, options: str = "") -> list[str]:
    return [f"mount /dev/hda /mnt {kind} {options}", *lines, "umount /mnt"]


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("block", ["1024", pytest.param("4096", marks=pytest.mark.slow)])
def test_a_full_disk_says_so_and_works_again_when_there_is_room(block, kind, tmp_path):
    lines = [
        "many /mnt/f 50 20000",
        "write /mnt/big 0 20000000 1",
        # Less than a page is left.
        "many /mnt/small 10 1000",
        "mkdir /mnt/dir 0755",
        f"symlink {'x' * 100} /mnt/link",
        "write /mnt/f0 30000 1 5",
        "unlink /mnt/big",
        "mkdir /mnt/dir 0755",
        "write /mnt/after 0 100000 1",
    ]
    image = formatted(tmp_path, "-t", kind, "-b", block, size="4M" if block == "1024" else "12M")
    done = run_script(image, tmp_path, mounted(lines, kind))
    clean(image)
    assert done.errors == dict.fromkeys(range(3, 8), ENOSPC)
    assert done.said == []


@pytest.mark.parametrize("kind", KINDS)
def test_a_mapping_that_finds_no_room_is_told_by_fsync(kind, tmp_path):
    lines = [
        "truncate /mnt/sparse 0",
        "write /mnt/sparse 3000000 1 1",
        "write /mnt/big 0 9000000 1",
        "map /mnt/sparse 0 600 5",
        "fsync /mnt/sparse",
    ]
    image = formatted(tmp_path, "-t", kind, size="4M")
    done = run_script(image, tmp_path, mounted(lines, kind))
    clean(image)
    assert done.errors == {2: -2, 4: ENOSPC, 6: ENOSPC}


@pytest.mark.slow
def test_a_large_file_whose_blocks_are_all_revoked_has_room_in_a_small_journal(tmp_path):
    tree = tmp_path / "tree"
    tree.mkdir()
    (tree / "big").write_bytes(b"x" * (90 << 20))
    image = make_image(tmp_path, tree, "-t", "ext3", "-b", "1024", "-J", "size=1", size="140M")
    # What is written first fills the log, which makes room only for what comes.
    lines = ["write /mnt/first 0 900000 1", "unlink /mnt/big", "sync", "write /mnt/after 0 5000 1"]
    done = run_script(image, tmp_path, mounted(lines, "ext3", "data=journal,commit=60"))
    clean(image)
    assert (done.errors, done.said) == ({}, [])


@pytest.mark.parametrize("kind", KINDS)
def test_without_free_inodes_nothing_is_made(kind, tmp_path):
    lines = [
        "many /mnt/f 100 0",
        "mkdir /mnt/d 0755",
        "symlink a /mnt/l",
        "unlink /mnt/f3",
        "mkdir /mnt/d 0755",
    ]
    image = formatted(tmp_path, "-t", kind, "-N", "64", size="4M")
    done = run_script(image, tmp_path, mounted(lines, kind))
    clean(image)
    assert done.errors == {2: ENOSPC, 3: ENOSPC, 4: ENOSPC}
    assert (
        "Free inodes:              0\n"
        in subprocess.run(["dumpe2fs", "-h", image], capture_output=True, text=True).stdout
    )


def test_links_names_and_targets_have_their_limits(tmp_path):
    lines = [
        "write /mnt/f 0 1 1",
        f"symlink {'t' * 1023} /mnt/fits",
        f"symlink {'t' * 1024} /mnt/long",
        f"write /mnt/{'n' * 256} 0 1 1",
        "link /mnt/f /mnt/g",
    ]
    image = formatted(tmp_path, "-t", "ext3", "-b", "1024")
    debugfs_write(image, "mkdir /d", "sif /d links_count 32000")
    done = run_script(image, tmp_path, mounted([*lines, "mkdir /mnt/d/e 0755"], "ext3"))
    assert done.errors == {4: ENAMETOOLONG, 5: ENAMETOOLONG, 7: EMLINK}


def debugfs_write(image: Path, *commands: str) -> None:
    for command in commands:
        subprocess.run(["debugfs", "-w", "-R", command, image], check=True, capture_output=True)


def block_bitmap(image: Path) -> int:
    """Return the block of group 0's bitmap of blocks."""
    words = debugfs(image, "stats").split("block bitmap at ")[1]
    return int(words.split(",")[0])


@pytest.mark.parametrize("kind", KINDS)
def test_a_bitmap_that_has_its_own_tables_free_makes_the_disk_read_only(kind, tmp_path):
    image = formatted(tmp_path, "-t", kind, "-b", "1024", size="4M")
    at = block_bitmap(image) * 1024
    data = bytearray(image.read_bytes())
    data[at : at + 100] = bytes(100)
    image.write_bytes(data)
    lines = ["write /mnt/f 0 5000 1", "mkdir /mnt/d 0755", "write /mnt/g 0 5000 1"]
    done = run_script(image, tmp_path, mounted(lines, kind))
    assert done.errors[2] == EIO and set(done.errors.values()) <= {EIO, EROFS}
    assert "has its own tables free" in done.said[0]
    assert done.said[1] == "EXT3-fs: hda: remounting read-only"


def test_a_block_that_is_freed_twice_makes_the_disk_read_only(tmp_path):
    image = formatted(tmp_path, "-t", "ext2", "-b", "1024", size="4M")
    file = tmp_path / "file"
    file.write_bytes(b"x" * 5000)
    debugfs_write(image, f"write {file} f")
    debugfs_write(image, f"freeb {debugfs(image, 'bmap f 2').strip()}")
    done = run_script(image, tmp_path, mounted(["unlink /mnt/f", "mkdir /mnt/d 0755"], "ext2"))
    assert "is not in use" in done.said[0]
    assert done.said[1] == "EXT3-fs: hda: remounting read-only"
    assert done.errors[3] == EROFS


TRAFFIC = [line for number in range(12) for line in (f"many /mnt/f{number}- 8 3000", "sync")]


def broken_after(
    image: Path, where: Path, kind: str, commands: int, fault: Callable[[Disk], AbstractContextManager[None]]
) -> Done:
    """Run TRAFFIC with a disk that breaks once it has ended so many writes."""
    machine = started(image, where, mounted(TRAFFIC, kind))
    disk, ended = machine.disks[0], []
    stop_looking = disk.observe(lambda command: ended.append(command.write))
    while sum(ended) < commands:
        assert machine.run(100_000).reason is StopReason.BUDGET
    stop_looking()
    with fault(disk):
        return finish(machine)


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("commands", [3, 30])
def test_a_disk_whose_writes_begin_to_fail_becomes_read_only(kind, commands, tmp_path):
    image = formatted(tmp_path, "-t", kind, "-b", "1024", size="4M")
    done = broken_after(image, tmp_path, kind, commands, lambda disk: disk.failing("write"))
    assert done.said[-1] == "EXT3-fs: hda: remounting read-only"
    assert set(done.errors.values()) <= {EIO, EROFS}
    repaired(image)


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("fault", [Disk.vanished, Disk.aborting, Disk.stuck])
def test_a_disk_that_is_gone_ends_in_errors(kind, fault, tmp_path):
    image = formatted(tmp_path, "-t", kind, "-b", "1024", size="4M")
    done = broken_after(image, tmp_path, kind, 12, fault)
    assert set(done.errors.values()) <= {EIO, EROFS}
    repaired(image)


def repaired(image: Path) -> None:
    """Fail unless e2fsck can make the disk whole."""
    code = subprocess.run(["e2fsck", "-fy", image], capture_output=True).returncode
    assert code in (0, 1)
    clean(image)


@pytest.mark.parametrize("kind", KINDS)
def test_errors_continue_goes_on_and_e2fsck_is_told(kind, tmp_path):
    image = bad_directory(tmp_path, kind)
    done = run_script(image, tmp_path, mounted(TWO, kind, "errors=continue"))
    assert done.errors == {2: EIO}
    assert [line.split(": ")[1] for line in done.said] == ["ext3_dirent"]
    dumped = subprocess.run(["dumpe2fs", "-h", image], capture_output=True, text=True).stdout
    assert "Filesystem state:         clean with errors" in dumped


def test_errors_panic_stops_the_machine(tmp_path):
    machine = started(bad_directory(tmp_path, "ext3"), tmp_path, mounted(TWO, "ext3", "errors=panic"))
    assert machine.run(BUDGET).reason is StopReason.PANIC
    assert "EXT3-fs: hda: panic forced after error" in machine.console.text


TWO = ["many /mnt/d/f 1 1", "mkdir /mnt/e 0755"]


def bad_directory(where: Path, kind: str) -> Path:
    """Return an image with a directory whose first entry has no length."""
    image = formatted(where, "-t", kind, "-b", "1024", size="4M")
    debugfs_write(image, "mkdir /d")
    data = bytearray(image.read_bytes())
    at = int(debugfs(image, "bmap d 0")) * 1024 + 4
    data[at : at + 2] = bytes(2)
    image.write_bytes(data)
    return image
