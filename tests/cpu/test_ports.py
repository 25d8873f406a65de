# SPDX-License-Identifier: GPL-2.0-or-later
"""Ports, CPUID, probes, the switch watch, the user guard and the event log."""

import struct

import pytest

from harness import _core
from harness.machine.engine import CoreStop, Engine, Reg
from tests.cpu.rig import CODE, TSS, US, USER_CODE, P, Rig
from tests.cpu.test_mmu import leaf

EXCEPTION, INTERRUPT, SWITCH = 1 << _core.EV_EXCEPTION, 1 << _core.EV_INTERRUPT, 1 << _core.EV_SWITCH


def events(rig: Rig) -> list[tuple[int, ...]]:
    """(kind, eip, a, b, c, d, current) of what was logged."""
    return [record[1:8] for record in struct.iter_unpack("<Q8I", rig.core.take_events())]


def test_in_returns_what_the_callback_says(rig: Rig) -> None:
    asked: list[tuple[int, int]] = []
    rig.core.set_callbacks(lambda port, size: asked.append((port, size)) or 0xA1B2C3D4, None, None, None)
    rig.go("mov dx, 0x3f8; in eax, dx; mov ebx, eax; in al, 0x64; cli; hlt")
    assert (rig.reg(Reg.EBX), rig.reg(Reg.EAX)) == (0xA1B2C3D4, 0xA1B2C3D4)
    assert asked == [(0x3F8, 4), (0x64, 1)]


def test_in_of_a_byte_changes_one_byte(rig: Rig) -> None:
    rig.core.set_callbacks(lambda *_: 0xFFFFFF12, None, None, None)
    rig.go("mov eax, 0x55555555; in al, 0x64; cli; hlt")
    assert rig.reg(Reg.EAX) == 0x55555512


def test_out_gives_port_size_and_value(rig: Rig) -> None:
    seen: list[tuple[int, int, int]] = []
    rig.core.set_callbacks(None, lambda *args: seen.append(args), None, None)
    rig.go(
        "mov eax, 0x11223344; mov dx, 0x5c0; out dx, eax; out 0xf4, al; mov dx, 0x10; out dx, ax; cli; hlt"
    )
    assert seen == [(0x5C0, 4, 0x11223344), (0xF4, 1, 0x44), (0x10, 2, 0x3344)]


def test_latched_port_needs_no_callback(rig: Rig) -> None:
    rig.core.latch_port(0x3FD, 0x60)
    rig.go("mov dx, 0x3fd; in al, dx; cli; hlt")
    assert rig.reg(Reg.EAX) & 0xFF == 0x60
    rig.core.latch_port(0x3FD, None)
    rig.core.set_callbacks(lambda *_: 7, None, None, None)
    rig.go("mov dx, 0x3fd; in al, dx; cli; hlt")
    assert rig.reg(Reg.EAX) & 0xFF == 7


def test_outsb_streams_a_string(rig: Rig) -> None:
    rig.poke(0x300000, b"hello")
    rig.core.stream_port(0xE9, True)
    rig.go("mov esi, 0x300000; mov ecx, 5; mov dx, 0xe9; rep outsb; cli; hlt")
    assert (rig.core.take_stream(), rig.core.take_stream()) == (b"hello", b"")


def test_exception_of_a_callback_ends_the_run_and_is_raised(rig: Rig) -> None:
    def broken(port: int, size: int, value: int) -> None:
        raise KeyError("device")

    rig.core.set_callbacks(None, broken, None, None)
    with pytest.raises(KeyError, match="device"):
        rig.go("out 0x80, al; l: jmp l")
    assert rig.core.run(100)[0] is CoreStop.BUDGET


def test_stop_request_ends_the_run_with_its_value(rig: Rig) -> None:
    rig.core.set_callbacks(
        None, lambda port, size, value: rig.core.request_stop(CoreStop.EXIT, value), None, None
    )
    rig.start("mov al, 42; out 0xf4, al; l: jmp l")
    assert rig.core.run(1000) == (CoreStop.EXIT, 42)


def test_port_in_ring_3_needs_io_privilege(rig: Rig) -> None:
    rig.poke(TSS + 0x66, b"\xff\xff")
    frame = rig.fault("in al, 0x64", user=True)
    assert (frame.vector, frame.error) == (13, 0)


def test_cpuid_names_the_harness(rig: Rig) -> None:
    rig.go("mov eax, 0x40000000; cpuid; cli; hlt")
    name = b"".join(struct.pack("<I", rig.reg(r)) for r in (Reg.EBX, Reg.ECX, Reg.EDX))
    assert name == b"HarnessGate!"


def test_cpuid_leaf_1_has_the_hypervisor_bit_and_features(rig: Rig) -> None:
    rig.go("mov eax, 1; cpuid; cli; hlt")
    assert rig.reg(Reg.ECX) >> 31 == 1
    assert rig.reg(Reg.EDX) & 0x2048 == 0x2048 and rig.reg(Reg.EDX) & 8


