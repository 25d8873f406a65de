# SPDX-License-Identifier: GPL-2.0-or-later
"""Static i386 programs of other authors, out of Debian's packages, answer in the guest as on Linux."""

from __future__ import annotations

import random
import re
import subprocess
from pathlib import Path

import pytest

from harness.image.cpio import file
from harness.machine.disk.ext3.make import make_ext3
from harness.machine.stop import StopReason
from harness.run.kernel_path import default_kernel
from tests.peers.busybox import initrd, machine, need_busybox
from tests.peers.debian import need
from tests.peers.outcomes import in_guest, on_host_like, scripts
from tests.peers.test_scripts import difference

pytestmark = pytest.mark.skipif(not default_kernel().exists(), reason="no kernel: run `make guest`")
NOW = "1200000000"
DISK_BYTES = 4 << 20
# Behind the super block: group descriptors, bitmaps, inodes and directories.
METADATA = range(0x1000, 0x10000)


@pytest.mark.parametrize("name", ["bash", "sash", "zsh"])
def test_another_shell_does_in_the_guest_what_it_does_on_linux(name: str, tmp_path: Path) -> None:
    busybox, shell = need_busybox(), need(name)
    chosen = scripts(name)
    assert chosen
    guest = in_guest(busybox, chosen, shell)
    for one, text in chosen.items():
        linux = on_host_like(guest[one], busybox, one, text, tmp_path / one, shell)
        assert linux == guest[one], f"{name}/{one}.sh:\n{difference(linux, guest[one])}"


def image(seed: int) -> bytes:
    """Returns an ext3 with a few files, and bytes of its inodes and bitmaps overwritten at random."""
    dice = random.Random(seed)
    contents = {f"dir{n % 3}/file{n}": bytes([n]) * (n * 700) for n in range(30)}
    raw = bytearray(DISK_BYTES)
    for offset, data in make_ext3(DISK_BYTES, contents=contents).items():
        raw[offset : offset + len(data)] = data
    places = [n for n in METADATA if raw[n]]
    for place in dice.sample(places, 12 if seed else 0):
        raw[place] ^= 1 << dice.randrange(8)
    return bytes(raw)


def checked_on_linux(e2fsck: Path, disk: Path) -> tuple[int, str, bytes]:
    done = subprocess.run(
        [e2fsck, "-fy", disk],
        env={"E2FSCK_TIME": NOW, "PATH": "/nowhere"},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        timeout=600,
        check=False,
    )
    return done.returncode, done.stdout, disk.read_bytes()


@pytest.mark.parametrize("seed", range(4))
def test_e2fsck_repairs_a_disk_in_the_guest_as_on_linux(seed: int, tmp_path: Path) -> None:
    e2fsck, disk = need("e2fsck"), tmp_path / "disk"
    disk.write_bytes(image(seed))
    run = (
        "#!/bin/sh\nmount -t devtmpfs devtmpfs /dev\n"
        f"E2FSCK_TIME={NOW} /sbin/e2fsck -fy /dev/hda 2>&1\n"
        'echo "status $?"; sync; poweroff -f\n'
    )
    more = [file("etc/run", run.encode(), 0o755), file("sbin/e2fsck", e2fsck.read_bytes(), 0o755)]
    pc = machine(initrd(need_busybox(), more), "/etc/run", append="quiet", disks=[f"{disk},overlay"])
    assert pc.run().reason is StopReason.EXIT
    told = re.search(r"(e2fsck .*)status (\d+)\n", pc.console.text.replace("\r", ""), re.DOTALL)
    assert told, pc.console.text
    repaired = bytes(pc.disks[0].read(0, DISK_BYTES // 512))
    status, text, repaired_on_linux = checked_on_linux(e2fsck, disk)
    assert (int(told[2]), told[1]) == (status, text.replace(str(disk), "/dev/hda"))
    assert repaired == repaired_on_linux
    assert status == (1 if seed else 0)
