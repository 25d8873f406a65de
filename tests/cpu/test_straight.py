# SPDX-License-Identifier: GPL-2.0-or-later
"""Code that Unicorn does not ask after each access whether it shall stop, and where it stops then."""

from harness.machine.engine import CoreStop, Reg
from tests.cpu.rig import CODE, RW, US, P, Rig

STOPS = """mov eax, 7; out 0xf4, al; inc dword ptr [0x300000]; push eax; pop ebx;
    inc dword ptr [0x300000]; cli; hlt"""
BEHIND = CODE + 7


def stopping(rig: Rig) -> None:
    rig.core.set_callbacks(
        None, lambda port, size, value: rig.core.request_stop(CoreStop.EXIT, value), None, None
    )


def test_this_unicorn_leaves_the_question_out(rig: Rig) -> None:
    assert rig.core.straight


def test_port_write_that_stops_leaves_what_follows_undone(rig: Rig) -> None:
    stopping(rig)
    assert rig.go(STOPS) is CoreStop.EXIT
    assert rig.reg(Reg.EIP) == BEHIND
    assert rig.peek32(0x300000) == 0


def test_stop_at_a_port_changes_neither_count_nor_hash(rig: Rig) -> None:
    other = Rig()
    stopping(rig)
    for each in (rig, other):
        each.go(STOPS)
        while each.core.run(1000)[0] is not CoreStop.HALTED:
            pass
    assert rig.peek32(0x300000) == 2
    assert (rig.core.instructions, rig.core.trace_hash) == (other.core.instructions, other.core.trace_hash)


def test_port_write_that_ends_its_block_stops_before_the_next(rig: Rig) -> None:
    stopping(rig)
    text = "mov ecx, 3; l: dec ecx; out 0xf4, al; jmp m; m: jnz l; cli; hlt"
    assert rig.go(text) is CoreStop.EXIT
    before = rig.core.instructions
    while rig.core.run(1000)[0] is CoreStop.EXIT:
        pass
    assert rig.core.instructions - before == 2 + 2 * 4 + 2


def test_string_that_stops_at_a_port_goes_on_with_its_next_byte(rig: Rig) -> None:
    stopping(rig)
    rig.poke(0x300000, b"abc")
    rig.start("mov esi, 0x300000; mov edx, 0xf4; mov ecx, 3; rep outsb; cli; hlt")
    assert [rig.core.run(1000) for _ in range(4)] == [
        *((CoreStop.EXIT, byte) for byte in b"abc"),
        (CoreStop.HALTED, rig.reg(Reg.EIP)),
    ]


def test_store_to_absent_memory_stops_at_the_store(paged: Rig) -> None:
    paged.poke32(paged.pte(0x300000), 0x50000000 | P | RW | US)
    assert paged.go("mov eax, 5; mov [0x300128], eax; mov ebx, eax; jmp .") is CoreStop.BUS
    assert (paged.reg(Reg.EIP), paged.reg(Reg.EBX)) == (CODE + 5, 0)


def test_probe_behind_one_that_moves_the_guest_is_called_too(rig: Rig) -> None:
    seen: list[int] = []
    rig.start("mov eax, 1; mov eax, 2; cli; hlt")
    rig.core.add_probe(CODE + 5, lambda: rig.set_reg(Reg.EIP, CODE + 10))
    rig.core.add_probe(CODE + 5, lambda: seen.append(rig.reg(Reg.EAX)))
    assert rig.core.run(1000)[0] is CoreStop.HALTED
    assert (seen, rig.reg(Reg.EAX)) == ([1], 1)


def test_probe_that_asks_for_a_stop_stops_before_its_instruction(rig: Rig) -> None:
    rig.start("mov eax, 1; mov eax, 2; cli; hlt")
    rig.core.add_probe(CODE + 5, lambda: rig.core.request_stop(CoreStop.EXIT, 3))
    assert rig.core.run(1000) == (CoreStop.EXIT, 3)
    assert (rig.reg(Reg.EIP), rig.reg(Reg.EAX)) == (CODE + 5, 1)
