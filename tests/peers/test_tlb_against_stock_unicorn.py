# SPDX-License-Identifier: GPL-2.0-or-later
"""The references that the core feeds to its TLB model, against those that stock Unicorn's hooks tell.

Stock Unicorn walks the tables by itself and tells physical addresses; each
page of this program has one name, so that a table turns them back.  A slow
model counts that stream.
"""

import random

import capstone
import pytest
import unicorn
from unicorn import x86_const as x86

from harness.lab.geometry import Array, Geometry, changed
from harness.lab.presets import PRESETS
from harness.lab.tlb import _ROW, KINDS, _task
from harness.machine.engine import CoreStop, Reg
from tests.cpu.rig import CODE, PD, PT, RAM, RW, STACK, US, P, Rig
from tests.cpu.slow_tlb import FETCH, INVLPG, LOAD_CR3, READ, WRITE, SlowTlb

COPY = "cld; rep movsd dword ptr es:[edi], dword ptr [esi]"
PD2, PT2 = 0xC000, 0xD000
VIRT, PHYS, PAGES = 0x400000, 0x100000, 512
SMALL = Geometry("small", (Array(("fetch", "small"), 2), Array(("data", "small"), 16, 4)))


def program(seed):
    """Loops over pages in shuffled order: reads, writes, copies, pushes, calls, flushes, two spaces."""
    rng = random.Random(seed)
    text = ["mov ebp, 3", "again:"]
    for number in range(60):
        at = VIRT + rng.randrange(PAGES - 8) * 4096 + rng.randrange(4096)
        text.append(
            rng.choice(
                (
                    f"mov eax, [{at:#x}]",
                    f"mov [{at:#x}], eax",
                    f"add dword ptr [{at:#x}], 5",
                    f"push dword ptr [{at:#x}]; pop ecx",
                    f"mov esi, {at:#x}; mov edi, {at + 0x3000:#x}; mov ecx, 9; {COPY}",
                    f"mov ecx, 40; l{number}: mov eax, [ecx*8 + {at:#x}]; loop l{number}",
                    f"call s{number}; jmp e{number}; s{number}: inc dword ptr [{at:#x}]; ret; e{number}: nop",
                    f"invlpg [{at:#x}]",
                    f"mov eax, {rng.choice((PD, PD2)):#x}; mov cr3, eax",
                )
            )
        )
    return "; ".join([*text, "dec ebp; jnz again; cli; hlt"])


@pytest.fixture
def rig():
    made = Rig(RAM, paging=True)
    names = list(range(PAGES))
    random.Random(1).shuffle(names)
    made.frames = {VIRT + n * 4096: PHYS + frame * 4096 for n, frame in enumerate(names)}
    for virt, phys in made.frames.items():
        made.poke32(PT2 + (virt >> 12 & 1023) * 4, phys | P | RW | US)
    for directory in (PD, PD2):
        made.poke32(directory, PT | P | RW | US)
        made.poke32(directory + 4, PT2 | P | RW | US)
    return made


def stock_stream(ram):
    """Run on stock Unicorn; yield what its hooks told as (virtual address, kind)."""
    seen = []
    names = {}
    for base, table in ((0, PT), (VIRT, PT2)):
        for slot in range(1024):
            entry = int.from_bytes(ram[table + 4 * slot : table + 4 * slot + 4], "little")
            # The identity map names the same frames too; the program does not use those names.
            if entry & P:
                names[entry >> 12] = base + slot * 4096 >> 12
    uc = unicorn.Uc(unicorn.UC_ARCH_X86, unicorn.UC_MODE_32)
    uc.mem_map(0, RAM)
    uc.mem_write(0, bytes(ram))

    def pages(virt, size, kind):
        seen.append((virt, kind))
        if (virt ^ virt + size - 1) >> 12:
            seen.append((virt + size - 1, kind))

    def memory(_, access, phys, size, value, data):
        virt = names[phys >> 12] << 12 | phys & 4095
        pages(virt, size, WRITE if access == unicorn.UC_MEM_WRITE else READ)

    def code(_, at, size, data):
        text = bytes(uc.mem_read(at, size))
        (one,) = disassembler.disasm(text, at)
        if one.mnemonic == "invlpg":
            seen.append((one.operands[0].mem.disp & 0xFFFFFFFF, INVLPG))
        elif one.op_str == "cr3, eax":
            seen.append((uc.reg_read(x86.UC_X86_REG_EAX), LOAD_CR3))

    disassembler = capstone.Cs(capstone.CS_ARCH_X86, capstone.CS_MODE_32)
    disassembler.detail = True
    uc.hook_add(unicorn.UC_HOOK_BLOCK, lambda _, at, size, data: pages(at, size, FETCH))
    uc.hook_add(unicorn.UC_HOOK_MEM_READ | unicorn.UC_HOOK_MEM_WRITE, memory)
    uc.hook_add(unicorn.UC_HOOK_CODE, code)
    uc.reg_write(x86.UC_X86_REG_CR3, PD)
    uc.reg_write(x86.UC_X86_REG_ESP, STACK)
    uc.reg_write(x86.UC_X86_REG_CR0, 0x80000011)
    uc.emu_start(CODE, 0)
    return seen


@pytest.mark.parametrize("seed", range(4))
@pytest.mark.parametrize(
    "geometry", [SMALL, changed(SMALL, ["tagged", "pde=1"]), *PRESETS.values()], ids=lambda g: g.name
)
def test_both_streams_come_to_the_same_counts(rig, geometry, seed):
    rig.code(program(seed))
    before = bytes(rig.core.ram)
    rows = [array.row() for array in geometry.arrays]
    rig.core.tlb_start(
        rows, geometry.tagged, geometry.global_pages, geometry.pde_entries, bytes(8192), 0, 0, 0, 0
    )
    rig.set_reg(Reg.ESP, STACK)
    rig.set_reg(Reg.EIP, CODE)
    assert rig.core.run(10_000_000)[0] is CoreStop.HALTED
    totals, raw = rig.core.tlb_read()
    (row,) = (_task(r) for r in _ROW.iter_unpack(raw))
    stream = stock_stream(before)
    space = {page: (False, False) for page in range(2048)}
    slow = SlowTlb(geometry, {PD: space, PD2: space}, PD)
    for virt, kind in stream:
        slow.refer(virt, kind)
    ours = {number: row.counts["user", kind] for number, kind in enumerate(KINDS)}
    assert {k: [c.refs, c.second, c.walks, c.touches] for k, c in ours.items()} == slow.counts
    assert totals[0] == sum(kind == LOAD_CR3 for _, kind in stream)
    assert totals[4] == sum(kind == INVLPG for _, kind in stream)
    assert totals[6:] == (0, 0, 0)