def test_cpuid_leaf_0_names_a_vendor(rig: Rig) -> None:
    rig.go("xor eax, eax; cpuid; cli; hlt")
    name = b"".join(struct.pack("<I", rig.reg(r)) for r in (Reg.EBX, Reg.EDX, Reg.ECX))
    assert name.isalpha()


def test_probe_runs_before_its_instruction(rig: Rig) -> None:
    seen: list[int] = []
    rig.start("mov eax, 1; mov eax, 2; cli; hlt")
    rig.core.add_probe(CODE + 5, lambda: seen.append(rig.reg(Reg.EAX)))
    rig.core.run(1000)
    assert seen == [1]


def test_probe_added_late_is_called(rig: Rig) -> None:
    seen: list[int] = []
    rig.go("mov ecx, 10; l: dec ecx; jnz l; cli; hlt")
    rig.core.add_probe(CODE + 5, lambda: seen.append(1))
    rig.go("mov ecx, 10; l: dec ecx; jnz l; cli; hlt")
    assert len(seen) == 10


def test_removed_probe_is_silent(rig: Rig) -> None:
    probe = rig.core.add_probe(CODE, None)
    rig.core.remove_probe(probe)
    assert rig.go("cli; hlt") is CoreStop.HALTED
    with pytest.raises(KeyError):
        rig.core.remove_probe(probe)


def test_probe_may_move_the_guest(rig: Rig) -> None:
    rig.start("mov eax, 1; mov eax, 2; cli; hlt")
    rig.core.add_probe(CODE + 5, lambda: rig.set_reg(Reg.EIP, CODE + 10))
    rig.core.run(1000)
    assert rig.reg(Reg.EAX) == 1


def test_breakpoint_stops_before_its_instruction_every_time(rig: Rig) -> None:
    rig.start("mov ecx, 3; l: dec ecx; jnz l; cli; hlt")
    rig.core.add_probe(CODE + 5, None)
    seen = []
    while rig.core.run(1000) == (CoreStop.BREAKPOINT, CODE + 5):
        seen.append(rig.reg(Reg.ECX))
    assert seen == [3, 2, 1]


def test_switch_watch_logs_and_knows_the_current_task(rig: Rig) -> None:
    rig.core.events_enable(SWITCH)
    rig.core.watch_switch(CODE + 10)
    rig.go("mov eax, 0x1111; mov edx, 0x2222; nop; cli; hlt")
    kind, eip, prev, following, _, _, current = events(rig)[0]
    assert (kind, eip, prev, following, current) == (_core.EV_SWITCH, CODE + 10, 0x1111, 0x2222, 0x2222)
    assert rig.core.current == 0x2222


def test_exceptions_and_interrupts_are_logged(paged: Rig) -> None:
    paged.core.events_enable(EXCEPTION | INTERRUPT)
    leaf(paged, P | US, 0x300000)
    paged.poke(0x8000 + 14 * 16, bytes.fromhex("83c404cd55"))
    paged.go("mov [0x300010], eax", user=True)
    seen = events(paged)
    assert [(e[0], *e[2:6]) for e in seen] == [
        (_core.EV_EXCEPTION, 14, 7, 0x300010, 3),
        (_core.EV_INTERRUPT, 0x55, 1, 0, 0),
    ]


def test_cr3_change_is_logged(paged: Rig) -> None:
    paged.core.events_enable(1 << _core.EV_CR3)
    paged.poke(0x320000, bytes(paged.core.ram[0x10000:0x11000]))
    paged.go("mov eax, 0x320000; mov cr3, eax; cli; hlt")
    assert [e[2:4] for e in events(paged)] == [(0x10000, 0x320000)]


def test_ports_are_logged(rig: Rig) -> None:
    rig.core.events_enable(1 << _core.EV_PORT)
    rig.go("mov al, 9; out 0x80, al; in al, 0x81; cli; hlt")
    assert [e[2:5] for e in events(rig)] == [(0x80, 9, 0x101), (0x81, 0xFFFFFFFF, 1)]


def test_event_log_is_bounded(rig: Rig) -> None:
    rig.core.events_enable(INTERRUPT)
    rig.poke(0x8000 + 0x55 * 16, b"\xcf")
    rig.start("mov ecx, 300000; l: int 0x55; dec ecx; jnz l; cli; hlt")
    rig.core.run(10_000_000)
    assert len(rig.core.take_events()) == 40 << 18
    assert rig.core.events_lost == 300000 - (1 << 18)


GUARD = "mov edx, {task}; nop; mov eax, [0x300010]; mov [0x300020], eax; mov eax, [0x300030]; cli; hlt"


