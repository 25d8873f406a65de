# SPDX-License-Identifier: GPL-2.0-or-later
"""Retired instructions as time: exact counts, budgets, the trace hash."""

import signal

import pytest

from harness.machine.engine import CoreStop, Reg
from tests.cpu.rig import CODE, HANDLERS, IF, STACK, Rig

LOOP = "mov ecx, 1000; l: dec ecx; jnz l; cli; hlt"
ENTRY = 5  # mov, ltr, push, popfd, push, ret make six, less the one under test


def counted(rig: Rig, text: str) -> int:
    """Instructions from the first of text to the end of the run."""
    rig.start(text)
    probe = rig.core.add_probe(CODE, None)
    assert rig.core.run(1000)[0] is CoreStop.BREAKPOINT
    rig.core.remove_probe(probe)
    before = rig.core.instructions
    assert rig.core.run(1_000_000)[0] is CoreStop.HALTED
    return rig.core.instructions - before


def test_each_instruction_counts_one(rig: Rig) -> None:
    assert counted(rig, LOOP) == 1 + 2 * 1000 + 2


def test_breakpoint_in_a_block_has_counted_only_what_ran(rig: Rig) -> None:
    rig.start("nop; nop; nop; nop; cli; hlt")
    rig.core.add_probe(CODE, None)
    rig.core.run(1000)
    before = rig.core.instructions
    rig.core.add_probe(CODE + 3, None)
    assert rig.core.run(1000) == (CoreStop.BREAKPOINT, CODE + 3)
    assert rig.core.instructions - before == 3
    assert rig.core.run(1000)[0] is CoreStop.HALTED
    assert rig.core.instructions - before == 6


def test_fault_midway_takes_back_what_did_not_run(rig: Rig) -> None:
    # Two before the division, the division, and the handler's hlt.
    assert counted(rig, "nop; xor ecx, ecx; div ecx; nop; nop; nop; nop; jmp .") == 3 + 1


def test_page_fault_midway_takes_back_what_did_not_run(paged: Rig) -> None:
    paged.poke32(paged.pte(0x300000), 0)
    assert counted(paged, "nop; mov eax, [0x300000]; nop; nop; nop; nop; jmp .") == 2 + 1


def test_software_interrupt_counts_one(rig: Rig) -> None:
    assert counted(rig, "nop; int 0x55") == 3


def test_rep_counts_an_iteration_each_and_one_to_leave(rig: Rig) -> None:
    assert counted(rig, "mov edi, 0x300000; mov ecx, 100; rep stosd; cli; hlt") == 2 + 101 + 2


def test_rep_without_iterations_counts_one(rig: Rig) -> None:
    assert counted(rig, "xor ecx, ecx; rep stosd; cli; hlt") == 4


def test_budget_is_kept_to_the_block(rig: Rig) -> None:
    rig.start("l: inc eax; jmp l")
    assert rig.core.run(1000)[0] is CoreStop.BUDGET
    assert 1000 <= rig.core.instructions < 1008


def test_budget_of_zero_runs_nothing(rig: Rig) -> None:
    rig.start(LOOP)
    assert rig.core.run(0)[0] is CoreStop.BUDGET
    assert (rig.core.instructions, rig.reg(Reg.EIP)) == (0, 0x9000)


def run_in_pieces(piece: int, flush: bool = False) -> tuple[int, int, int]:
    rig = Rig(paging=True)
    rig.poke32(rig.pte(0x310000), 0)
    rig.poke(HANDLERS + 14 * 16, bytes.fromhex("83c404" + "83042406" + "cf"))
    rig.start(
        """mov ecx, 3000; l: mov [0x300000], ecx; call f; mov edx, 5; mov ebx, [0x310000]; inc eax; dec ecx;
        jnz l; cli; hlt; f: mov edi, 0x300000; push ecx; mov ecx, 5; rep stosd; pop ecx; ret"""
    )
    while rig.core.run(piece)[0] is CoreStop.BUDGET:
        if flush:
            rig.core.flush_code()
            rig.core.flush_tlb()
    return rig.core.trace_hash, rig.core.instructions, rig.reg(Reg.EAX)


@pytest.mark.parametrize("piece", [1, 7, 1000])
def test_run_in_pieces_equals_one_run(piece: int) -> None:
    assert run_in_pieces(piece) == run_in_pieces(1 << 40)


def test_count_and_hash_do_not_depend_on_what_is_translated() -> None:
    assert run_in_pieces(101, flush=True) == run_in_pieces(1 << 40)


def test_breakpoints_leave_the_trace_hash_alone() -> None:
    def hashed(stops: bool) -> tuple[int, int]:
        rig = Rig()
        rig.start("mov ecx, 50; l: nop; nop; dec ecx; jnz l; cli; hlt")
        if stops:
            rig.core.add_probe(CODE + 6, None)
        while rig.core.run(1 << 40)[0] is not CoreStop.HALTED:
            pass
        return rig.core.trace_hash, rig.core.instructions

    assert hashed(True) == hashed(False)


def traced(text: str, paging: bool = True, eflags: int = 2) -> int:
    rig = Rig(paging=paging)

    def due() -> None:
        rig.core.intr = True
        rig.core.deadline = rig.core.clock + 777

    def ack() -> int:
        rig.core.intr = False
        return 0x60

    rig.poke(HANDLERS + 16 * 0x60, b"\xcf")
    rig.core.set_callbacks(None, None, due, ack)
    rig.core.deadline = 500
    rig.start(text, eflags=eflags)
    rig.core.run(200_000)
    return rig.core.trace_hash


