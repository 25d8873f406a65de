# SPDX-License-Identifier: GPL-2.0-or-later
"""Our dump of page tables against QEMU's monitor: `info mem` and `info tlb`.

QEMU boots the kernel, moved to each split, and is stopped by gdb; both read the
same tables, because the monitor also writes out its memory.  QEMU enters this
kernel with 4 MiB pages only: other layouts are booted here and put into QEMU.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from harness import BootConfig, Layout, Machine, StopReason
from harness.image.elf import read_elf
from harness.image.layout import MIB, SPLITS
from harness.image.link import link_at
from harness.inspect.spaces import mappings_of, space_now
from harness.machine.engine import Reg
from harness.run import load
from harness.run.kernel_path import default_kernel
from tests.peers.monitor import MEBIBYTES, Seen, TlbEntry, as_mem, as_tlb, ask_qemu

KERNEL = default_kernel()
ACCESSED_DIRTY = 0x60
BIOS_HOLE = 0xA0000

pytestmark = pytest.mark.skipif(not KERNEL.exists(), reason="no kernel: run `make guest`")


def stopped_on_qemu(split: str, place: str, where: Path) -> Seen:
    image = read_elf(KERNEL)
    kernel = where / "kernel.elf"
    kernel.write_bytes(link_at(image, SPLITS[split]))
    virt = read_elf(kernel).symbols[place]
    return ask_qemu(["-kernel", str(kernel)], [f"hbreak *{virt:#x}", "continue"], where)


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
def test_layouts_that_qemu_cannot_enter_read_as_qemu_reads_them(
    split: str, pages: str, tmp_path: Path
) -> None:
    machine = load(BootConfig(layout=Layout(SPLITS[split], pages, global_pages=True)))
    machine.engine.add_probe(machine.symbols["do_exit"], None)
    assert machine.run().reason is StopReason.BREAKPOINT
    ours = mappings_of(machine, space_now(machine))
    seen = put_into_qemu(machine, tmp_path)
    assert seen.tables.pae == (pages == "pae")
    assert {p.user for p in ours} == {True, False}
    assert as_tlb(ours) == seen.tlb
    assert as_mem(ours) == seen.mem
