# SPDX-License-Identifier: GPL-2.0-or-later
"""Process 1 leaves the initrd for a disk, and that for memory: mounts move, and roots change."""

from __future__ import annotations

import re

import pytest

from harness.image.cpio import file
from harness.machine.stop import StopReason
from harness.run.kernel_path import default_kernel
from tests.peers.busybox import initrd, machine, need_busybox

pytestmark = pytest.mark.skipif(not default_kernel().exists(), reason="no kernel: run `make guest`")

IN_THE_INITRD = """#!/bin/sh
mount -t devtmpfs devtmpfs /dev; mount -t ext3 /dev/hda /mnt
mkdir /mnt/bin /mnt/dev /mnt/new /mnt/proc; mknod /mnt/dev/console c 5 1
cp /bin/busybox /etc/second /etc/third /etc/fourth /mnt/bin
pivot_root /mnt /mnt/new; echo "out of the first root: $?"
exec switch_root /mnt /bin/second
"""
ON_THE_DISK = """#!/bin/busybox sh
PATH=/bin; busybox mount -t proc proc /proc; busybox --install /bin
echo second: $$ in $(pwd) has /*; cat /proc/mounts
mount -t tmpfs none /new; mkdir /new/bin /new/old /new/proc /new/dev
cp -a /bin/* /new/bin; cp -a /dev/console /new/dev
pivot_root /bin /bin; pivot_root /new /proc
mount --move /new /new/old; mount --move /new /nothere; mount --move /bin /new; mount --move / /new
cd /new; pivot_root . old; mount --move /old/proc /proc
exec third </dev/console >/dev/console 2>&1
"""
IN_MEMORY = """#!/bin/sh
echo third: $$ in $(pwd) has /*; cat /proc/mounts; echo the old root had $(ls /old)
umount /old; mount --move /proc /old; cat /old/mounts; umount /; echo end
umount /old; mknod /dev/hda b 3 0; mount -t ext3 /dev/hda /old; touch /init
exec run-init -c /dev/console /old /bin/fourth
"""
ON_THE_DISK_AGAIN = """#!/bin/sh
mount -t proc proc /proc; echo fourth: $$ in $(pwd) has /*; cat /proc/mounts; poweroff -f
"""
ERRORS = (
    "pivot_root: .*: Device or resource busy",  # on the same file system as the root
    "pivot_root: .*: Invalid argument",  # the old root could not be found from the new one
    "mount: mounting /new on /new/old failed: Too many levels of symbolic links",
    "mount: mounting /new on /nothere failed: No such file or directory",
    "mount: mounting /bin on /new failed: Invalid argument",
    "mount: mounting / on /new failed: Too many levels of symbolic links",
)


@pytest.fixture(scope="module")
def said() -> str:
    scripts = {
        "run": IN_THE_INITRD,
        "second": ON_THE_DISK,
        "third": IN_MEMORY,
        "fourth": ON_THE_DISK_AGAIN,
    }
    more = [file(f"etc/{name}", text.encode(), 0o755) for name, text in scripts.items()]
    pc = machine(initrd(need_busybox(), more), "/etc/run", append="quiet", disks=["ext3:8M"])
    assert pc.run().reason is StopReason.EXIT, pc.console.text[-2000:]
    return pc.console.text.replace("\r", "")


def mounts(text: str) -> list[str]:
    """Returns the places and types of the file systems on disks and in memory that were shown."""
    return re.findall(r"^(?:/dev/hda|none|proc) (\S+ \w+) ", text, re.MULTILINE)


def test_the_first_root_cannot_be_left_by_pivot_root(said: str) -> None:
    assert "Invalid argument\nout of the first root: 1\n" in said


def test_process_1_goes_on_from_the_disk(said: str) -> None:
    assert "second: 1 in / has /bin /dev /lost+found /new /proc\n" in said
    assert mounts(said.split("second: ")[1])[:2] == ["/ ext3", "/proc proc"]


def test_what_cannot_move_is_told_why(said: str) -> None:
    rest = said.split("second: ")[1]
    for error in ERRORS:
        found = re.search(error, rest)
        assert found, f"{error}: {rest}"
        rest = rest[found.end() :]


def test_pivot_root_leaves_the_old_root_where_it_was_told_to(said: str) -> None:
    third = said.split("third: ")[1]
    assert third.startswith("1 in / has /bin /dev /old /proc\n")
    assert "the old root had bin dev lost+found new proc\n" in third
    assert mounts(third)[:3] == ["/old ext3", "/proc proc", "/ tmpfs"]


def test_a_root_that_was_left_can_be_unmounted(said: str) -> None:
    assert mounts(said.split("the old root had ")[1])[:2] == ["/old proc", "/ tmpfs"]
    assert "umount: can't unmount /: Device or resource busy\nend\n" in said


def test_run_init_leaves_a_root_in_memory_too(said: str) -> None:
    fourth = said.split("fourth: ")[1]
    assert fourth.startswith("1 in / has /bin /dev /lost+found /new /proc\n")
    assert mounts(fourth) == ["/ tmpfs", "/ ext3", "/proc proc"]
