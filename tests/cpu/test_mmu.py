# SPDX-License-Identifier: GPL-2.0-or-later
"""Paging: rights, accessed and dirty bits, stale translations, PAE and NX."""

import pytest

from harness.machine.engine import CoreStop, Reg
from tests.cpu.rig import (
    ACCESSED,
    CODE,
    DIRTY,
    GDT,
    PD,
    PS,
    PT,
    RING0_STACK,
    RW,
    US,
    USER_CODE,
    P,
    Rig,
)

PAGE = 0x300000
WP_OFF = "mov ecx, cr0; and ecx, 0xfffeffff; mov cr0, ecx;"


def leaf(rig: Rig, flags: int, virt: int = PAGE, phys: int = PAGE) -> None:
    rig.poke32(rig.pte(virt), phys | flags)
    rig.core.flush_tlb()


@pytest.mark.parametrize(
    ("flags", "text", "user", "error"),
    [
        (0, "mov eax, [0x300123]", False, 0),
        (0, "mov [0x300123], eax", False, 2),
        (0, "mov eax, [0x300123]", True, 4),
        (0, "mov [0x300123], eax", True, 6),
        (P | RW, "mov eax, [0x300123]", True, 5),
        (P | RW, "mov [0x300123], eax", True, 7),
        (P | US, "mov [0x300123], eax", True, 7),
        (P | US, "mov [0x300123], eax", False, 3),
        (P | RW, "mov ecx, 0x300123; jmp ecx", True, 5),
        (0, "mov ecx, 0x300123; jmp ecx", True, 4),
        (0, "mov ecx, 0x300123; jmp ecx", False, 0),
        (P | US, "lock inc dword ptr [0x300123]", True, 7),
    ],
)
def test_page_fault_reports_address_and_kind(
    paged: Rig, flags: int, text: str, user: bool, error: int
) -> None:
    leaf(paged, flags)
    frame = paged.fault(text, user=user)
    at = PAGE + 0x123 if "jmp" in text else (USER_CODE if user else CODE)
    assert (frame.vector, frame.error, frame.eip) == (14, error, at)
    assert paged.reg(Reg.CR2) == PAGE + 0x123


def test_write_that_crosses_into_an_absent_page_reports_that_page(paged: Rig) -> None:
    leaf(paged, 0)
    paged.fault("mov dword ptr [0x2ffffe], 0x11223344")
    assert paged.reg(Reg.CR2) == PAGE
    assert paged.peek32(0x2FFFFC) == 0


def test_supervisor_ignores_read_only_without_wp(paged: Rig) -> None:
    leaf(paged, P | US)
    assert paged.go(WP_OFF + "mov dword ptr [0x300000], 7; cli; hlt") is CoreStop.HALTED
    assert paged.peek32(PAGE) == 7


def test_setting_wp_takes_the_right_to_write_away(paged: Rig) -> None:
    leaf(paged, P | US)
    frame = paged.fault(
        WP_OFF + "mov dword ptr [0x300000], 7; or ecx, 0x10000; mov cr0, ecx; mov [0x300000], eax"
    )
    assert (frame.vector, frame.error) == (14, 3)


def test_read_only_directory_overrides_a_writable_page(paged: Rig) -> None:
    paged.poke32(PD + 4, PT | P | US)
    frame = paged.fault("mov [0x700000], eax", user=True)
    assert frame.error == 7


def test_supervisor_directory_overrides_a_user_page(paged: Rig) -> None:
    paged.poke32(PD + 4, (PT + 0x1000) | P | RW)
    paged.poke32(PT + 0x1000, PAGE | P | RW | US)
    assert paged.fault("mov eax, [0x400000]", user=True).error == 5


def test_read_sets_accessed_only(paged: Rig) -> None:
    leaf(paged, P | RW | US)
    paged.go("mov eax, [0x300000]; cli; hlt")
    assert paged.peek32(paged.pte(PAGE)) & (ACCESSED | DIRTY) == ACCESSED


