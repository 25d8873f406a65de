# SPDX-License-Identifier: GPL-2.0-or-later
"""Our dump of page tables against QEMU's monitor: `info mem` and `info tlb`.

QEMU boots the kernel, moved to each split or with options of paging, and is stopped
by gdb; both read the same tables, because the monitor also writes out its memory.
Tables that our loader built are put into QEMU as well.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from harness import BootConfig, Layout, Machine, StopReason
from harness.image.elf import read_elf
from harness.image.layout import MIB, SPLITS, TOP
from harness.image.link import link_at
from harness.inspect.spaces import mappings_of, space_now
from harness.machine.engine import Reg
from harness.run import load
from harness.run.kernel_path import default_kernel
from tests.guest.check.test_layouts import legal
from tests.peers.monitor import MEBIBYTES, Seen, TlbEntry, as_mem, as_tlb, ask_qemu

KERNEL = default_kernel()
ACCESSED_DIRTY = 0x60
BIOS_HOLE = 0xA0000
ENTRY_TEXT = 0xFFF03000
SELF_MAP = 0xFF000000
GLOBAL, USER = 0x100, 4

pytestmark = pytest.mark.skipif(not KERNEL.exists(), reason="no kernel: run `make guest`")


def stopped_on_qemu(split: str, place: str | int, where: Path, words: str = "") -> Seen:
    image = read_elf(KERNEL)
    kernel = where / "kernel.elf"
    kernel.write_bytes(link_at(image, SPLITS[split]))
    virt = place if isinstance(place, int) else read_elf(kernel).symbols[place]
    options = ["-kernel", str(kernel), "-cpu", "max", "-append", words]
    for name in ("gdb", "monitor"):
        (where / name).unlink(missing_ok=True)
    return ask_qemu(options, [f"hbreak *{virt:#x}", "continue"], where)


def every_layout() -> Iterator[tuple[str, str]]:
    """Return split and words of all that is legal; 32 MiB are high where memory shall be."""
    for split, pages, words, _ in legal():
        reserve = f" reserve={(TOP - SPLITS[split]) // MIB - 32}M" if "highmem" in words else ""
        yield split, f"pages={pages}" + (f" paging={words}" if words else "") + reserve


@pytest.mark.slow
@pytest.mark.parametrize(("split", "words"), list(every_layout()))
def test_every_layout_reads_as_qemu_reads_it(split: str, words: str, tmp_path: Path) -> None:
    """In the first process that ends; with 4g what is there is the kernel's directory."""
    seen = stopped_on_qemu(split, "sys_exit", tmp_path, words)
    pages = seen.pages()
    assert pages and any(page.user for page in pages) == ("4g" not in words)
    assert as_tlb(pages) == [as_every_level(entry) for entry in seen.tlb]
    assert as_mem(pages) == seen.mem


OPTIONS = [
    "pages=4k paging=ro,guard,global",
    "pages=4k paging=recursive,guard",
    "pages=4m paging=ro,guard,global",
    "pages=4m paging=highmem,guard reserve=992M",
    "pages=pae paging=ro,nx,guard,global",
    "pages=pae paging=highmem,nx reserve=992M",
]


def as_every_level(entry: TlbEntry) -> TlbEntry:
    """`info tlb` prints the last level's rights; the directory's entry for itself takes ring 3's away."""
    virt, phys, flags, large = entry
    return (virt, phys, flags & ~USER, large) if SELF_MAP <= virt < SELF_MAP + 4 * MIB else entry


@pytest.mark.parametrize("words", OPTIONS)
def test_every_option_s_tables_read_as_qemu_reads_them(words: str, tmp_path: Path) -> None:
    """At the first exit of a process that the kernel of those options ran on QEMU itself."""
    seen = stopped_on_qemu("3G", "do_exit", tmp_path, words)
    pages = seen.pages()
    assert seen.tables.pae == ("pae" in words)
    assert {page.user for page in pages} == {True, False}
    assert any(page.flags >> 63 for page in pages) == ("nx" in words)
    assert any(page.flags & GLOBAL for page in pages) == ("global" in words)
    assert as_tlb(pages) == [as_every_level(entry) for entry in seen.tlb]
    assert as_mem(pages) == seen.mem


