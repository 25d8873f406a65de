# SPDX-License-Identifier: GPL-2.0-or-later
"""Delivery through the IDT: Intel SDM volume 3, chapter 6."""

import pytest

from harness.machine.engine import IDTR, CoreStop, Reg
from tests.cpu.rig import (
    ABSENT_CODE,
    ABSENT_DATA,
    CODE,
    CODE0,
    CODE3,
    CONFORMING,
    DATA0,
    DATA3,
    DIRTY,
    GDT,
    HANDLERS,
    IDT,
    IF,
    NT,
    RING0_STACK,
    RW,
    STACK,
    TRAP,
    TSS,
    USER_CODE,
    USER_STACK,
    P,
    Rig,
)


def test_divide_error_pushes_the_address_of_the_division(rig: Rig) -> None:
    frame = rig.fault("nop; xor ecx, ecx; div ecx")
    assert (frame.vector, frame.error, frame.eip, frame.cs) == (0, None, CODE + 3, CODE0)


def test_fault_in_ring_0_stays_on_the_same_stack(rig: Rig) -> None:
    rig.fault("ud2")
    assert rig.reg(Reg.ESP) == STACK - 12


def test_ud2_raises_vector_6_at_itself(rig: Rig) -> None:
    frame = rig.fault("nop; ud2")
    assert (frame.vector, frame.eip) == (6, CODE + 1)


def test_software_interrupt_pushes_the_next_address(rig: Rig) -> None:
    frame = rig.fault("int 0x55")
    assert (frame.vector, frame.eip) == (0x55, CODE + 2)


def test_int_14_pushes_no_error_code(rig: Rig) -> None:
    rig.fault("int 14")
    assert rig.reg(Reg.ESP) == STACK - 12


def test_int3_pushes_the_next_address(rig: Rig) -> None:
    frame = rig.fault("int3")
    assert (frame.vector, frame.eip) == (3, CODE + 1)


def test_into_traps_only_on_overflow(rig: Rig) -> None:
    frame = rig.fault("mov al, 1; add al, 1; into; mov al, 0x7f; add al, 1; into")
    assert (frame.vector, frame.eip) == (4, CODE + 10)


def test_general_protection_pushes_the_selector(rig: Rig) -> None:
    frame = rig.fault("mov eax, 0x5a58; mov ds, ax")
    assert (frame.vector, frame.error, frame.eip) == (13, 0x5A58, CODE + 5)


def test_absent_segment_raises_vector_11(rig: Rig) -> None:
    frame = rig.fault(f"mov eax, {ABSENT_DATA}; mov ds, ax")
    assert (frame.vector, frame.error) == (11, ABSENT_DATA)


def test_absent_stack_segment_raises_vector_12(rig: Rig) -> None:
    frame = rig.fault(f"mov eax, {ABSENT_DATA}; mov ss, ax")
    assert (frame.vector, frame.error) == (12, ABSENT_DATA)


def test_device_not_available_raises_vector_7(rig: Rig) -> None:
    frame = rig.fault("mov eax, cr0; or eax, 8; mov cr0, eax; fld1")
    assert (frame.vector, frame.error) == (7, None)


def test_bound_raises_vector_5(rig: Rig) -> None:
    rig.poke32(0x30000, 2)
    rig.poke32(0x30004, 4)
    assert rig.fault("mov eax, 9; mov ecx, 0x30000; bound eax, [ecx]").vector == 5


def test_interrupt_gate_clears_if(rig: Rig) -> None:
    rig.fault("int 0x55", eflags=2 | IF)
    assert not rig.reg(Reg.EFLAGS) & IF


def test_trap_gate_keeps_if(rig: Rig) -> None:
    rig.gate(0x55, TRAP)
    rig.fault("int 0x55", eflags=2 | IF)
    assert rig.reg(Reg.EFLAGS) & IF


def test_pushed_flags_are_those_of_the_interrupted_code(rig: Rig) -> None:
    assert rig.fault("xor eax, eax; int 0x55", eflags=2 | IF).eflags & (IF | 0x40) == IF | 0x40