def test_write_sets_accessed_and_dirty(paged: Rig) -> None:
    leaf(paged, P | RW | US)
    paged.go("mov [0x300000], eax; cli; hlt")
    assert paged.peek32(paged.pte(PAGE)) & (ACCESSED | DIRTY) == ACCESSED | DIRTY


def test_write_after_read_sets_dirty(paged: Rig) -> None:
    leaf(paged, P | RW | US)
    paged.go("mov eax, [0x300000]; mov [0x300000], eax; cli; hlt")
    assert paged.peek32(paged.pte(PAGE)) & DIRTY


def test_directory_becomes_accessed_and_never_dirty(paged: Rig) -> None:
    paged.go("mov [0x300000], eax; cli; hlt")
    assert paged.peek32(PD) & (ACCESSED | DIRTY) == ACCESSED


def test_refused_write_sets_no_dirty_bit(paged: Rig) -> None:
    leaf(paged, P | US)
    paged.fault("mov [0x300000], eax")
    assert not paged.peek32(paged.pte(PAGE)) & DIRTY


def test_untouched_page_stays_unaccessed(paged: Rig) -> None:
    paged.go("mov eax, [0x300000]; cli; hlt")
    assert not paged.peek32(paged.pte(PAGE + 0x1000)) & ACCESSED


def test_fetch_sets_accessed(paged: Rig) -> None:
    paged.poke(PAGE, b"\xfa\xf4")
    paged.go("mov ecx, 0x300000; jmp ecx")
    assert paged.peek32(paged.pte(PAGE)) & (ACCESSED | DIRTY) == ACCESSED


def test_delivery_sets_accessed_and_dirty_on_the_stack_page(paged: Rig) -> None:
    stack = paged.pte(RING0_STACK - 4)
    paged.fault("ud2", user=True)
    assert paged.peek32(stack) & (ACCESSED | DIRTY) == ACCESSED | DIRTY


def test_accessed_bit_cleared_without_invlpg_stays_clear(paged: Rig) -> None:
    pte = paged.pte(PAGE)
    paged.go(f"mov eax, [0x300000]; and dword ptr [{pte}], 0xffffffdf; mov eax, [0x300000]; cli; hlt")
    assert not paged.peek32(pte) & ACCESSED


def test_accessed_bit_cleared_with_invlpg_is_set_again(paged: Rig) -> None:
    pte = paged.pte(PAGE)
    paged.go(
        f"mov eax, [0x300000]; and dword ptr [{pte}], 0xffffffdf; invlpg [0x300000];"
        "mov eax, [0x300000]; cli; hlt"
    )
    assert paged.peek32(pte) & ACCESSED


REMAP = "mov eax, [0x300000]; mov dword ptr [{pte}], 0x301007; {flush} mov ebx, [0x300000]; cli; hlt"


@pytest.mark.parametrize(
    ("flush", "value"),
    [("", 1), ("invlpg [0x300000];", 2), ("mov ecx, cr3; mov cr3, ecx;", 2)],
)
def test_remapping_shows_only_after_a_flush(paged: Rig, flush: str, value: int) -> None:
    paged.poke32(PAGE, 1)
    paged.poke32(PAGE + 0x1000, 2)
    paged.go(REMAP.format(pte=paged.pte(PAGE), flush=flush))
    assert paged.reg(Reg.EBX) == value


def test_absent_entry_that_becomes_present_needs_no_flush(paged: Rig) -> None:
    leaf(paged, 0)
    paged.poke32(PAGE + 0x1000, 5)
    paged.go(f"mov dword ptr [{paged.pte(PAGE)}], 0x301007; mov ebx, [0x300000]; cli; hlt")
    assert paged.reg(Reg.EBX) == 5


def test_mov_cr3_switches_the_address_space(paged: Rig) -> None:
    other, table = 0x320000, 0x321000
    paged.poke(table, bytes(paged.core.ram[PT : PT + 0x1000]))
    paged.poke32(other, table | 7)
    paged.poke32(table + 4 * (PAGE >> 12), 0x302007)
    paged.poke32(PAGE, 1)
    paged.poke32(0x302000, 9)
    paged.go(f"mov eax, [0x300000]; mov ecx, {other}; mov cr3, ecx; mov ebx, [0x300000]; cli; hlt")
    assert (paged.reg(Reg.EAX), paged.reg(Reg.EBX)) == (1, 9)


