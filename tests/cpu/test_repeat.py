# SPDX-License-Identifier: GPL-2.0-or-later
"""rep ins and rep outs at a data port: many words at once, as if each came by itself.

The judge is the same code with a probe on the instruction: that must be called in every round,
so that no word may take others along.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass

import pytest

from harness.machine.engine import CoreStop, Reg
from tests.cpu.rig import BUDGET, CODE, DIRTY, GDT, Rig, asm

PORT, PLACE = 0x1F0, 0x300000
BLOCK = 8192
ALL = (Reg.EAX, Reg.ECX, Reg.EDX, Reg.EBX, Reg.ESP, Reg.EBP, Reg.ESI, Reg.EDI, Reg.EIP, Reg.EFLAGS)
EVERY = ("insw", "insd", "outsw", "outsd")


@dataclass
class Outcome:
    stop: CoreStop
    registers: list[int]
    instructions: int
    trace_hash: int
    moved: int
    asked: list[tuple[int, ...]]
    buffer: bytes
    ram: bytes
    fills: int


def program(string: str, count: int, at: int = PLACE, before: str = "cld") -> str:
    return f"mov edi, {at}; mov esi, {at}; mov ecx, {count}; mov dx, {PORT}; {before}; rep {string}; cli; hlt"


def outcome(
    text: str,
    alone: bool,
    *,
    paging: bool = False,
    prepare: Callable[[Rig, list[tuple[int, ...]]], None] = lambda rig, asked: None,
    pieces: tuple[int, ...] = (),
) -> Outcome:
    rig = Rig(paging=paging)
    rig.poke(PLACE - 0x1000, bytes(n * 13 >> 3 & 0xFF for n in range(0x5000)))
    data = bytearray(n * 7 >> 2 & 0xFF for n in range(BLOCK))
    asked: list[tuple[int, ...]] = []
    rig.core.set_callbacks(
        lambda *a: asked.append(a) or 0xEEEEEEEE, lambda *a: asked.append(a), None, lambda: 0x20
    )
    rig.core.open_data(PORT, data, 0, BLOCK, "outs" in text)
    rig.start(text)
    prepare(rig, asked)
    if alone:
        string = next(at for at in range(CODE, CODE + 64) if text_at(rig, at))
        rig.core.add_probe(string, lambda: None)
    for budget in pieces:
        assert rig.core.run(budget)[0] is CoreStop.BUDGET
        asked.append((rig.core.instructions, rig.reg(Reg.ECX)))
    stop = rig.core.run(BUDGET)[0]
    core = rig.core
    return Outcome(
        stop,
        [rig.reg(register) for register in ALL],
        core.instructions,
        core.trace_hash,
        core.data_moved(),
        asked,
        bytes(data),
        bytes(core.ram[PLACE - 0x1000 : PLACE + 0x4000]),
        core.fills,
    )


def text_at(rig: Rig, at: int) -> bool:
    """Say whether a rep ins or rep outs stands there, with its prefixes in whatever order."""
    code = bytes(rig.core.ram[at : at + 4])
    return any(code.startswith(asm(f"rep {string}")) for string in EVERY)


def same(text: str, **how: object) -> Outcome:
    together = outcome(text, False, **how)  # type: ignore[arg-type]
    assert together == outcome(text, True, **how)  # type: ignore[arg-type]
    return together


@pytest.mark.parametrize("string", EVERY)
@pytest.mark.parametrize("paging", [False, True])
def test_all_of_a_block_leaves_what_single_words_leave(string: str, paging: bool) -> None:
    width = 4 if string.endswith("d") else 2
    done = same(program(string, BLOCK // width), paging=paging)
    assert (done.stop, done.moved, len(done.asked)) == (CoreStop.HALTED, BLOCK - width, 1)


@pytest.mark.parametrize("string", EVERY)
@pytest.mark.parametrize("count", [0, 1, 2, 3, 100])
def test_a_short_string_ends_where_its_count_says(string: str, count: int) -> None:
    done = same(program(string, count))
    assert done.registers[1] == 0 and done.moved == count * (4 if string.endswith("d") else 2)


@pytest.mark.parametrize("string", EVERY)
@pytest.mark.parametrize("offset", [1, 2, 0xFFD, 0xFFF])
def test_words_that_cross_a_page_go_where_they_belong(string: str, offset: int) -> None:
    same(program(string, 1500, PLACE + offset), paging=True)


@pytest.mark.parametrize("string", EVERY)
def test_downwards_goes_word_by_word(string: str) -> None:
    same(program(string, 300, PLACE + 0x1000, "std"))


@pytest.mark.parametrize("string", EVERY)
def test_another_segment_is_honoured(string: str) -> None:
    def based(rig: Rig, asked: object) -> None:
        rig.poke64(GDT + 0x48, 0x00CF93000000FFFF | 0x1000 << 16)

    same(program(string, 300, PLACE, "push 0x48; pop es; push 0x48; pop ds; cld"), prepare=based)


@pytest.mark.parametrize("string", EVERY)
def test_a_string_of_16_bit_addresses_stays_below_64_kib(string: str) -> None:
    line = program(string, 0x10014, 0x7FFF0).replace("rep ", ".byte 0x67; rep ")
    same(line)


@pytest.mark.parametrize("string", EVERY)
def test_a_run_ends_at_its_budget_in_the_middle(string: str) -> None:
    done = same(program(string, 1000), pieces=(100, 1, 1, 333))
    assert [count for _, count in done.asked[1:]] != [0] * 3


@pytest.mark.parametrize("string", EVERY)
def test_a_deadline_in_the_middle_is_kept_to_the_instruction(string: str) -> None:
    def due(rig: Rig, asked: list[tuple[int, ...]]) -> None:
        core = rig.core
        core.set_callbacks(
            lambda *a: 0, lambda *a: None, lambda: asked.append((core.instructions,)), lambda: 0x20
        )
        core.deadline = 217

    assert same(program(string, 1000), prepare=due).asked == [(217,)]


@pytest.mark.parametrize("string", EVERY)
def test_an_interrupt_in_the_middle_finds_the_registers_of_that_moment(string: str) -> None:
    def due(rig: Rig, asked: list[tuple[int, ...]]) -> None:
        core = rig.core

        def raise_it() -> None:
            core.intr = True

        core.set_callbacks(lambda *a: 0, lambda *a: None, raise_it, lambda: 0x20)
        core.deadline = 150

    done = same(program(string, 1000, before="sti; nop; nop"), prepare=due)
    assert 0 < done.registers[1] < 1000


def test_a_string_into_its_own_page_of_code_goes_word_by_word() -> None:
    same(program("insw", 100, CODE + 0x40), paging=True)


def test_single_steps_come_after_each_word() -> None:
    done = same(program("insw", 100, before="pushfd; or dword ptr [esp], 0x100; popfd"))
    assert done.registers[1] == 99


def test_the_page_is_dirty_as_if_each_word_had_come() -> None:
    def dirt(alone: bool) -> int:
        rig = Rig(paging=True)
        rig.core.open_data(PORT, bytearray(512), 0, 512, False)
        rig.start(program("insw", 100))
        if alone:
            rig.core.add_probe(next(at for at in range(CODE, CODE + 64) if text_at(rig, at)), lambda: None)
        rig.core.run(BUDGET)
        return rig.peek32(rig.pte(PLACE))

    assert dirt(False) == dirt(True) and dirt(False) & DIRTY


def test_a_recording_has_every_round() -> None:
    rig = Rig()
    rig.core.open_data(PORT, bytearray(BLOCK), 0, BLOCK, False)
    rig.start(program("insw", 1000))
    rig.core.trace_start(lambda: None, 1, 0, 0, 0)
    rig.core.run(BUDGET)
    words = rig.core.trace_take()[5]
    assert len(words) // 4 > 1000


def test_a_block_goes_many_times_faster_than_word_by_word() -> None:
    def seconds(traced: bool) -> float:
        rig = Rig()
        best = 1.0
        for _ in range(5):
            rig.core.open_data(PORT, bytearray(0x40000), 0, 0x40000, False)
            rig.start(program("insw", 0x1F000))
            if traced:
                rig.core.trace_start(lambda: None, 1, 0, 0, 0)
            begin = time.process_time()
            rig.core.run(BUDGET)
            best = min(best, time.process_time() - begin)
            if traced:
                rig.core.trace_stop()
        return best

    assert seconds(False) * 4 < seconds(True)
