# SPDX-License-Identifier: GPL-2.0-or-later
"""Faults during delivery: Intel SDM volume 3, table 6-5."""

import pytest

from harness.machine.engine import GDTR, IDTR, CoreStop, Reg
from tests.cpu.rig import CODE, GDT, IDT, PD, PT, RING0_STACK, RW, TSS, TSS_SEL, USER_CODE, P, Rig

ABSENT_GATE = 0x0E


def test_contributory_fault_in_a_contributory_fault_is_a_double_fault(rig: Rig) -> None:
    rig.gate(0, kind=ABSENT_GATE)
    frame = rig.fault("xor ecx, ecx; div ecx")
    assert (frame.vector, frame.error, frame.eip) == (8, 0, CODE + 2)


def test_fault_in_a_benign_fault_is_delivered_as_itself(rig: Rig) -> None:
    rig.gate(6, kind=ABSENT_GATE)
    assert rig.fault("ud2").vector == 11


def test_fault_in_a_software_interrupt_is_delivered_as_itself(rig: Rig) -> None:
    rig.gate(0x55, kind=ABSENT_GATE)
    assert rig.fault("int 0x55").vector == 11


def test_page_fault_in_a_contributory_fault_is_delivered_as_itself(paged: Rig) -> None:
    paged.core.set_table(IDTR, IDT, 0x7FF)
    paged.gate(13, selector=0x10, offset=0x300000)
    paged.poke32(paged.pte(0x300000), 0)
    frame = paged.fault("mov eax, 0x5a58; mov ds, ax")
    assert (frame.vector, frame.eip) == (14, 0x300000)


def test_page_fault_while_reading_the_gate_of_a_page_fault_is_a_double_fault(paged: Rig) -> None:
    idt = 0x60000 - 12 * 8
    paged.poke(idt, bytes(paged.core.ram[IDT : IDT + 12 * 8]))
    paged.poke32(paged.pte(0x60000), 0)
    paged.poke32(paged.pte(0x305000), 0)
    paged.core.set_table(IDTR, idt, 0x7FF)
    frame = paged.fault("mov eax, [0x305000]")
    assert (frame.vector, frame.error, frame.eip) == (8, 0, CODE)


def test_page_fault_without_a_stack_shuts_down(paged: Rig) -> None:
    paged.poke32(paged.pte(0x305000), 0)
    assert paged.go("mov esp, 0x305800; mov eax, [0x305000]") is CoreStop.SHUTDOWN


def test_page_fault_from_ring_3_on_a_bad_inner_stack_is_a_shutdown(paged: Rig) -> None:
    paged.poke32(paged.pte(RING0_STACK - 4), 0)
    assert paged.go("ud2", user=True) is CoreStop.SHUTDOWN


def test_stack_fault_of_an_interrupt_is_reported_at_its_instruction(paged: Rig) -> None:
    paged.gate(0x55, dpl=3)
    paged.gate(14, selector=0x40, offset=USER_CODE + 0x100)
    paged.poke32(paged.pte(RING0_STACK - 4), 0)
    paged.poke(USER_CODE + 0x100, b"\xeb\xfe")
    assert paged.go("nop; int 0x55", user=True) is CoreStop.BUDGET
    esp = paged.reg(Reg.ESP)
    assert [paged.word(esp), paged.word(esp + 4)] == [2, USER_CODE + 1]
    assert paged.reg(Reg.CR2) == RING0_STACK - 4


def test_double_fault_that_cannot_be_delivered_shuts_down(rig: Rig) -> None:
    rig.core.set_table(IDTR, IDT, 0)
    assert rig.go("ud2") is CoreStop.SHUTDOWN


def test_empty_idt_shuts_down_on_a_software_interrupt(rig: Rig) -> None:
    rig.core.set_table(IDTR, IDT, 0)
    assert rig.go("int 0x55") is CoreStop.SHUTDOWN


@pytest.mark.parametrize("selector", [0, 0x10, 0x23, 0x38, 0x800])
def test_bad_inner_stack_raises_an_invalid_tss(rig: Rig, selector: int) -> None:
    rig.poke32(TSS + 8, selector)
    rig.gate(10, selector=0x40, offset=USER_CODE + 0x100)
    rig.gate(12, selector=0x40, offset=USER_CODE + 0x200)
    rig.poke(USER_CODE + 0x100, b"\xeb\xfe")
    rig.poke(USER_CODE + 0x200, b"\xeb\xfe")
    assert rig.go("ud2", user=True) is CoreStop.BUDGET
    expected = 0x200 if selector == 0x38 else 0x100
    assert rig.reg(Reg.EIP) == USER_CODE + expected
    assert rig.word(rig.reg(Reg.ESP)) == (selector & 0xFFFC) | 1