@pytest.mark.parametrize(("mm", "kinds"), [(0, [0, 1]), (1, [])])
def test_user_guard_logs_accesses_of_tasks_without_mm(paged: Rig, mm: int, kinds: list[int]) -> None:
    task = 0x3A0000
    paged.poke32(task + 8, mm)
    paged.poke32(paged.pte(CODE), CODE | 7)
    paged.core.events_enable(1 << _core.EV_USER_ACCESS)
    paged.core.watch_switch(CODE + 5)
    paged.core.set_user_guard(0x310000, 8)
    paged.go(GUARD.format(task=task))
    seen = [e[3] for e in events(paged) if e[2] >> 12 == 0x300]
    assert seen[: len(kinds)] == kinds and bool(seen) == bool(kinds)


def test_guard_sees_ring_3_too(paged: Rig) -> None:
    paged.core.events_enable(1 << _core.EV_USER_ACCESS)
    paged.core.current = 0x3A0000
    paged.core.set_user_guard(0x310000, 8)
    paged.fault("mov eax, [0x300010]; ud2", user=True)
    assert (0x300000, 0, 3) in [(e[2], e[3], e[5]) for e in events(paged)]


def test_refused_port_leaves_the_rest_of_its_block_undone(rig: Rig) -> None:
    rig.poke(TSS + 0x66, b"\xff\xff")
    frame = rig.fault("mov ebx, 1; out 0x80, al; mov ebx, 2; mov dword ptr [0x300000], 5; ud2", user=True)
    assert (frame.vector, frame.error, frame.eip) == (13, 0, USER_CODE + 5)
    assert (rig.reg(Reg.EBX), rig.peek32(0x300000)) == (1, 0)


def test_io_privilege_level_3_opens_all_ports(rig: Rig) -> None:
    rig.poke(TSS + 0x66, b"\xff\xff")
    rig.core.latch_port(0x64, 0x5A)
    assert rig.fault("in al, 0x64; ud2", user=True, eflags=0x3002).vector == 6
    assert rig.reg(Reg.EAX) & 0xFF == 0x5A


@pytest.mark.parametrize(("port", "vector"), [(0x10, 6), (0x11, 13), (0x12, 6)])
def test_bit_map_opens_single_ports(rig: Rig, port: int, vector: int) -> None:
    rig.poke64(0x1000 + 0x30, 0x0000890000000077 | TSS << 16)
    rig.poke(TSS + 0x66, b"\x68\x00")
    rig.poke(TSS + 0x68, b"\x00\x00\x02\x00\xff")
    assert rig.fault(f"in al, {port}; ud2", user=True).vector == vector


def test_port_clock_stays_exact_after_an_interrupt(rig: Rig) -> None:
    seen: list[int] = []
    rig.core.set_callbacks(None, lambda *_: seen.append(rig.core.clock), None, None)
    rig.poke(0x8000 + 0x55 * 16, b"\xcf")
    rig.go("int 0x55; out 0x80, al; nop; nop; out 0x80, al; nop; cli; hlt")
    assert seen[1] - seen[0] == 3


def test_guard_with_a_wild_task_pointer_is_harmless(paged: Rig) -> None:
    paged.core.events_enable(1 << _core.EV_USER_ACCESS)
    paged.poke32(paged.pte(0x3A0000), 0x50000007)
    paged.core.set_user_guard(0x310000, 8)
    for task in (0x3A0000, 0xFFFFFFF0, 0x3A0001):
        paged.core.current = task
        assert paged.go("mov eax, [0x300010]; cli; hlt") is CoreStop.HALTED
    assert paged.core.take_events() == b""


def test_port_clock_stays_exact_after_an_external_interrupt(rig: Rig) -> None:
    seen: list[int] = []

    def ack() -> int:
        rig.core.intr = False
        return 0x55

    rig.core.set_callbacks(None, lambda *_: seen.append(rig.core.clock), None, ack)
    rig.core.intr = True
    rig.poke(0x8000 + 0x55 * 16, b"\xcf")
    rig.go("sti; nop; nop; jmp m; m: out 0x80, al; nop; nop; out 0x80, al; nop; cli; hlt")
    assert seen[1] - seen[0] == 3


def test_cpuid_shows_osxsave_only_while_the_kernel_allows_it(rig: Rig) -> None:
    rig.go(
        "mov eax, cr4; and eax, 0xfffbffff; mov cr4, eax; mov eax, 1; cpuid; mov esi, ecx;"
        "mov eax, cr4; or eax, 0x40000; mov cr4, eax; mov eax, 1; cpuid; cli; hlt"
    )
    assert not rig.core.reg(Reg.ESI) & 1 << 27
    assert rig.core.reg(Reg.ECX) & 1 << 27


def test_a_machine_begins_with_cr4_clear() -> None:
    assert Engine(1 << 20).reg(Reg.CR4) == 0
