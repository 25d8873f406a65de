# SPDX-License-Identifier: GPL-2.0-or-later
"""Recordings of the booting guest: the level full, filters, events, the last instructions."""

from __future__ import annotations

import os
import struct
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from harness import Machine
from harness.errors import ConfigError, TraceError
from harness.image.elf import read_elf
from harness.machine.engine import Reg
from harness.machine.events import Kind
from harness.run.kernel_path import default_kernel
from harness.trace.reader import TraceReader

columns = pytest.importorskip("harness.trace.columns")
KERNEL = default_kernel()
INSTRUCTIONS = 1_500_000
# As far as the first programs.
USER_INSTRUCTIONS = 3_000_000
ENDS = {1, 88}  # exit and reboot do not return

pytestmark = pytest.mark.skipif(not KERNEL.exists(), reason="no kernel: run `make guest`")


def booted(path: Path | None, budget: int = INSTRUCTIONS, **options: Any) -> tuple[Machine, Any]:
    machine = Machine.load(read_elf(KERNEL))
    with machine.trace(path, **options) as trace:
        machine.run(budget)
    return machine, trace


def rows(reader: TraceReader, *names: str) -> Iterator[tuple[Any, ...]]:
    for chunk in reader.chunks:
        insns = columns.columns(reader, chunk, registers=False, memory=False).insns
        yield from zip(*(insns[name].tolist() for name in names), strict=True)


def events(reader: TraceReader) -> list[tuple[int, ...]]:
    names = ("number", "kind", "eip", "a", "b", "c", "d", "task")
    found: list[tuple[int, ...]] = []
    for chunk in reader.chunks:
        table = columns.columns(reader, chunk, registers=False, memory=False).events
        found += zip(*(table[name].tolist() for name in names), strict=True)
    return found


def console(found: list[tuple[int, ...]]) -> bytes:
    return b"".join(struct.pack("<4I", *e[3:7])[: e[2]] for e in found if e[1] == Kind.CONSOLE)


def test_the_level_full_leaves_the_run_as_it_is(tmp_path: Path) -> None:
    plain = Machine.load(read_elf(KERNEL))
    plain.run(INSTRUCTIONS)
    machine, _ = booted(tmp_path / "t")
    assert machine.engine.instructions == plain.engine.instructions
    assert machine.engine.trace_hash == plain.engine.trace_hash
    assert bytes(machine.engine.ram) == bytes(plain.engine.ram)


def test_each_chunk_begins_with_the_registers_that_the_last_one_ended_with(tmp_path: Path) -> None:
    machine, trace = booted(tmp_path / "t")
    reader, before = trace.reader, None
    for chunk in reader.chunks[1:]:
        regs = columns.columns(reader, chunk).regs
        assert before is None or (regs[:, 0] == before).all()
        before = regs[:, -1]
    assert before is not None
    ends = dict(zip(columns.REGISTERS, before.tolist(), strict=True))
    assert {n: ends[n] for n in ("eax", "esp", "cr3")} == {
        n: machine.engine.reg(Reg[n.upper()]) for n in ("eax", "esp", "cr3")
    }
    assert reader.lost == []