def test_delivery_clears_nt(rig: Rig) -> None:
    frame = rig.fault("int 0x55", eflags=2 | NT)
    assert frame.eflags & NT and not rig.reg(Reg.EFLAGS) & NT


def test_single_step_trap_pushes_the_next_address_and_clears_tf(rig: Rig) -> None:
    frame = rig.fault("pushfd; or dword ptr [esp], 0x100; popfd; nop; nop")
    assert (frame.vector, frame.eip - CODE, rig.reg(Reg.EFLAGS) & 0x100) == (1, 10, 0)


def test_ring_change_takes_the_stack_from_the_tss(rig: Rig) -> None:
    frame = rig.fault("ud2", user=True)
    assert (frame.cs, frame.ss, frame.esp) == (CODE3, DATA3, USER_STACK)
    assert rig.reg(Reg.ESP) == RING0_STACK - 20
    assert (rig.reg(Reg.CS), rig.reg(Reg.SS)) == (CODE0, DATA0)


def test_iret_goes_back_to_ring_3(rig: Rig) -> None:
    rig.gate(0x55, dpl=3)
    rig.poke(HANDLERS + 0x55 * 16, b"\xcf")
    frame = rig.fault("int 0x55; ud2", user=True)
    assert (frame.vector, frame.eip, frame.esp) == (6, USER_CODE + 2, USER_STACK)


def test_int_from_ring_3_needs_a_gate_of_dpl_3(rig: Rig) -> None:
    frame = rig.fault("int 0x55", user=True)
    assert (frame.vector, frame.error, frame.eip) == (13, 0x55 * 8 + 2, USER_CODE)


def test_int3_from_ring_3_needs_a_gate_of_dpl_3(rig: Rig) -> None:
    frame = rig.fault("int3", user=True)
    assert (frame.vector, frame.error) == (13, 3 * 8 + 2)


def test_faults_ignore_the_gates_dpl(rig: Rig) -> None:
    assert rig.fault("ud2", user=True).vector == 6


def test_hlt_in_ring_3_is_refused(rig: Rig) -> None:
    assert rig.fault("hlt", user=True).vector == 13


def test_vector_beyond_the_idt_limit_raises_gp(rig: Rig) -> None:
    rig.core.set_table(IDTR, IDT, 0x20 * 8 - 1)
    frame = rig.fault("int 0x55")
    assert (frame.vector, frame.error) == (13, 0x55 * 8 + 2)


def test_absent_gate_raises_np_with_the_idt_bit(rig: Rig) -> None:
    rig.gate(0x55, kind=0x0E)
    frame = rig.fault("int 0x55")
    assert (frame.vector, frame.error) == (11, 0x55 * 8 + 2)


def test_absent_gate_of_a_fault_sets_the_external_bit(rig: Rig) -> None:
    rig.gate(6, kind=0x0E)
    frame = rig.fault("ud2")
    assert (frame.vector, frame.error) == (11, 6 * 8 + 3)


@pytest.mark.parametrize("kind", [0x80, 0x86, 0x87, 0x8C])
def test_gates_of_other_types_raise_gp(rig: Rig, kind: int) -> None:
    rig.gate(0x55, kind=kind)
    frame = rig.fault("int 0x55")
    assert (frame.vector, frame.error) == (13, 0x55 * 8 + 2)


def test_null_code_selector_raises_gp_0(rig: Rig) -> None:
    rig.gate(0x55, selector=0)
    frame = rig.fault("int 0x55")
    assert (frame.vector, frame.error) == (13, 0)


def test_data_segment_as_handler_code_raises_gp(rig: Rig) -> None:
    rig.gate(0x55, selector=DATA0)
    frame = rig.fault("int 0x55")
    assert (frame.vector, frame.error) == (13, DATA0)


def test_code_selector_beyond_the_gdt_raises_gp(rig: Rig) -> None:
    rig.gate(0x55, selector=0x800)
    frame = rig.fault("int 0x55")
    assert (frame.vector, frame.error) == (13, 0x800)


def test_absent_handler_code_raises_np(rig: Rig) -> None:
    rig.gate(0x55, selector=ABSENT_CODE)
    frame = rig.fault("int 0x55")
    assert (frame.vector, frame.error) == (11, ABSENT_CODE)


