# SPDX-License-Identifier: GPL-2.0-or-later
"""Debian's busybox in the guest, here and under QEMU on the same kernel.

The script says when each piece of work begins and ends. Host time is taken on QEMU as these lines
arrive, and here at the system call sync(), which the script makes at the same places.
"""

from __future__ import annotations

import statistics
import subprocess
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

from benchmarks.kernel import KERNEL
from benchmarks.stretches import lines_of
from harness.image.cpio import file
from tests.peers.busybox import initrd, machine
from tests.peers.debian import PEERS

ROUNDS = 3
BUDGET = 20_000_000_000
Row = Callable[[str, str, str], None]


class Work(NamedTuple):
    """A piece of work: what it is, how many of its unit, and the shell's words for it."""

    what: str
    count: int
    unit: str
    script: str


WORKS = (
    Work("shell loop", 5_000, "turns a second", "i=0; while [ $i -lt 5000 ]; do i=$((i + 1)); done"),
    Work("fork and exec", 100, "a second", "i=0; while [ $i -lt 100 ]; do /bin/true; i=$((i + 1)); done"),
    Work("pipes, through two", 1, "MiB/s", "head -c 1048576 /dev/zero | cat | cat >/dev/null"),
    Work("md5sum", 4, "MiB/s", "md5sum /tmp/data >/dev/null"),
    Work("sort", 5_000, "lines a second", "sort /tmp/lines >/dev/null"),
    Work("system calls, our own program, int 0x80", 100_000, "a second", "/bin/getppids 100000"),
    Work("system calls, our own program, SYSENTER", 100_000, "a second", "/bin/getppids 100000 vsyscall"),
    Work("system calls, dd", 100_000, "a second", "dd if=/dev/zero of=/dev/null bs=1 count=50000 2>&-"),
)
SETUP = """#!/bin/sh
mount -t proc proc /proc
head -c 4194304 /dev/zero >/tmp/data
seq 1 5000 | awk '{ print ($1 * 7919) % 5003 }' >/tmp/lines
"""


def script() -> bytes:
    steps = [f"sync; echo work begins\n{work.script}\nsync; echo work ends\n" for work in WORKS]
    return (SETUP + "".join(steps) + "poweroff -f\n").encode()


def pairs(marks: list[float]) -> list[float]:
    assert len(marks) >= 2 * len(WORKS), marks
    return [end - begin for begin, end in zip(marks[: 2 * len(WORKS) : 2], marks[1::2], strict=False)]


def here(archive: bytes) -> list[float]:
    """Return the seconds of each work on our machine."""
    pc = machine(archive, "/etc/run", append="quiet")
    marks: list[float] = []
    pc.engine.add_probe(pc.symbols["sys_sync"], lambda: marks.append(time.perf_counter()))
    assert pc.run(BUDGET).ok, pc.console.text
    return pairs(marks)


def on_qemu(archive: Path) -> list[float]:
    """Return the seconds of each work on QEMU."""
    command = [
        *("qemu-system-i386", "-kernel", str(KERNEL), "-m", "64", "-display", "none", "-no-reboot"),
        *("-serial", "stdio", "-monitor", "none", "-initrd", str(archive)),
        *("-append", "kernel quiet init=/etc/run", "-device", "isa-debug-exit,iobase=0xf4,iosize=0x04"),
    ]
    with subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, text=True) as process:
        lines = list(lines_of(process))
    assert process.returncode == 1, "".join(line for _, line in lines)
    return pairs([at for at, line in lines if line.startswith("work ")])


def rows(row: Row) -> None:
    """Print the rows of the table; a sentence when `make programs` has not been run."""
    busybox = PEERS / "bin" / "busybox"
    if not busybox.exists():
        row("busybox in the guest", "not measured: run `make programs`", "")
        return
    packed = initrd(busybox, [file("etc/run", script(), 0o755)])
    with tempfile.TemporaryDirectory() as where:
        archive = Path(where) / "initrd.cpio"
        archive.write_bytes(packed)
        runs = [(here(packed), on_qemu(archive)) for _ in range(ROUNDS)]
    for number, work in enumerate(WORKS):
        ours = statistics.median(work.count / mine[number] for mine, _ in runs)
        theirs = statistics.median(work.count / other[number] for _, other in runs)
        ratio = statistics.median(other[number] / mine[number] for mine, other in runs)
        measured = f"{ours:,.1f} {work.unit}, {ratio:.2f} of QEMU's {theirs:,.1f}"
        row(f"busybox: {work.what}" if "own" not in work.what else work.what, measured, "")