def test_a_damaged_model_costs_registers_and_leaves_program_counters(tmp_path: Path) -> None:
    path = tmp_path / "t"
    _, trace = booted(path, budget=900_000)
    whole = list(rows(trace.reader, "number", "pc"))
    at = trace.reader.chunks[1]
    section, offset = at.head.find("gaps")
    raw = bytearray((path / "chunks.bin").read_bytes())
    raw[at.body_at + offset + section.packed_bytes // 2] ^= 0xFF
    (path / "chunks.bin").write_bytes(raw)
    reader = TraceReader(path)
    assert list(rows(reader, "number", "pc")) == whole
    assert any("gaps" in sentence for sentence in reader.lost)


def test_filters_keep_the_numbers_of_the_whole_run(tmp_path: Path) -> None:
    _, whole = booted(tmp_path / "whole", USER_INSTRUCTIONS, level="pc")
    # Iterations of a rep are one row, of which a filter may keep a part.
    known = {
        number + i: pc
        for number, count, pc in rows(whole.reader, "number", "count", "pc")
        for i in range(count)
    }
    _, some = booted(tmp_path / "some", USER_INSTRUCTIONS, level="pc", rings=(3,), every=50)
    kept = [row for row in rows(some.reader, "number", "pc", "ring", "kind") if row[3] == 0]
    assert kept and {ring for _, _, ring, _ in kept} == {3}
    assert all(known[number] == pc for number, pc, _, _ in kept)
    assert some.result.instructions < whole.result.instructions / 2


def test_a_recording_begins_and_ends_at_functions(tmp_path: Path) -> None:
    machine, trace = booted(tmp_path / "t", level="pc", since="do_fork", until="wake_up_new_task")
    kept = [pc for pc, kind in rows(trace.reader, "pc", "kind") if kind == 0]
    assert kept[0] == machine.symbols["do_fork"]
    assert machine.symbols["wake_up_new_task"] not in kept


def test_a_recording_ends_with_what_the_console_shows(tmp_path: Path) -> None:
    _, trace = booted(tmp_path / "t", level="events", until="console:Memory:")
    assert console(events(trace.reader)).endswith(b"Memory:")


def test_one_function_is_recorded_alone(tmp_path: Path) -> None:
    machine, trace = booted(tmp_path / "t", ranges=("schedule",))
    low = machine.symbols["schedule"]
    high = low + machine.symbols.size("schedule")
    kept = [pc for pc, kind in rows(trace.reader, "pc", "kind") if kind == 0]
    assert kept and all(low <= pc < high for pc in kept)


def test_events_tell_the_console_and_pair_calls_with_returns(tmp_path: Path) -> None:
    machine, trace = booted(tmp_path / "t", budget=1 << 40, level="events")
    found = events(trace.reader)
    machine.console.pump()
    assert console(found) == bytes(machine.console.raw)
    returned = {(e[5] | e[6] << 32, e[7]) for e in found if e[1] == Kind.RETURN}
    calls = [e for e in found if e[1] == Kind.SYSCALL]
    assert len(calls) > 100
    assert {e[3] for e in calls if (e[0], e[7]) not in returned} <= ENDS
    forked = [e[4] for e in found if e[1] == Kind.FORK]
    assert forked == sorted(forked) and forked[0] == 1, "pids are given in order, and init is the first"


def test_python_is_called_at_events(tmp_path: Path) -> None:
    machine = Machine.load(read_elf(KERNEL))
    seen = []
    with machine.trace(tmp_path / "t", level="events") as trace:
        trace.on(Kind.FORK, lambda event: seen.append((event.values[1], machine.engine.reg(Reg.EIP))))
        machine.run(INSTRUCTIONS)
    assert seen[0] == (1, machine.symbols["wake_up_new_task"])


def test_what_a_callback_raises_comes_out_of_the_run(tmp_path: Path) -> None:
    machine = Machine.load(read_elf(KERNEL))
    with machine.trace(tmp_path / "t", level="events") as trace:
        trace.on(Kind.FORK, lambda event: 1 // 0)
        with pytest.raises(ZeroDivisionError):
            machine.run(INSTRUCTIONS)


def test_the_last_instructions_are_those_of_a_recording(tmp_path: Path) -> None:
    machine = Machine.load(read_elf(KERNEL))
    with pytest.raises(ConfigError, match="keep_last"):
        machine.last_instructions(3)
    machine.keep_last()
    machine.run(INSTRUCTIONS)
    last = machine.last_instructions(500)
    _, trace = booted(tmp_path / "t", level="pc")
    known = [row for row in rows(trace.reader, "number", "pc", "kind") if row[2] == 0][-500:]
    assert [(one.number, one.pc) for one in last] == [(number, pc) for number, pc, _ in known]
    assert machine.last_instructions(500) == last, "asking forgets nothing"


def test_a_full_disk_is_one_sentence_and_leaves_what_was_written(tmp_path: Path) -> None:
    machine = Machine.load(read_elf(KERNEL))
    trace = machine.trace(tmp_path / "t", level="pc")
    machine.run(200_000)
    os.ftruncate(trace._recorder._writer._file.fileno(), 0)
    trace._recorder._writer._file.close()
    trace._recorder._writer._file = open("/dev/full", "wb", buffering=0)  # noqa: SIM115
    with pytest.raises(TraceError, match="No space left on device; what was written before is readable"):
        trace.__exit__(None, None, None)
