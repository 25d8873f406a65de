# SPDX-License-Identifier: GPL-2.0-or-later
"""Page faults that are raised without asking Unicorn's own walker, and those for which it is asked."""

import pytest

from harness.machine.engine import CoreStop, Reg
from tests.cpu.rig import GDT, HANDLERS, USER_CODE, USER_CODE0, P, Rig

ABSENT = 0x300000
SKIPS = "add esp, 4; add dword ptr [esp], 5; iretd"  # past `mov eax, [ABSENT]`


@pytest.mark.parametrize(
    ("text", "at", "error"),
    [
        ("mov eax, [0x300123]", 0x300123, 4),
        ("mov ax, [0x300fff]", 0x300FFF, 4),
        ("mov eax, [0x2ffffe]", 0x300000, 4),
        ("mov [0x2ffffd], eax", 0x300000, 6),
        ("mov eax, 0x300123; jmp eax", 0x300123, 4),
        ("push dword ptr [0x300123]", 0x300123, 4),
        ("mov esi, 0x300123; lodsd", 0x300123, 4),
        ("mov ebx, 0x300123; fld qword ptr [ebx]", 0x300123, 4),
        ("lgdt [0x300123]", None, None),
    ],
)
def test_a_program_in_ring_3_faults_where_it_read_or_wrote(
    paged: Rig, text: str, at: int | None, error: int | None
) -> None:
    paged.poke32(paged.pte(ABSENT), 0)
    frame = paged.fault(text, user=True)
    if at is None:
        assert frame.vector == 13
        return
    assert (frame.vector, frame.error, paged.reg(Reg.CR2)) == (14, error, at)


@pytest.mark.parametrize(
    "text",
    [
        f"mov eax, {USER_CODE0}; mov ds, eax",
        f"push {USER_CODE0}; pop es",
        f"push {USER_CODE0}; push {USER_CODE}; retf",
        f"mov eax, {USER_CODE0}; lar ecx, eax",
        f"mov eax, {USER_CODE0}; verr ax",
        f"push {USER_CODE0}; pop fs",
        f"sub esp, 8; mov dword ptr [esp + 4], {USER_CODE0}; les eax, [esp]",
        f"sub esp, 8; mov dword ptr [esp + 4], {USER_CODE0}; lfs eax, [esp]",
    ],
)
def test_the_processor_reads_its_own_tables_as_supervisor(paged: Rig, text: str) -> None:
    """The descriptor lies in a second page of the GDT, which is absent."""
    table = 0x200000
    paged.poke(table, bytes(paged.core.ram[GDT : GDT + USER_CODE0]))
    start = table + 0x1000 - USER_CODE0
    paged.poke(start, bytes(paged.core.ram[GDT : GDT + USER_CODE0]))
    paged.start(text, user=True)
    paged.core.add_probe(USER_CODE, lambda: move_table(paged, start))
    assert paged.core.run(1000)[0] is CoreStop.HALTED
    frame = paged.frame()
    assert (frame.vector, frame.error, paged.reg(Reg.CR2)) == (14, 0, start + USER_CODE0)


def move_table(rig: Rig, start: int) -> None:
    rig.core.set_table(0, start, 0xFF)
    rig.poke32(rig.pte(start + USER_CODE0), 0)
    rig.core.flush_tlb()


def test_a_page_fault_leaves_the_tlb_alone(paged: Rig) -> None:
    paged.poke32(paged.pte(ABSENT), 0)
    paged.code(SKIPS, HANDLERS + 14 * 16)
    turns = 50
    paged.start(f"mov ecx, {turns}; l: mov eax, [{ABSENT:#x}]; mov eax, [0x310000]; loop l; cli; hlt")
    assert paged.core.run(10_000)[0] is CoreStop.HALTED
    assert paged.core.exceptions == turns
    # One for each fault, and those of a program that never faults.
    assert paged.core.fills - turns < turns // 2


def test_a_fault_in_ring_0_has_no_user_bit(paged: Rig) -> None:
    paged.poke32(paged.pte(ABSENT), 0)
    frame = paged.fault(f"mov eax, {ABSENT + 5:#x}; mov bl, [eax]")
    assert (frame.vector, frame.error, paged.reg(Reg.CR2)) == (14, 0, ABSENT + 5)


def test_a_supervisor_page_is_refused_to_ring_3(paged: Rig) -> None:
    paged.poke32(paged.pte(ABSENT), ABSENT | P)
    frame = paged.fault(f"mov [{ABSENT + 9:#x}], al", user=True)
    assert (frame.error, paged.reg(Reg.CR2), frame.cs & 3) == (7, ABSENT + 9, 3)
    assert frame.eip == USER_CODE