@pytest.mark.parametrize("pages", ["4k", "4m", "pae"])
def test_both_directories_of_4g_read_as_qemu_reads_them(pages: str, tmp_path: Path) -> None:
    words = f"pages={pages} paging=4g,guard"
    kernel = stopped_on_qemu("3G", "do_exit", tmp_path, words)
    assert not any(page.user for page in kernel.pages())
    assert as_tlb(kernel.pages()) == kernel.tlb
    symbols = read_elf(KERNEL).symbols
    # Behind the load of CR3: the last instructions before ring 3.
    leaving = ENTRY_TEXT + symbols["entry_leave"] - symbols["entry_code"] + 3
    user = stopped_on_qemu("3G", leaving, tmp_path, words)
    assert [page.virt_start for page in user.pages() if not page.user][-1] == ENTRY_TEXT
    assert any(page.user for page in user.pages())
    assert as_tlb(user.pages()) == user.tlb
    assert as_mem(user.pages()) == user.mem


def unused(entries: list[TlbEntry]) -> list[TlbEntry]:
    """Without accessed and dirty, which tell what ran and not what is mapped."""
    return [(virt, phys, flags & ~ACCESSED_DIRTY, large) for virt, phys, flags, large in entries]


@pytest.mark.parametrize("split", ["3G", "2G", "1G"])
def test_the_direct_map_at_the_high_half_is_qemu_s(split: str, tmp_path: Path) -> None:
    """Built by our loader here, by head.S there."""
    seen = stopped_on_qemu(split, "startup_high", tmp_path)
    machine = Machine.load(read_elf(KERNEL), Layout(SPLITS[split]))
    ours = [p for p in mappings_of(machine, space_now(machine)) if p.virt_start >= SPLITS[split]]
    assert unused(as_tlb(ours)) == unused([entry for entry in seen.tlb if entry[0] >= SPLITS[split]])
    assert as_mem(ours) == [entry for entry in seen.mem if entry[0] >= SPLITS[split]]
    assert sum(p.size_bytes for p in ours) == MEBIBYTES * MIB


@pytest.mark.parametrize("split", ["3G", "2G", "1G"])
def test_a_process_s_whole_space_reads_as_qemu_reads_it(split: str, tmp_path: Path) -> None:
    """At the first exit of a process: user pages of 4 KiB, read-only and writable."""
    seen = stopped_on_qemu(split, "do_exit", tmp_path)
    pages = seen.pages()
    assert {(p.user, p.page_bytes) for p in pages} >= {(True, 4096), (False, 4 << 20)}
    assert {p.writable for p in pages if p.user} == {True, False}
    assert as_tlb(pages) == seen.tlb
    assert as_mem(pages) == seen.mem


def put_into_qemu(machine: Machine, where: Path) -> Seen:
    """Have QEMU hold the machine's memory and control registers, and look at them."""
    options = []
    for phys_start, phys_end in ((0, BIOS_HOLE), (MIB, machine.layout.memory_bytes)):
        file = where / f"{phys_start:#x}.bin"
        file.write_bytes(machine.read_phys(phys_start, phys_end - phys_start))
        options += ["-device", f"loader,file={file},addr={phys_start:#x},force-raw=on"]
    reg = machine.engine.reg
    # CR0 last: paging must find its tables.
    values = (("cr4", reg(Reg.CR4)), ("cr3", reg(Reg.CR3)), ("cr0", reg(Reg.CR0)))
    return ask_qemu(options, [f"set ${name} = {value:#x}" for name, value in values], where)


@pytest.mark.parametrize("split", ["3G", "2G", "1G"])
@pytest.mark.parametrize("pages", ["4k", "pae"])
def test_tables_of_our_loader_read_as_qemu_reads_them(split: str, pages: str, tmp_path: Path) -> None:
    machine = load(BootConfig(layout=Layout(SPLITS[split], pages, global_pages=True)))
    machine.engine.add_probe(machine.symbols["do_exit"], None)
    assert machine.run().reason is StopReason.BREAKPOINT
    ours = mappings_of(machine, space_now(machine))
    seen = put_into_qemu(machine, tmp_path)
    assert seen.tables.pae == (pages == "pae")
    assert {p.user for p in ours} == {True, False}
    assert as_tlb(ours) == seen.tlb
    assert as_mem(ours) == seen.mem
