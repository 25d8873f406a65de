# SPDX-License-Identifier: GPL-2.0-or-later
"""Guests that go wrong: each ends with its own reason, and none hangs Python."""

import pytest
from tiny import FIRST, high, plain

from harness import StopReason
from harness.errors import GuestMemoryError
from harness.inspect import backtrace, list_tasks

ABSENT = 0x7F000000


def end(machine, budget=100_000):
    stop = machine.run(budget)
    assert "\n" not in str(stop)
    return stop


def test_a_guest_that_loops_for_ever_spends_its_budget():
    stop = end(plain("x: jmp x"))
    assert stop.reason is StopReason.BUDGET
    assert stop.instructions >= 100_000


def test_a_guest_that_halts_with_interrupts_off_is_halted():
    assert end(plain("cli; hlt")).reason is StopReason.HALTED


def test_a_guest_that_waits_for_an_interrupt_that_cannot_come_is_halted():
    assert end(plain("sti; hlt")).reason is StopReason.HALTED


def test_a_guest_without_an_idt_that_faults_shuts_down():
    stop = end(plain("ud2"))
    assert stop.reason is StopReason.SHUTDOWN
    assert stop.exit_code == 5


def test_a_jump_into_absent_memory_is_a_bus_stop_with_its_address():
    stop = end(plain(f"mov eax, {ABSENT}; jmp eax"))
    assert (stop.reason, stop.value) == (StopReason.BUS, ABSENT)
    assert f"{ABSENT:#010x}" in str(stop)


@pytest.mark.parametrize(
    "source", [f"mov eax, [{ABSENT}]", f"mov dword ptr [{ABSENT}], 1", f"inc byte ptr [{ABSENT}]"]
)
def test_touching_absent_memory_is_a_bus_stop_at_the_instruction(source):
    stop = end(plain("nop; " + source))
    assert (stop.reason, stop.value) == (StopReason.BUS, ABSENT)
    assert stop.virt_address == 0x100001


def test_a_jump_into_unmapped_memory_shuts_down_without_handlers():
    assert end(high("mov eax, 0x50000000; jmp eax")).reason is StopReason.SHUTDOWN


def test_a_page_table_entry_for_absent_ram_is_a_bus_stop():
    source = f"mov dword ptr [0xc0102500], {ABSENT & 0xFFC00000 | 0x83}; mov eax, [0x50000000]"
    stop = end(high(source))
    assert (stop.reason, stop.value) == (StopReason.BUS, ABSENT & 0xFFC00000)


def test_a_guest_that_overwrites_its_page_tables_shuts_down():
    source = """
        mov edi, 0xc0102000; mov ecx, 1024; xor eax, eax; rep stosd
        mov eax, cr3; mov cr3, eax; nop; mov eax, [0xc0101000]
    """
    assert end(high(source)).reason is StopReason.SHUTDOWN


@pytest.mark.parametrize("word", [0xFFFFFFFF, 0xDEADBEEF, 0x7F000067, 0x00001007])
def test_garbage_in_the_page_tables_ends_the_run_without_harm(word):
    source = f"""
        mov edi, 0xc0102000; mov ecx, 1024; mov eax, {word}; rep stosd
        mov eax, cr3; mov cr3, eax; nop; mov eax, [0xc0101000]; x: jmp x
    """
    stop = end(high(source))
    assert stop.reason in (StopReason.SHUTDOWN, StopReason.BUS, StopReason.BUDGET, StopReason.ENGINE)


def test_cr3_in_absent_ram_ends_the_run():
    assert end(high(f"mov eax, {ABSENT}; mov cr3, eax; nop; nop")).reason in (
        StopReason.BUS,
        StopReason.SHUTDOWN,
    )


def test_a_task_list_that_leads_nowhere_is_a_readable_error():
    machine = high("x: jmp x")
    machine.engine.write_virt(FIRST + 24, b"\xef\xbe\xad\xde")
    with pytest.raises(GuestMemoryError, match="guest memory at 0xdead"):
        list_tasks(machine)


def test_a_task_list_that_never_ends_is_a_readable_error():
    machine = high("x: jmp x")
    second = FIRST + 0x100
    machine.engine.write_virt(second + 24, (second + 24).to_bytes(4, "little"))
    with pytest.raises(GuestMemoryError, match="has no end"):
        list_tasks(machine)


def test_a_back_trace_through_a_damaged_stack_is_short():
    machine = high(
        "mov esp, 0xc0108000; mov ebp, 0xc0107ff0; mov dword ptr [ebp], 0xffffffff;"
        "mov dword ptr [ebp + 4], 0xc0100010; sub esp, 64; x: jmp x"
    )
    machine.run(1000)
    frames = backtrace(machine)
    assert [frame.symbol.split("+")[0] for frame in frames] == ["startup_high", "startup_high"]


def test_the_machine_can_be_dropped_and_made_again_many_times():
    for _ in range(20):
        assert end(plain("cli; hlt")).reason is StopReason.HALTED


TICK = "mov al, 0x34; out 0x43, al; mov al, 0; out 0x40, al; mov al, 0; out 0x40, al;"


def test_a_guest_that_idles_for_ever_spends_its_patience():
    # The timer's interrupt is masked: the guest sleeps through every tick.
    machine = plain("cli;" + TICK + "sti; x: hlt; jmp x")
    stop = machine.run(patience_seconds=2)
    assert (stop.reason, stop.exit_code) == (StopReason.BUDGET, 4)
    assert "2 s of its own time" in str(stop)
    assert stop.instructions < 1000


def test_patience_does_not_wake_a_guest_that_nothing_else_can():
    machine = plain("sti; hlt")
    assert machine.run(patience_seconds=2).reason is StopReason.HALTED


@pytest.mark.parametrize("budget", [1 << 64, 10**30])
def test_a_budget_past_all_counting_is_no_budget(budget):
    assert plain("cli; hlt").run(budget).reason is StopReason.HALTED


def test_a_switch_to_what_is_no_task_is_a_stop_that_says_so():
    stop = end(high("mov dx, 0x5c0; mov eax, 0xdeadbeef; out dx, eax; mov dx, 0x5c4; out dx, eax; x: jmp x"))
    assert (stop.reason, stop.exit_code) == (StopReason.ENGINE, 1)
    assert "no task" in str(stop)
    assert "0xdeadbeef" in str(stop)


def test_a_fault_in_virtual_8086_mode_is_a_stop_that_says_so():
    frame = "".join(f"push {value};" for value in (0, 0, 0, 0, 0, 0x8000, 0x20002, 0xFFFF, 0))
    stop = end(plain("mov esp, 0x8000; mov dword ptr [0xffff0], 0x0b0f0b0f;" + frame + "iretd"))
    assert stop.reason is StopReason.ENGINE
    assert "virtual-8086" in str(stop)
