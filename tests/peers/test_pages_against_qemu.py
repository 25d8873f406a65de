# SPDX-License-Identifier: GPL-2.0-or-later
"""Our dump of page tables against QEMU's monitor: `info mem` and `info tlb`.

QEMU boots the kernel, moved to each split, and is stopped by gdb; its monitor
tells what it sees, and writes out its memory, so that both read the same tables.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

import pytest

from harness import Layout, Machine
from harness.image.elf import read_elf
from harness.image.layout import SPLITS
from harness.image.link import link_at
from harness.inspect.spaces import mappings_of, space_now
from harness.machine.mappings import Mapping, Tables, scan
from harness.run.kernel_path import default_kernel
from tests.peers.machines import QEMU, need_qemu

KERNEL = default_kernel()
MEBIBYTES = 64
ACCESSED_DIRTY = 0x60
# `info tlb`'s columns between X (no-execute) and W, and the bits that we keep.
LETTERS = {"G": 0x100, "D": 0x40, "A": 0x20, "U": 4, "W": 2}
TLB_LINE = re.compile(r"^([0-9a-f]{16}): ([0-9a-f]{16}) ([A-Z-]{9})$", re.M)
MEM_LINE = re.compile(r"^([0-9a-f]{16})-([0-9a-f]{16}) [0-9a-f]{16} ([urw-]{3})$", re.M)

pytestmark = pytest.mark.skipif(not KERNEL.exists(), reason="no kernel: run `make guest`")


@dataclass(frozen=True)
class Seen:
    """What QEMU said at its stop, and the memory that it said it about."""

    tlb: list[tuple[int, int, int, bool]]
    mem: list[tuple[int, int, str]]
    tables: Tables
    ram: bytes

    def pages(self) -> list[Mapping]:
        return list(scan(lambda phys, n: self.ram[phys : phys + n], self.tables))


def need_gdb() -> None:
    if shutil.which("gdb"):
        return
    if os.environ.get("HARNESS_REQUIRE_PEERS") == "1":
        pytest.fail("gdb is missing: apt-get install gdb")
    pytest.skip("gdb is missing: apt-get install gdb")


def seen_by_qemu(kernel: Path, place: str, where: Path) -> Seen:
    """Boot on QEMU up to ``place``; return its monitor's answers."""
    need_qemu()
    need_gdb()
    socket, ram = where / "gdb", where / "ram.bin"
    script = [
        *(f"target remote {socket}", f"hbreak {place}", "continue"),
        *("monitor info tlb", "monitor info mem"),
        # Quoted: the monitor would read a bare slash as a division.
        f'monitor pmemsave 0 {MEBIBYTES << 20:#x} "{ram}"',
        'printf "cr0=%lx cr3=%lx cr4=%lx\\n", $cr0, $cr3, $cr4',
        "kill",
    ]
    qemu = [QEMU, "-kernel", str(kernel), "-m", str(MEBIBYTES), "-display", "none", "-no-reboot"]
    qemu += ["-serial", "null", "-monitor", "none", "-S"]
    qemu += ["-chardev", f"socket,path={socket},server=on,wait=off,id=gdb", "-gdb", "chardev:gdb"]
    running = subprocess.Popen(qemu, stdin=subprocess.DEVNULL)
    try:
        gdb = ["gdb", "-batch", "-nx", str(kernel)]
        done = subprocess.run(
            [*gdb, *(word for line in script for word in ("-ex", line))],
            # gdb prints what the monitor says on stderr.
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            timeout=120,
        )
    finally:
        running.kill()
        running.wait()
    text = done.stdout.replace("\r", "")
    assert "cr3=" in text, text
    values = {name: int(value, 16) for name, value in re.findall(r"(cr\d)=([0-9a-f]+)", text)}
    assert values["cr0"] >> 31, "paging is off there"
    return Seen(
        [_tlb_entry(*found) for found in TLB_LINE.findall(text)],
        [(int(start, 16), int(end, 16), word) for start, end, word in MEM_LINE.findall(text)],
        Tables(values["cr3"], bool(values["cr4"] & 0x20), bool(values["cr4"] & 0x10)),
        ram.read_bytes(),
    )


def _tlb_entry(virt: str, phys: str, letters: str) -> tuple[int, int, int, bool]:
    flags = sum(bit for letter, bit in LETTERS.items() if letter in letters)
    return int(virt, 16), int(phys, 16), flags, "P" in letters


def as_tlb(pages: list[Mapping]) -> list[tuple[int, int, int, bool]]:
    """Our pages as `info tlb` lists them: each leaf's own bits, P for a large page."""
    return [(p.virt_start, p.phys, p.flags, p.page_bytes > 4096) for p in pages]


def as_mem(pages: list[Mapping]) -> list[tuple[int, int, str]]:
    """Our pages as `info mem` lists them: neighbours of equal rights joined."""
    out: list[tuple[int, int, str]] = []
    for page in pages:
        word = ("u" if page.user else "-") + "r" + ("w" if page.writable else "-")
        if out and out[-1][1:] == (page.virt_start, word):
            out[-1] = (out[-1][0], page.virt_end, word)
        else:
            out.append((page.virt_start, page.virt_end, word))
    return out


def moved(split: str, where: Path) -> Path:
    kernel = where / "kernel.elf"
    kernel.write_bytes(link_at(read_elf(KERNEL), SPLITS[split]))
    return kernel


@pytest.mark.parametrize("split", ["3G", "2G", "1G"])
def test_the_direct_map_at_the_high_half_is_qemu_s(split: str, tmp_path: Path) -> None:
    """Built by our loader here, by head.S there."""
    seen = seen_by_qemu(moved(split, tmp_path), "startup_high", tmp_path)
    machine = Machine.load(read_elf(KERNEL), Layout(SPLITS[split]))
    ours = [p for p in mappings_of(machine, space_now(machine)) if p.virt_start >= SPLITS[split]]
    assert [(v, p, f & ~ACCESSED_DIRTY, large) for v, p, f, large in as_tlb(ours)] == [
        (v, p, f & ~ACCESSED_DIRTY, large) for v, p, f, large in seen.tlb if v >= SPLITS[split]
    ]
    assert as_mem(ours) == [entry for entry in seen.mem if entry[0] >= SPLITS[split]]
    assert sum(p.size_bytes for p in ours) == MEBIBYTES << 20


@pytest.mark.parametrize("split", ["3G", "2G", "1G"])
def test_a_process_s_whole_space_reads_as_qemu_reads_it(split: str, tmp_path: Path) -> None:
    """At the first exit of a process: user pages, of 4 KiB, read-only and writable."""
    seen = seen_by_qemu(moved(split, tmp_path), "do_exit", tmp_path)
    pages = seen.pages()
    assert {(p.user, p.page_bytes) for p in pages} >= {(True, 4096), (False, 4 << 20)}
    assert {p.writable for p in pages if p.user} == {True, False}
    assert as_tlb(pages) == seen.tlb
    assert as_mem(pages) == seen.mem
