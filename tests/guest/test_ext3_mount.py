# SPDX-License-Identifier: GPL-2.0-or-later
"""Mounting to write: options, remounting, what other tools left on the disk, and what a crash leaves."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

import pytest

from harness import BootConfig, Machine, StopReason
from harness.machine.disk import DiskSpec
from harness.run import load
from harness.run.kernel_path import default_kernel
from tests.guest.ext3_images import make_image
from tests.guest.ext3_script import (
    BUDGET,
    clean,
    debugfs,
    disk_with,
    dumped,
    finish,
    formatted,
    run_script,
    same_as_host,
    started,
)  # fmt: skip

pytestmark = pytest.mark.skipif(not default_kernel().exists(), reason="no kernel: run `make guest`")
KINDS = ("ext2", "ext3")
ENOENT, EBUSY, EINVAL, EROFS = -2, -16, -22, -30
WRITE = ["mkdir /mnt/d 0755", "many /mnt/d/f 40 3000", "forget /mnt/d/f 0 40 2"]


def header(image: Path, name: str) -> str:
    numbers = subprocess.run(["dumpe2fs", "-h", image], capture_output=True, text=True).stdout
    return next(line.split(":")[1].strip() for line in numbers.splitlines() if line.startswith(f"{name}:"))


def run_until(machine: Machine, words: str) -> None:
    while words not in machine.console.text:
        assert machine.run(100_000).reason is StopReason.BUDGET


def debugfs_write(image: Path, *commands: str) -> None:
    for command in commands:
        subprocess.run(["debugfs", "-w", "-R", command, image], check=True, capture_output=True)


@pytest.mark.parametrize("kind", KINDS)
def test_read_only_and_back_leaves_a_clean_disk_each_time(kind, tmp_path):
    lines = [
        f"mount /dev/hda /mnt {kind}",
        *WRITE,
        "remount /mnt ro",
        "write /mnt/x 0 1 1",
        "remount /mnt rw",
        "write /mnt/y 0 1 1",
        "hold /mnt/y",
        "remount /mnt ro",
        "unlink /mnt/y",
        "release",
        "write /mnt/z 0 5000 1",
        "remount /mnt ro",
        "sleep 100000",
    ]
    image = formatted(tmp_path, "-t", kind)
    machine = started(image, tmp_path, lines)
    # Somebody who has a file open keeps the disk from being read-only.
    run_until(machine, "fsop: line 10")
    machine.run(30_000_000)
    machine.disks[0].commit()
    clean(image)
    assert (header(image, "Filesystem state"), debugfs(image, "ls -p /").count("/z/")) == ("clean", 1)


@pytest.mark.parametrize("kind", KINDS)
def test_a_name_that_was_looked_for_in_a_removed_directory_does_not_keep_the_disk_busy(kind, tmp_path):
    lines = [
        f"mount /dev/hda /mnt {kind}",
        "mkdir /mnt/d 0755",
        "chdir /mnt/d",
        "rmdir /mnt/d",
        "unlink nothing",
        "chdir /",
        "remount /mnt ro",
        "umount /mnt",
    ]
    image = formatted(tmp_path, "-t", kind)
    assert run_script(image, tmp_path, lines).errors == {5: ENOENT}
    clean(image)


@pytest.mark.parametrize(
    ("kind", "options", "error", "words"),
    [
        ("ext3", "nonsense", EINVAL, 'mount option "nonsense" is not known'),
        ("ext3", "data=ordered,commit=999", EINVAL, 'mount option "commit=999" is not known'),
        ("ext2", "data=ordered", EINVAL, 'mount option "data=ordered" is not known'),
        ("ext3", "noload", EROFS, "can be mounted read-only alone with noload"),
    ],
)
def test_an_option_that_makes_no_sense_is_refused_by_name(kind, options, error, words, tmp_path):
    done = run_script(formatted(tmp_path, "-t", kind), tmp_path, [f"mount /dev/hda /mnt {kind} {options}"])
    assert done.errors == {1: error}
    assert words in done.said[0]


def test_where_data_go_is_decided_once(tmp_path):
    lines = [
        "mount /dev/hda /mnt ext3",
        "remount /mnt rw data=journal",
        "remount /mnt rw commit=1",
        "umount /mnt",
    ]
    assert run_script(formatted(tmp_path, "-t", "ext3"), tmp_path, lines).errors == {2: EINVAL}


@pytest.mark.parametrize("kind", KINDS)
def test_what_a_writer_must_know_is_named_to_who_wants_to_write(kind, tmp_path):
    image = formatted(tmp_path, "-t", kind, "-O", "huge_file,dir_nlink,extra_isize")
    lines = [
        f"mount /dev/hda /mnt {kind}",
        f"mount /dev/hda /mnt {kind} ro",
        "remount /mnt rw",
        "umount /mnt",
    ]
    done = run_script(image, tmp_path, lines)
    assert done.errors == {1: EROFS, 3: EROFS}
    assert done.said[0].endswith("to write, this kernel lacks huge_file, dir_nlink, extra_isize")


@pytest.mark.parametrize(
    "options",
    [("-I", "128"), ("-O", "^filetype"), ("-O", "^sparse_super,^resize_inode"), ("-r", "0", "-O", "none")],
)
def test_older_forms_are_written_as_they_are(options, tmp_path):
    image = formatted(tmp_path, "-t", "ext2", "-b", "1024", *options)
    done = run_script(image, tmp_path, ["mount /dev/hda /mnt ext2", *WRITE, "umount /mnt"])
    clean(image)
    same_as_host(image, tmp_path, WRITE, done)


def test_a_journal_may_be_left_alone(tmp_path):
    image = formatted(tmp_path, "-t", "ext3")
    done = run_script(image, tmp_path, ["mount /dev/hda /mnt ext2", *WRITE, "umount /mnt"])
    clean(image)
    same_as_host(image, tmp_path, WRITE, done)
    assert "kjournald" not in done.console


@pytest.mark.parametrize("kind", KINDS)
def test_the_first_large_file_is_told_to_the_super_block(kind, tmp_path):
    image = formatted(tmp_path, "-t", kind, "-O", "^large_file")
    lines = ["write /mnt/f 2147483000 100 1", "truncate /mnt/g 0", "write /mnt/f 3000000000 10 2"]
    assert "large_file" not in header(image, "Filesystem features")
    run_script(image, tmp_path, [f"mount /dev/hda /mnt {kind}", *lines, "umount /mnt"])
    clean(image)
    assert "large_file" in header(image, "Filesystem features")
    assert debugfs(image, "stat f").split("Size: ")[1].split()[0] == "3000000010"


@pytest.mark.parametrize("kind", KINDS)
def test_an_indexed_directory_takes_names_as_one_without_an_index(kind, tmp_path):
    image = formatted(tmp_path, "-t", kind, "-b", "1024")
    source = tmp_path / "names"
    source.write_text("")
    debugfs_write(image, "mkdir /d")
    commands = "\n".join(f"write {source} /d/a-name-of-some-length-{number}" for number in range(300))
    script = tmp_path / "commands"
    script.write_text(commands)
    subprocess.run(["debugfs", "-w", "-f", script, image], check=True, capture_output=True)
    subprocess.run(["e2fsck", "-fyD", image], capture_output=True)
    assert "Flags: 0x1000" in debugfs(image, "stat /d")
    lines = ["many /mnt/d/new 100 0", "unlink /mnt/d/a-name-of-some-length-77"]
    done = run_script(image, tmp_path, [f"mount /dev/hda /mnt {kind}", *lines, "umount /mnt"])
    clean(image)
    assert done.errors == {}
    assert "Flags: 0x0" in debugfs(image, "stat /d")
    # debugfs lists the first entry of a block without an inode, too, when it was unlinked.
    names = re.findall(r"^/[1-9]\d*/(?:\d+/){3}(new|a-name)", debugfs(image, "ls -p /d"), re.MULTILINE)
    assert (names.count("new"), names.count("a-name")) == (100, 299)


@pytest.mark.parametrize("kind", KINDS)
def test_attributes_that_files_share_outlive_all_but_the_last(kind, tmp_path):
    image = formatted(tmp_path, "-t", kind, "-I", "128", "-b", "1024")
    for name in "ab":
        source = tmp_path / name
        source.write_text(name)
        debugfs_write(image, f"write {source} {name}", f"ea_set {name} user.colour {'red' * 20}")
    lines = ["unlink /mnt/a", "unlink /mnt/b"]
    run_script(image, tmp_path, [f"mount /dev/hda /mnt {kind}", *lines, "umount /mnt"])
    clean(image)


@pytest.mark.parametrize("kind", KINDS)
def test_devices_and_owners_are_on_the_disk(kind, tmp_path):
    lines = [
        "mknod /mnt/null 020666 259",
        "mknod /mnt/disk 060600 768",
        "mknod /mnt/fifo 010644 0",
        "mknod /mnt/file 0100600 0",
        "chown /mnt/file 70000 80000",
        "utime /mnt/file 1000000 2000000",
    ]
    image = formatted(tmp_path, "-t", kind)
    done = run_script(image, tmp_path, [f"mount /dev/hda /mnt {kind}", *lines, "umount /mnt"])
    clean(image)
    assert done.errors == {}
    assert "Device major/minor number: 01:03" in debugfs(image, "stat null")
    assert "Type: block special" in debugfs(image, "stat disk")
    told = debugfs(image, "stat file")
    assert "User: 70000   Group: 80000" in told
    assert "mtime: 0x001e8480" in told and "atime: 0x000f4240" in told


@pytest.mark.parametrize(
    ("mode", "again"),
    [
        ("ordered", [""]),
        ("journal", [""]),
        ("writeback", [""]),
        # As a root file system is mounted.
        ("ordered", ["ro", "rw"]),
        ("ordered", ["ro"]),
    ],
)
def test_what_was_unlinked_while_open_goes_when_it_is_written_to_again(mode, again, tmp_path):
    lines = [
        f"mount /dev/hda /mnt ext3 data={mode}",
        "write /mnt/kept 0 5000 1",
        "many /mnt/f 3 500000",
        "hold /mnt/f0",
        "hold /mnt/f1",
        "forget /mnt/f 0 3 1",
        "sync",
        "unlink /mnt/nothing",
        "sleep 1000000",
    ]
    image = formatted(tmp_path, "-t", "ext3", "-b", "1024")
    machine = started(image, tmp_path, lines)
    run_until(machine, "fsop: line 8")
    remounts = [f"remount /mnt {flags}" for flags in again[1:]]
    script = disk_with(tmp_path, [f"mount /dev/hda /mnt ext3 {again[0]}", *remounts, "umount /mnt"])
    disks = (machine.disks[0].image(), DiskSpec.parse(f"{script},ro"))
    second = finish(load(BootConfig(append="rc=fsop", disks=disks)))
    assert "EXT3-fs: hda: 2 orphan inodes deleted" in second.said
    path = tmp_path / "after.img"
    second.machine.disks[0].image().save(path)
    clean(path)
    assert [name.name for name in dumped(path, tmp_path).iterdir()] == ["kept"]


def run_to(machine: Machine, symbol: str) -> None:
    probe = machine.engine.add_probe(machine.symbols[symbol], None)
    assert machine.run(BUDGET).reason is StopReason.BREAKPOINT
    machine.engine.remove_probe(probe)


def test_a_truncation_of_several_transactions_goes_on_after_a_crash(tmp_path):
    tree = tmp_path / "tree"
    tree.mkdir()
    (tree / "big").write_bytes(b"x" * (90 << 20))
    # Hundreds of groups, whose bitmaps no transaction of so small a journal can hold.
    small = ("-g", "256", "-O", "^resize_inode", "-J", "size=1", "-N", "512")
    image = make_image(tmp_path, tree, "-t", "ext3", "-b", "1024", *small, size="120M")
    machine = started(
        image, tmp_path, ["mount /dev/hda /mnt ext3", "truncate /mnt/big 100000", "sleep 100000"]
    )
    run_to(machine, "journal_restart")
    run_to(machine, "journal_write_commit_record")
    machine.run(300_000)
    script = disk_with(tmp_path, ["mount /dev/hda /mnt ext3", "umount /mnt"])
    disks = (machine.disks[0].image(), DiskSpec.parse(f"{script},ro"))
    second = finish(load(BootConfig(append="rc=fsop", disks=disks)))
    assert "EXT3-fs: hda: 1 truncate cleaned up" in second.said
    path = tmp_path / "after.img"
    second.machine.disks[0].image().save(path)
    clean(path)
    assert (dumped(path, tmp_path) / "big").read_bytes() == b"x" * 100_000


@pytest.mark.parametrize("kind", KINDS)
def test_fsync_has_nothing_to_do_on_a_read_only_disk(kind, tmp_path):
    lines = [f"mount /dev/hda /mnt {kind} ro", "fsync /mnt/lost+found", "umount /mnt"]
    assert run_script(formatted(tmp_path, "-t", kind), tmp_path, lines).errors == {}
