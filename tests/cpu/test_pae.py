# SPDX-License-Identifier: GPL-2.0-or-later
"""Physical address extension and no-execute."""

from harness.machine.engine import Reg
from tests.cpu.rig import ACCESSED, DIRTY, PS, P, Rig

PAE_ROOT, PAE_DIRS, PAE_TABLE = 0x330000, 0x331000, 0x335000


def pae(rig: Rig) -> None:
    for i in range(4):
        rig.poke64(PAE_ROOT + 8 * i, (PAE_DIRS + 0x1000 * i) | P)
    rig.poke64(PAE_DIRS, PAE_TABLE | 7)
    rig.poke64(PAE_DIRS + 8, (PAE_TABLE + 0x1000) | 7)
    for page in range(1024):
        rig.poke64(PAE_TABLE + 8 * page, page << 12 | 7)


PAE_ON = f"mov eax, 0x20; mov cr4, eax; mov eax, {PAE_ROOT}; mov cr3, eax; mov eax, 0x80010011; mov cr0, eax;"
NX_ON = "mov ecx, 0xc0000080; rdmsr; or eax, 0x800; wrmsr;"


def test_pae_maps_four_kilobyte_pages(rig: Rig) -> None:
    pae(rig)
    rig.poke64(PAE_TABLE + 8 * 0x300, 0x301000 | 7)
    rig.poke32(0x301000, 0x55)
    rig.go(PAE_ON + "mov ebx, [0x300000]; mov [0x300004], ebx; cli; hlt")
    assert rig.reg(Reg.EBX) == 0x55
    assert rig.peek32(PAE_TABLE + 8 * 0x300) & (ACCESSED | DIRTY) == ACCESSED | DIRTY


def test_pae_maps_two_megabyte_pages(rig: Rig) -> None:
    pae(rig)
    rig.poke64(PAE_DIRS + 16, 0x200000 | 7 | PS)
    rig.poke32(0x312344, 0x66)
    rig.go(PAE_ON + "mov ebx, [0x512344]; cli; hlt")
    assert rig.reg(Reg.EBX) == 0x66


def test_no_execute_faults_on_fetch_only(rig: Rig) -> None:
    pae(rig)
    rig.poke64(PAE_TABLE + 8 * 0x300, 0x300000 | 7 | 1 << 63)
    frame = rig.fault(NX_ON + PAE_ON + "mov ebx, [0x300000]; mov [0x300000], ebx; mov eax, 0x300000; jmp eax")
    assert (frame.vector, frame.error, frame.eip) == (14, 0x11, 0x300000)


def test_nx_bit_is_reserved_without_nxe(rig: Rig) -> None:
    pae(rig)
    rig.poke64(PAE_TABLE + 8 * 0x300, 0x300000 | 7 | 1 << 63)
    frame = rig.fault(PAE_ON + "mov ebx, [0x300000]")
    assert (frame.vector, frame.error) == (14, 9)