def test_outer_handler_code_raises_gp(rig: Rig) -> None:
    rig.gate(0x55, selector=CODE3)
    frame = rig.fault("int 0x55")
    assert (frame.vector, frame.error) == (13, CODE3 & ~3)


def test_conforming_handler_keeps_ring_3(rig: Rig) -> None:
    rig.gate(0x55, dpl=3, selector=CONFORMING, offset=USER_CODE + 0x100)
    rig.poke(USER_CODE + 0x100, b"\x0f\x0b")
    frame = rig.fault("int 0x55", user=True)
    assert (frame.vector, frame.cs, frame.esp) == (6, CONFORMING | 3, USER_STACK - 12)


def test_null_inner_stack_raises_ts(rig: Rig) -> None:
    rig.gate(10, selector=CONFORMING, offset=USER_CODE + 0x100)
    rig.poke32(TSS + 8, 0)
    rig.poke(USER_CODE + 0x100, b"\xeb\xfe")
    assert rig.go("ud2", user=True) is CoreStop.BUDGET
    assert rig.word(rig.reg(Reg.ESP)) == 1


def test_handler_beyond_its_code_limit_raises_gp(rig: Rig) -> None:
    rig.poke64(GDT + 8, 0x00409B0000000FFF)
    rig.gate(0x55, selector=8)
    frame = rig.fault("int 0x55")
    assert (frame.vector, frame.error) == (13, 0)


def test_delivery_marks_the_code_descriptor_accessed(rig: Rig) -> None:
    rig.poke64(GDT + 8, 0x00CF9A000000FFFF)
    rig.gate(0x55, selector=8)
    rig.fault("int 0x55")
    assert rig.peek32(GDT + 12) & 0x100


def test_thousands_of_faults_stay_single(rig: Rig) -> None:
    rig.poke(HANDLERS + 6 * 16, bytes.fromhex("8304240240cf"))
    assert rig.go("xor eax, eax; l: ud2; cmp eax, 5000; jne l; cli; hlt") is CoreStop.HALTED
    assert (rig.reg(Reg.EAX), rig.core.exceptions) == (5000, 5000)


@pytest.mark.parametrize("above", [4, 6, 8])
def test_a_frame_across_two_pages_lies_in_both_of_their_frames(paged: Rig, above: int) -> None:
    for page, frame in ((0x305000, 0x320000), (0x306000, 0x310000)):
        paged.poke32(paged.pte(page), frame | P | RW)
    frame = paged.fault(f"mov esp, {0x306000 + above:#x}; int 0x55")
    assert paged.reg(Reg.ESP) == 0x306000 + above - 12
    assert (frame.vector, frame.eip, frame.cs, frame.eflags) == (0x55, CODE + 7, CODE0, 2)
    assert paged.peek32(paged.pte(0x305000)) & paged.peek32(paged.pte(0x306000)) & DIRTY


def test_a_frame_whose_second_page_is_absent_is_not_begun(paged: Rig) -> None:
    paged.poke32(paged.pte(0x305000), 0)
    assert paged.go("mov esp, 0x306004; int 0x55") is CoreStop.SHUTDOWN
    assert paged.peek32(0x306000) == 0


def test_call_gate_from_ring_3_reaches_a_supervisor_stack(paged: Rig) -> None:
    at = CODE
    paged.poke64(GDT + 8, at & 0xFFFF | CODE0 << 16 | 0xEC00 << 32 | (at >> 16) << 48)
    for page in (GDT, TSS, RING0_STACK - 4, CODE):
        paged.poke32(paged.pte(page), page & ~0xFFF | 3)
    paged.start("nop", user=True)
    paged.poke(USER_CODE, bytes.fromhex("9a000000000800"))
    paged.code("mov ebx, 7; cli; hlt", CODE)
    assert paged.core.run(1000)[0] is CoreStop.HALTED
    assert (paged.reg(Reg.EBX), paged.reg(Reg.CS)) == (7, CODE0)
    assert paged.word(RING0_STACK - 12) == CODE3