def test_supervisor_stack_pages_may_be_written_from_ring_3(paged: Rig) -> None:
    for page in range(RING0_STACK - 0x1000, RING0_STACK, 0x1000):
        paged.poke32(paged.pte(page), page | 2 | P)
    assert paged.fault("ud2", user=True).vector == 6


def test_double_fault_keeps_working_after_the_handler_returns(rig: Rig) -> None:
    rig.gate(0, kind=ABSENT_GATE)
    assert rig.fault("xor ecx, ecx; div ecx").vector == 8
    assert rig.fault("ud2").vector == 6


TASK_GATE = 0x85
TASK_TSS, TASK_TSS_SEL, TASK_CODE, TASK_STACK = 0x3800, 0x58, 0x61000, 0x5800


def task(rig: Rig, **words: int) -> None:
    """Make the handler of a task gate: it halts at once."""
    rig.core.set_table(GDTR, GDT, 0x5F)
    rig.poke64(GDT + TASK_TSS_SEL, 0x0000890000000067 | TASK_TSS << 16)
    state = {"eip": TASK_CODE, "eflags": 2, "esp": TASK_STACK, "cs": 0x10, "ss": 0x18, "ds": 0x18} | words
    offsets = {"eip": 0x20, "eflags": 0x24, "esp": 0x38, "cs": 0x4C, "ss": 0x50, "ds": 0x54}
    for name, value in state.items():
        rig.poke32(TASK_TSS + offsets[name], value)
    rig.poke(TASK_CODE, b"\xeb\xfe")
    rig.core.flush_code()


def test_a_double_fault_without_a_stack_enters_a_task_with_its_own(paged: Rig) -> None:
    task(paged)
    paged.poke32(TASK_TSS + 0x1C, PD)
    paged.gate(8, kind=TASK_GATE, selector=TASK_TSS_SEL, offset=0)
    code = "mov esp, 0x7fff0000; push eax"
    assert paged.go(code) is CoreStop.BUDGET
    assert (paged.reg(Reg.EIP), paged.reg(Reg.ESP)) == (TASK_CODE, TASK_STACK - 4)
    assert paged.word(TASK_STACK - 4) == 0
    assert (paged.peek32(TSS + 0x38), paged.peek32(TASK_TSS)) == (0x7FFF0000, TSS_SEL)
    assert paged.peek32(GDT + TASK_TSS_SEL + 4) & 0xF00 == 0xB00


def test_the_error_code_for_a_task_lies_in_its_own_address_space(paged: Rig) -> None:
    """Its stack has the linear page of its TSS, which was the last one written before."""
    directory, table, stack = 0x62000, 0x63000, 0x64000
    task(paged, esp=TASK_TSS + 0x200)
    paged.poke32(TASK_TSS + 0x1C, directory)
    paged.poke(table, bytes(paged.core.ram[PT : PT + 0x1000]))
    paged.poke32(directory, table | P | RW)
    paged.poke32(table + 4 * (TASK_TSS >> 12), stack | P | RW)
    paged.poke32(stack + 0x9FC, 0x12345678)
    paged.gate(8, kind=TASK_GATE, selector=TASK_TSS_SEL, offset=0)
    assert paged.go("mov esp, 0x7fff0000; push eax") is CoreStop.BUDGET
    assert paged.reg(Reg.EIP) == TASK_CODE
    assert paged.peek32(stack + 0x9FC) == 0


@pytest.mark.parametrize(
    "selector, vector, error",
    [(0x18, 13, 0x19), (0x68, 13, 0x69), (0, 13, 1), (TSS_SEL, 13, TSS_SEL | 1)],
)
def test_a_task_gate_to_no_free_task_faults_with_its_selector(
    rig: Rig, selector: int, vector: int, error: int
) -> None:
    task(rig)
    rig.gate(6, kind=TASK_GATE, selector=selector, offset=0)
    frame = rig.fault("ud2")
    assert (frame.vector, frame.error) == (vector, error)


@pytest.mark.parametrize("name, value", [("ss", 0), ("ss", 0x10), ("cs", 0x18), ("ds", 0x38), ("cs", 0x800)])
def test_a_task_with_a_bad_segment_is_an_invalid_tss(rig: Rig, name: str, value: int) -> None:
    task(rig, **{name: value})
    rig.gate(6, kind=TASK_GATE, selector=TASK_TSS_SEL, offset=0)
    frame = rig.fault("ud2")
    assert (frame.vector, frame.error) == (10, value & ~3 | 1)
