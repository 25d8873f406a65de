# SPDX-License-Identifier: GPL-2.0-or-later
"""Registers and memory at an instruction, judged by the machine that runs there."""

from __future__ import annotations

import json
import random
from pathlib import Path

import numpy as np
import pytest
from click.testing import CliRunner, Result

from harness import BootConfig
from harness.cli.trace import command
from harness.errors import ConfigError
from harness.machine.engine import Reg
from harness.run.session import load
from harness.trace.columns import columns
from harness.trace.memory import last_write
from harness.trace.opening import OpenTrace
from harness.trace.state import state_at

GENERAL = ("eax", "ecx", "edx", "ebx", "esp", "ebp", "esi", "edi", "eflags", "cr3", "cs", "ss", "ds", "es")
PAGE = 4096


def trace(*arguments: str) -> Result:
    done = CliRunner().invoke(command, list(arguments), standalone_mode=False)
    if done.exception:
        raise done.exception
    return done


def rest_of_rep(opened: OpenTrace, number: int) -> int:
    """How many instructions are left of a rep that the machine stopped in; the trace has it as one."""
    insns = columns(opened.reader, opened.chunks[opened.chunk_index(number)]).insns
    row = int(np.searchsorted(insns["number"], number, "right")) - 1
    begun = number - int(insns["number"][row])
    return int(insns["count"][row]) - begun if begun else 0


def test_registers_and_memory_are_those_of_the_machine_at_that_instruction(opened: OpenTrace) -> None:
    chance = random.Random(5)
    machine = load(BootConfig())
    engine = machine.engine
    for aim in sorted(chance.randrange(opened.reader.first, opened.reader.end) for _ in range(8)):
        # The machine stops at a block's end: its count says where that is.
        machine.run(max(aim - engine.instructions, 1))
        machine.run(rest_of_rep(opened, engine.instructions))
        state = state_at(opened, engine.instructions)
        assert (state.number, state.virt) == (engine.instructions, engine.reg(Reg.EIP))
        found = {name: state.registers[name] for name in GENERAL}
        assert found == {name: engine.reg(Reg[name.upper()]) for name in GENERAL}, f"at {state.number:,}"
        assert {n: state.control[n] for n in ("cr0", "cr4")} == {
            n: engine.reg(Reg[n.upper()]) for n in ("cr0", "cr4")
        }
        for page in (chance.randrange(0x400) for _ in range(40)):
            there = bytes(engine.ram[page * PAGE : (page + 1) * PAGE])
            assert state.memory.read_phys(page * PAGE, PAGE) == there, f"page {page:#x} at {state.number:,}"
        stack = engine.read_virt(engine.reg(Reg.ESP), 64)
        assert state.memory.read_virt(engine.reg(Reg.ESP), 64) == stack


def test_who_last_wrote_is_what_looking_at_every_access_finds(opened: OpenTrace) -> None:
    chance = random.Random(7)
    index = len(opened.chunks) // 2
    before = opened.chunks[index].head.end
    mem = [columns(opened.reader, chunk, registers=False).mem for chunk in opened.chunks[: index + 1]]
    at, size, kind = (np.concatenate([m[n] for m in mem]) for n in ("paddr", "size", "kind"))
    numbers = np.concatenate([m["number"] for m in mem])
    for phys in [int(chance.choice(at)) + chance.randrange(4) for _ in range(12)]:
        hits = np.flatnonzero((kind & 1 > 0) & (at <= phys) & (phys < at.astype(np.int64) + size))
        found = last_write(opened.reader, phys, before)
        expected = int(numbers[hits[-1]]) if len(hits) else None
        assert (found.number if found else None) == expected, f"{phys:#010x}"


def test_the_command_prints_registers_and_memory(full_trace: Path) -> None:
    done = trace(
        "state", str(full_trace), "3000000", "--memory", "jiffies", "4", "--memory", "0xfff00000", "4"
    )
    assert done.stdout.startswith("before instruction 3,000,000, ")
    assert "4 bytes at 0x" in done.stdout and "(not mapped)" in done.stdout
    found = json.loads(trace("state", str(full_trace), "3000000", "--json", "-").stdout)
    assert f"eip {found['eip']:#010x}" in done.stdout
    assert f"esp {found['registers']['esp']:#010x}" in done.stdout


def test_a_trace_without_registers_says_what_to_record(tmp_path: Path) -> None:
    trace("record", "-o", str(tmp_path / "t"), "--level", "blocks")
    with pytest.raises(ConfigError, match="a trace of level blocks has no state; record with --level full"):
        trace("state", str(tmp_path / "t"), "1000")


def test_an_instruction_that_the_trace_does_not_hold_is_refused(full_trace: Path) -> None:
    with pytest.raises(ConfigError, match="instruction 99,000,000,000: the trace holds instructions 19 to"):
        trace("state", str(full_trace), "99G")
