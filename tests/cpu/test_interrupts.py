# SPDX-License-Identifier: GPL-2.0-or-later
"""INTR, NMI, the shadow of sti and mov ss, hlt and the deadline."""

import pytest

from harness.machine.engine import CoreStop, Reg
from tests.cpu.rig import BUDGET, CODE, HANDLERS, IF, Rig, asm

VECTOR = 0x60


def with_intr(rig: Rig, high: bool = True) -> list[int]:
    acks: list[int] = []

    def ack() -> int:
        acks.append(rig.core.instructions)
        rig.core.intr = False
        return VECTOR

    rig.core.set_callbacks(None, None, None, ack)
    rig.core.intr = high
    return acks


def test_interrupt_is_delivered_when_if_is_set(rig: Rig) -> None:
    with_intr(rig)
    frame = rig.fault("sti; nop; l: jmp l")
    assert (frame.vector, frame.error) == (VECTOR, None)
    assert frame.eflags & IF and not rig.reg(Reg.EFLAGS) & IF


def test_interrupt_waits_while_if_is_clear(rig: Rig) -> None:
    acks = with_intr(rig)
    assert rig.go("mov ecx, 100; l: dec ecx; jnz l; cli; hlt") is CoreStop.HALTED
    assert (acks, rig.core.intr) == ([], True)


def test_no_interrupt_between_sti_and_the_next_instruction(rig: Rig) -> None:
    with_intr(rig)
    assert rig.fault("sti; nop; nop").eip == CODE + 2


def test_sti_hlt_is_woken_after_the_hlt(rig: Rig) -> None:
    with_intr(rig)
    assert rig.fault("sti; hlt; cli; hlt").eip == CODE + 2


def test_sti_in_the_shadow_does_not_prolong_it(rig: Rig) -> None:
    with_intr(rig)
    assert rig.fault("sti; sti; nop; l: jmp l").eip == CODE + 2


def test_no_interrupt_between_mov_ss_and_the_next_instruction(rig: Rig) -> None:
    with_intr(rig, high=False)
    before = "mov eax, ss; sti; nop; jmp m; m: "
    at = CODE + len(asm(before))
    rig.core.add_probe(at, lambda: setattr(rig.core, "intr", True))
    assert rig.fault(before + "mov ss, ax; mov ecx, 5; l: jmp l").eip == at + len(
        asm("mov ss, ax; mov ecx, 5")
    )


def test_interrupt_wakes_a_halted_processor(rig: Rig) -> None:
    acks = with_intr(rig, high=False)
    rig.core.set_callbacks(
        None, None, lambda: setattr(rig.core, "intr", True), lambda: acks.append(1) or VECTOR
    )
    rig.core.deadline = 5000
    rig.poke(HANDLERS + VECTOR * 16, b"\xfa\xf4")
    assert rig.go("sti; hlt") is CoreStop.HALTED
    assert acks == [1] and rig.core.clock >= 5000 > rig.core.instructions


def test_hlt_jumps_the_clock_to_the_deadline(rig: Rig) -> None:
    seen: list[int] = []

    def due() -> None:
        seen.append(rig.core.clock)
        if len(seen) < 3:
            rig.core.deadline = seen[-1] + 1000

    rig.core.set_callbacks(None, None, due, None)
    rig.core.deadline = 10_000
    assert rig.go("sti; hlt") is CoreStop.HALTED
    assert seen == [10_000, 11_000, 12_000]


def test_deadline_is_called_while_the_guest_runs(rig: Rig) -> None:
    seen: list[int] = []
    rig.core.set_callbacks(None, None, lambda: seen.append(rig.core.clock), None)
    rig.core.deadline = 500
    rig.go("mov ecx, 1000; l: dec ecx; jnz l; cli; hlt")
    assert len(seen) == 1 and 500 <= seen[0] < 503


def test_hlt_with_interrupts_off_ends_the_run(rig: Rig) -> None:
    rig.core.deadline = 1000
    assert rig.go("cli; hlt") is CoreStop.HALTED
    assert rig.reg(Reg.EIP) == CODE + 2


def test_hlt_that_nothing_can_end_stops_even_with_if(rig: Rig) -> None:
    assert rig.go("sti; hlt; nop") is CoreStop.HALTED


def test_halted_processor_stays_halted_when_run_again(rig: Rig) -> None:
    rig.go("cli; hlt; inc eax")
    before = rig.reg(Reg.EAX)
    assert rig.core.run(BUDGET)[0] is CoreStop.HALTED
    assert rig.reg(Reg.EAX) == before


def test_halted_for_ever_by_idle_deadlines_spends_its_budget(rig: Rig) -> None:
    def due() -> None:
        rig.core.deadline = rig.core.clock + 100

    rig.core.set_callbacks(None, None, due, None)
    rig.core.deadline = 100
    assert rig.go("sti; l: hlt; jmp l") is CoreStop.BUDGET


def test_nmi_ignores_if(rig: Rig) -> None:
    rig.core.nmi()
    assert rig.fault("l: jmp l").vector == 2


def test_nmi_wakes_a_halted_processor(rig: Rig) -> None:
    rig.go("cli; hlt")
    rig.core.nmi()
    rig.core.run(BUDGET)
    assert rig.frame().vector == 2


def test_second_nmi_waits_for_iret(rig: Rig) -> None:
    rig.poke(HANDLERS + 2 * 16, bytes.fromhex("43 83 fb 02 74 02 eb 03 f4 90 90 cf".replace(" ", "")))
    rig.core.add_probe(HANDLERS + 2 * 16, lambda: rig.core.nmi() if rig.reg(Reg.EBX) == 0 else None)
    depth: list[int] = []
    rig.core.add_probe(HANDLERS + 2 * 16, lambda: depth.append(rig.reg(Reg.ESP)))
    rig.core.nmi()
    assert rig.go("xor ebx, ebx; l: jmp l") is CoreStop.HALTED
    assert len(depth) == 2 and depth[0] == depth[1]


@pytest.mark.parametrize("vector", [-1, 256, 1 << 40])
def test_impossible_vector_from_on_ack_is_an_error(rig: Rig, vector: int) -> None:
    rig.core.set_callbacks(None, None, None, lambda: vector)
    rig.core.intr = True
    with pytest.raises(ValueError, match="vector"):
        rig.go("sti; l: jmp l")


def test_interrupt_storm_spends_its_budget(rig: Rig) -> None:
    rig.poke(HANDLERS + VECTOR * 16, b"\xcf")
    rig.core.set_callbacks(None, None, None, lambda: VECTOR)
    rig.core.intr = True
    assert rig.go("sti; l: jmp l") is CoreStop.BUDGET
