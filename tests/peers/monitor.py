# SPDX-License-Identifier: GPL-2.0-or-later
"""What QEMU's monitor says about page tables, at a place where gdb stopped it."""

from __future__ import annotations

import mmap
import os
import re
import shlex
import shutil
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path

import pytest

from harness.machine.mappings import Mapping, Tables, scan
from tests.peers.machines import QEMU, need_qemu

ROOT = Path(__file__).parents[2]
MEBIBYTES = 64
# `info tlb` prints XGPDACTUW; the bits that a Mapping keeps, P (a large page) apart.
LETTERS = {"X": 1 << 63, "G": 0x100, "D": 0x40, "A": 0x20, "U": 4, "W": 2}
TLB_LINE = re.compile(r"^([0-9a-f]{16}): ([0-9a-f]{16}) ([A-Z-]{9})$", re.M)
MEM_LINE = re.compile(r"^([0-9a-f]{16})-([0-9a-f]{16}) [0-9a-f]{16} ([urw-]{3})$", re.M)

TlbEntry = tuple[int, int, int, bool]
MemEntry = tuple[int, int, str]


@dataclass(frozen=True)
class Seen:
    """What QEMU said at its stop, and the memory that it said it about."""

    tlb: list[TlbEntry]
    mem: list[MemEntry]
    tables: Tables
    ram: mmap.mmap

    def pages(self) -> list[Mapping]:
        return list(scan(lambda phys, n: self.ram[phys : phys + n], self.tables))


def need_gdb() -> None:
    if shutil.which("gdb"):
        return
    if os.environ.get("HARNESS_REQUIRE_PEERS") == "1":
        pytest.fail("gdb is missing: apt-get install gdb")
    pytest.skip("gdb is missing: apt-get install gdb")


def wait_for(path: Path) -> None:
    """Give QEMU its time to begin: gdb does not wait for a socket that is not there."""
    for _ in range(12_000):
        if path.exists():
            return
        time.sleep(0.05)
    pytest.fail(f"QEMU made no {path} in 600 s")


def ask_qemu(options: list[str], script: list[str], where: Path, also: tuple[str, ...] = ()) -> Seen:
    """Start QEMU stopped, run gdb's ``script`` on it, and ask its monitor."""
    need_qemu()
    need_gdb()
    socket, monitor, ram = where / "gdb", where / "monitor", where / "ram.bin"
    # Quoted: the monitor would read a bare slash as a division.
    asked = ["info tlb", "info mem", f'pmemsave 0 {MEBIBYTES << 20:#x} "{ram}"', *also]
    lines = [
        *("set remotetimeout 600", f"target remote {socket}", *script),
        "shell " + shlex.join([sys.executable, "-m", "tests.peers.hmp", str(monitor), *asked]),
        'printf "cr0=%lx cr3=%lx cr4=%lx\\n", $cr0, $cr3, $cr4',
        "kill",
    ]
    qemu = [QEMU, *options, "-m", str(MEBIBYTES), "-display", "none", "-no-reboot"]
    qemu += ["-serial", "null", "-monitor", f"unix:{monitor},server=on,wait=off", "-S"]
    qemu += ["-chardev", f"socket,path={socket},server=on,wait=off,id=gdb", "-gdb", "chardev:gdb"]
    running = subprocess.Popen(qemu, stdin=subprocess.DEVNULL)
    try:
        wait_for(socket)
        done = subprocess.run(
            ["gdb", "-batch", "-nx", *(word for line in lines for word in ("-ex", line))],
            cwd=ROOT,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            timeout=600,
        )
    finally:
        running.kill()
        running.wait()
    return _seen(done.stdout.replace("\r", ""), ram)


def _seen(text: str, ram: Path) -> Seen:
    assert "cr3=" in text and "Traceback" not in text, text
    # Mapped: of all that memory only the tables are read.
    with ram.open("rb") as file:
        memory = mmap.mmap(file.fileno(), 0, prot=mmap.PROT_READ)
    values = {name: int(value, 16) for name, value in re.findall(r"(cr\d)=([0-9a-f]+)", text)}
    assert values["cr0"] >> 31, "paging is off there"
    return Seen(
        [_tlb_entry(*found) for found in TLB_LINE.findall(text)],
        [(int(start, 16), int(end, 16), word) for start, end, word in MEM_LINE.findall(text)],
        Tables(values["cr3"], bool(values["cr4"] & 0x20), bool(values["cr4"] & 0x10)),
        memory,
    )


def _tlb_entry(virt: str, phys: str, letters: str) -> TlbEntry:
    flags = sum(bit for letter, bit in LETTERS.items() if letter in letters)
    # The physical address is printed with the entry's execute-disable bit.
    return int(virt, 16), int(phys, 16) & ~(1 << 63), flags, "P" in letters


def as_tlb(pages: list[Mapping]) -> list[TlbEntry]:
    """Our pages as `info tlb` lists them.

    It shows each leaf's own rights; ours are those of all levels.  They agree
    where a directory entry grants all, as this kernel's do.
    """
    return [(p.virt_start, p.phys, p.flags, p.page_bytes > 4096) for p in pages]


def as_mem(pages: list[Mapping]) -> list[MemEntry]:
    """Our pages as `info mem` lists them: neighbours of equal rights joined."""
    out: list[MemEntry] = []
    for page in pages:
        word = ("u" if page.user else "-") + "r" + ("w" if page.writable else "-")
        if out and out[-1][1:] == (page.virt_start, word):
            out[-1] = (out[-1][0], page.virt_end, word)
        else:
            out.append((page.virt_start, page.virt_end, word))
    return out