# Not on into empty memory, which would be translated for the rest of the budget.
BUSY = """mov ecx, 20000; l: mov [0x300000+ecx*4], ecx; xor eax, [0x300004+ecx*4]; dec ecx; jnz l;
    sti; w: hlt; jmp w"""


def test_same_machine_gives_the_same_hash() -> None:
    assert len({traced(BUSY, eflags=2 | IF) for _ in range(3)}) == 1


def test_other_path_gives_another_hash() -> None:
    assert traced(BUSY) != traced(BUSY.replace("20000", "20001"))


def test_interrupts_change_the_hash() -> None:
    assert traced(BUSY, eflags=2 | IF) != traced(BUSY)


def test_output_changes_the_hash() -> None:
    def hashed(byte: int) -> int:
        rig = Rig()
        rig.core.stream_port(0xE9, True)
        rig.go(f"mov al, {byte}; out 0xe9, al; cli; hlt")
        assert rig.core.take_stream() == bytes([byte])
        return rig.core.trace_hash

    assert hashed(65) != hashed(66)


def test_rdtsc_reads_the_instructions_before_it(rig: Rig) -> None:
    assert rig.go("rdtsc; mov ebx, eax; nop; nop; rdtsc; sub eax, ebx; cli; hlt") is CoreStop.HALTED
    assert rig.reg(Reg.EAX) == 4


def test_port_callback_sees_the_exact_clock(rig: Rig) -> None:
    seen: list[int] = []
    rig.core.set_callbacks(None, lambda *_: seen.append(rig.core.clock), None, None)
    rig.go("out 0x80, al; nop; nop; out 0x80, al; nop; cli; hlt")
    assert seen[1] - seen[0] == 3


def test_faults_that_repeat_for_ever_spend_the_budget(rig: Rig) -> None:
    rig.gate(6, offset=HANDLERS + 16 * 6)
    rig.poke(HANDLERS + 16 * 6, b"\xcf")
    rig.start("ud2")
    assert rig.core.run(50_000)[0] is CoreStop.BUDGET
    assert rig.reg(Reg.ESP) <= STACK


def test_fetches_that_fail_for_ever_spend_the_budget(paged: Rig) -> None:
    paged.poke32(paged.pte(0x300000), 0)
    paged.poke(HANDLERS + 16 * 14, b"\x83\xc4\x04\xcf")  # add esp, 4; iret
    paged.start("mov eax, 0x300000; jmp eax")
    assert paged.core.run(50_000)[0] is CoreStop.BUDGET


def test_a_handler_after_a_failed_fetch_is_in_the_hash(paged: Rig) -> None:
    def traced(handler: int) -> int:
        rig = Rig(paging=True)
        rig.poke32(rig.pte(0x300000), 0)
        rig.gate(14, offset=handler)
        rig.poke(handler, b"\xf4")
        rig.go("mov eax, 0x300000; jmp eax")
        return rig.core.trace_hash

    assert traced(HANDLERS) != traced(HANDLERS + 16)


def test_ctrl_c_does_not_wait_for_a_million_faults(paged: Rig) -> None:
    def press(*_: object) -> None:
        raise KeyboardInterrupt

    paged.poke(HANDLERS + 16 * 14, b"\x83\xc4\x04\xcf")
    paged.poke32(paged.pte(0x300000), 0)
    paged.start("mov eax, 0x300000; jmp eax")
    before = signal.signal(signal.SIGVTALRM, press)
    # Of this process's own time, so that it cannot be up before the run begins, busy as the host may be.
    signal.setitimer(signal.ITIMER_VIRTUAL, 0.02)
    try:
        assert paged.core.run(1 << 40)[0] is CoreStop.INTERRUPTED
    finally:
        signal.signal(signal.SIGVTALRM, before)
    assert paged.core.instructions < 1 << 20


def test_a_clock_that_is_set_forward_shows_in_rdtsc_and_retires_nothing(rig: Rig) -> None:
    rig.start("rdtsc; mov ebx, eax; x: nop; rdtsc; cli; hlt")
    rig.core.add_probe(CODE + 4, None)
    rig.core.run(1000)
    before = rig.core.instructions
    rig.core.clock += 5_000_000
    assert rig.core.instructions == before
    assert rig.core.run(1000)[0] is CoreStop.HALTED
    assert rig.core.reg(Reg.EAX) - rig.core.reg(Reg.EBX) == 5_000_000 + 3


def test_what_is_due_when_the_clock_jumps_comes_at_once(rig: Rig) -> None:
    due: list[int] = []
    rig.core.set_callbacks(None, None, lambda: due.append(rig.core.clock), None)
    rig.start("mov ecx, 1000; l: dec ecx; jnz l; cli; hlt")
    rig.core.deadline = rig.core.clock + 1_000_000
    rig.core.clock += 3_000_000
    jumped = rig.core.clock
    rig.core.run(10)
    assert len(due) == 1
    assert jumped <= due[0] <= jumped + 10


def test_a_clock_does_not_go_backwards(rig: Rig) -> None:
    rig.core.clock += 100
    for cycle in (rig.core.clock - 1, 1 << 63):
        with pytest.raises(ValueError, match="forward only"):
            rig.core.clock = cycle