def test_host_write_to_cr3_switches_at_once(paged: Rig) -> None:
    other, table = 0x320000, 0x321000
    paged.poke(table, bytes(paged.core.ram[PT : PT + 0x1000]))
    paged.poke32(other, table | 7)
    paged.poke32(table + 4 * (PAGE >> 12), 0x302007)
    paged.poke32(0x302000, 9)
    paged.core.set_callbacks(None, lambda *_: paged.set_reg(Reg.CR3, other), None, None)
    paged.go("mov eax, [0x300000]; out 0x80, al; mov ebx, [0x300000]; cli; hlt")
    assert paged.reg(Reg.EBX) == 9


def test_large_page_is_honoured_with_pse_only(paged: Rig) -> None:
    paged.poke32(PD + 4, P | RW | US | PS)
    paged.poke32(PAGE, 0x77)
    text = "mov eax, cr4; or eax, 0x10; mov cr4, eax; mov ebx, [0x700000]; mov [0x700004], ebx; cli; hlt"
    assert paged.go(text) is CoreStop.HALTED
    assert paged.reg(Reg.EBX) == 0x77
    assert paged.peek32(PD + 4) & (ACCESSED | DIRTY) == ACCESSED | DIRTY


def test_reserved_bit_of_a_large_page_faults(paged: Rig) -> None:
    paged.poke32(PD + 4, P | RW | US | PS | 0x200000)
    frame = paged.fault("mov eax, cr4; or eax, 0x10; mov cr4, eax; mov ebx, [0x700000]")
    assert (frame.vector, frame.error) == (14, 9)


def test_descriptor_load_from_ring_3_reads_a_supervisor_gdt(paged: Rig) -> None:
    paged.poke32(paged.pte(GDT), GDT | P | RW)
    frame = paged.fault("push ds; pop es; mov ax, ds; mov fs, ax; ud2", user=True)
    assert frame.vector == 6


def test_data_access_from_ring_3_to_a_supervisor_gdt_faults(paged: Rig) -> None:
    paged.poke32(paged.pte(GDT), GDT | P | RW)
    frame = paged.fault(f"mov eax, [{GDT}]", user=True)
    assert (frame.vector, frame.error, paged.reg(Reg.CR2)) == (14, 5, GDT)


def test_absent_ram_in_a_page_stops_with_the_address(paged: Rig) -> None:
    leaf(paged, P | RW | US, phys=0x50000000)
    assert paged.go("mov eax, [0x300124]") is CoreStop.BUS
    assert paged.core.bus_error == 0x50000124


def test_store_to_absent_ram_stops_with_the_address(paged: Rig) -> None:
    leaf(paged, P | RW | US, phys=0x50000000)
    assert paged.go("mov [0x300128], al") is CoreStop.BUS
    assert paged.core.bus_error == 0x50000128


def test_fetch_from_absent_ram_stops_with_its_page(paged: Rig) -> None:
    leaf(paged, P | RW | US, phys=0x50000000)
    assert paged.go("mov eax, 0x300124; jmp eax") is CoreStop.BUS
    assert paged.core.bus_error == 0x50000000


def test_page_table_in_absent_ram_stops_with_the_entrys_address(paged: Rig) -> None:
    paged.poke32(PD + 4, 0x60000000 | 7)
    assert paged.go("mov eax, [0x401000]") is CoreStop.BUS
    assert paged.core.bus_error == 0x60000004


def test_page_directory_in_absent_ram_stops(paged: Rig) -> None:
    assert paged.go("mov eax, 0x70000000; mov cr3, eax; nop") is CoreStop.BUS
    assert paged.core.bus_error == 0x70000000


def test_delivery_to_a_stack_in_absent_ram_stops(paged: Rig) -> None:
    leaf(paged, P | RW | US, phys=0x50000000)
    assert paged.go("mov esp, 0x300100; ud2") is CoreStop.BUS
    assert paged.core.bus_error == 0x500000FC
