# SPDX-License-Identifier: GPL-2.0-or-later
"""Recording in the core: what is kept, and that the run is the same."""

from __future__ import annotations

from array import array

import capstone
import unicorn
from unicorn.x86_const import UC_X86_REG_ESP

from harness.machine.engine import CoreStop, Reg
from harness.trace.format import Chunk
from harness.trace.reader import unfold
from tests.cpu.rig import CODE, STACK, Rig, asm

LOOP = """mov ecx, 50; l: push ecx; call f; pop ecx; dec ecx; jnz l; cli; hlt;
    f: mov edi, 0x300000; mov ecx, 5; rep stosd; test eax, 1; jz g; inc eax; g: inc eax; ret"""
FAULTS = "nop; mov ecx, 3; l: nop; mov eax, [0x300000]; nop; nop; loop l; cli; hlt"


def traced(rig: Rig, blocks: bool = True) -> Chunk:
    rig.core.trace_start(lambda: None, int(blocks), 0, 0, 0)
    assert rig.core.run(1_000_000)[0] is CoreStop.HALTED
    first, end, task, cr3, lost, words, events, described, code, *_ = rig.core.trace_take()
    rig.core.trace_stop()
    parts = {"words": words, "events": events, "blocks": described, "code": code}
    return Chunk(first, end, task, cr3, lost, 1, parts)


def executed(chunk: Chunk) -> list[int]:
    """Every instruction's address, with what was cut taken away."""
    table = array("I", chunk.sections["blocks"])
    decoder = capstone.Cs(capstone.CS_ARCH_X86, capstone.CS_MODE_32)
    out: list[int] = []
    for word in unfold(chunk.sections["words"]):
        if word < 0x80000000:
            virt, shape, _, at = table[4 * (word - 1) : 4 * word]
            code = chunk.sections["code"][at : at + (shape & 0xFFFF)]
            out += [i[0] for i in decoder.disasm_lite(code, virt)]
        elif word >> 28 == 9:
            del out[-(word & 0xFFFFFFF) :]
    return out


def in_stock_unicorn(text: str) -> list[int]:
    """The same from Unicorn as it comes, with a hook in Python."""
    uc = unicorn.Uc(unicorn.UC_ARCH_X86, unicorn.UC_MODE_32)
    uc.mem_map(0, 0x400000)
    uc.mem_write(CODE, asm(text))
    uc.reg_write(UC_X86_REG_ESP, STACK)
    seen: list[int] = []
    uc.hook_add(unicorn.UC_HOOK_CODE, lambda _, at, size, data: seen.append(at))
    uc.emu_start(CODE, 0xFFFFFFF0)
    return seen


def test_program_counters_are_those_of_stock_unicorn(rig: Rig) -> None:
    rig.start(LOOP)
    assert executed(traced(rig))[6:] == in_stock_unicorn(LOOP)


def test_recording_changes_neither_count_nor_hash(rig: Rig) -> None:
    rig.start(LOOP)
    rig.core.run(1_000_000)
    other = Rig()
    other.start(LOOP)
    traced(other)
    assert (other.core.instructions, other.core.trace_hash) == (rig.core.instructions, rig.core.trace_hash)


def test_blocks_add_up_to_the_instructions_that_the_core_counted(rig: Rig) -> None:
    rig.start(LOOP)
    chunk = traced(rig)
    assert chunk.end - chunk.first == rig.core.instructions == len(executed(chunk))


def test_a_fault_midway_cuts_the_block_where_it_happened(paged: Rig) -> None:
    paged.poke32(paged.pte(0x300000), 0)
    paged.start(FAULTS)
    run = executed(traced(paged))
    # nop, mov, nop, the load that faults, and the handler's hlt: six more before them enter.
    assert run[6:10] == [CODE, CODE + 1, CODE + 6, CODE + 7]
    assert len(run) == 11


def test_events_carry_the_count_that_the_words_add_up_to(paged: Rig) -> None:
    paged.poke32(paged.pte(0x300000), 0)
    paged.start(FAULTS)
    chunk = traced(paged)
    faults = [e for e in array("I", chunk.sections["events"])[2::10]]
    when = array("Q", chunk.sections["events"])[0]
    assert faults[-2:] == [2, 8], "an exception, and the walk that led to it"
    assert chunk.first <= when <= chunk.end


def test_code_that_changed_is_a_block_of_its_own(rig: Rig) -> None:
    rig.start(
        f"""mov ecx, 2; l: call p; mov byte ptr [{CODE + 0x40}], 0x43; dec ecx; jnz l; cli; hlt;
        p: jmp {CODE + 0x40}"""
    )
    rig.poke(CODE + 0x40, bytes.fromhex("40c3"))
    rig.core.flush_code()
    chunk = traced(rig)
    table = array("I", chunk.sections["blocks"])
    there = [chunk.sections["code"][table[i + 3]] for i in range(0, len(table), 4) if table[i] == CODE + 0x40]
    assert there == [0x40, 0x43]


def test_events_alone_take_no_word_a_block(rig: Rig) -> None:
    rig.start(LOOP)
    assert traced(rig, blocks=False).sections["words"] == b""


def test_a_breakpoint_midway_leaves_the_same_trace(rig: Rig) -> None:
    rig.start(LOOP)
    whole = executed(traced(rig))
    other = Rig()
    other.start(LOOP)
    other.core.add_probe(CODE + 12, None)
    other.core.trace_start(lambda: None, 1, 0, 0, 0)
    while other.core.run(1_000_000)[0] is CoreStop.BREAKPOINT:
        pass
    assert other.reg(Reg.EIP) == rig.reg(Reg.EIP)
    first, end, *_ = other.core.trace_take()
    assert end - first == len(whole)
