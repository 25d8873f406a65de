# SPDX-License-Identifier: GPL-2.0-or-later
"""Registers and memory of a recording, judged by Unicorn as it comes with hooks in Python.

The judge shares nothing with the recorder but the emulator: its own memory,
its own page walks, registers read one by one through the API.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
import unicorn
import unicorn.x86_const as x86

from harness import Machine
from harness.image.elf import read_elf
from harness.machine.engine import CoreStop, Reg, trace_decode, trace_learn
from harness.run.kernel_path import default_kernel
from harness.trace.columns import INSN, MEM, REGISTERS, Columns, chunk_pages, chunk_state, columns
from harness.trace.encode import REGISTER_BYTES, Encoder
from harness.trace.format import MODEL_SECTIONS, Chunk
from tests.cpu.rig import CODE, Rig
from tests.peers.traced_programs import PROGRAMS

np = pytest.importorskip("numpy")
KERNEL = default_kernel()
JUDGED = [getattr(x86, f"UC_X86_REG_{name.upper()}") for name in REGISTERS[:9]]
WINDOW = 3000
SHORTEST = 200
Access = tuple[str, int, int, int]


@dataclass
class Seen:
    """What one side saw: before each instruction, and at each access; ``times`` for a rep."""

    pcs: list[int] = field(default_factory=list)
    times: list[int] = field(default_factory=list)
    regs: list[tuple[int, ...]] = field(default_factory=list)
    accesses: list[list[Access]] = field(default_factory=list)


def hooked(uc: Any, seen: Seen, memory: bool) -> None:
    def on_code(_: Any, address: int, size: int, data: object) -> None:
        seen.pcs.append(address)
        seen.times.append(1)
        seen.regs.append(tuple(uc.reg_read(reg) & 0xFFFFFFFF for reg in JUDGED))
        seen.accesses.append([])

    def on_access(_: Any, kind: int, address: int, size: int, value: int, data: object) -> None:
        if kind == unicorn.UC_MEM_WRITE:
            found = ("w", address, size, value & (1 << 8 * size) - 1)
        else:
            found = ("r", address, size, int.from_bytes(uc.mem_read(address, size), "little"))
        seen.accesses[-1].append(found)

    uc.hook_add(unicorn.UC_HOOK_CODE, on_code)
    # Both kinds of hook together lose a flag now and then: registers are judged without this one.
    if memory:
        uc.hook_add(unicorn.UC_HOOK_MEM_READ | unicorn.UC_HOOK_MEM_WRITE, on_access)


def stock(ram: bytes, regs: dict[str, int], begin: int) -> Seen:
    uc, seen = unicorn.Uc(unicorn.UC_ARCH_X86, unicorn.UC_MODE_32), Seen()
    uc.mem_map(0, len(ram))
    uc.mem_write(0, ram)
    for name, value in regs.items():
        uc.reg_write(getattr(x86, f"UC_X86_REG_{name.upper()}"), value)
    hooked(uc, seen, True)
    uc.emu_start(begin, 0xFFFFFFF0)
    return seen


def recorded(rig: Rig) -> Columns:
    """Run to the end at the level full, and decode what the core kept."""
    rig.core.trace_start(lambda: None, 2, 0, 0, 0)
    rig.core.trace_take()
    assert rig.core.run(1_000_000)[0] is CoreStop.HALTED
    first, end, task, cr3, lost, words, events, blocks, code, state, _ = rig.core.trace_take()
    rig.core.trace_stop()
    parts = {"words": words, "events": events, "blocks": blocks, "code": code, "state": state}
    encoder = Encoder()
    chunk = encoder.encode(Chunk(first, end, task, cr3, lost, 1, parts))
    assert encoder.unmatched == 0
    return decoded(encoder, chunk)


def decoded(encoder: Encoder, chunk: Chunk) -> Columns:
    from harness.machine.engine import trace_program

    program, parts = trace_program(), chunk.sections
    assert trace_learn(program, 1, parts["blocks"], parts["code"]) == 0, "every length is known"
    rows, used, regs, room, mem, _, failed = trace_decode(
        program, parts["words"], tuple(parts[name] for name in MODEL_SECTIONS), chunk.first, 0,
        parts["state"][:REGISTER_BYTES], parts["events"], 3,
    )  # fmt: skip
    assert not failed
    insns = np.frombuffer(rows, INSN, used)
    table = np.frombuffer(regs, "<u4").reshape(len(REGISTERS), room)[:, : used + 1]
    accesses = np.frombuffer(mem, MEM)
    return Columns(
        chunk.first,
        chunk.end,
        {n: insns[n] for n in INSN.names},
        table,
        {n: accesses[n] for n in MEM.names},
        {},
    )


def as_seen(found: Columns, begin: int, end: int, physical: bool) -> Seen:
    """Return rows begin to end as the judge would see them."""
    seen, insns, mem = Seen(), found.insns, found.mem
    assert found.regs is not None
    for row in range(begin, end):
        seen.pcs.append(int(insns["pc"][row]))
        seen.times.append(int(insns["count"][row]))
        seen.regs.append(tuple(int(v) for v in found.regs[:9, row]))
        seen.accesses.append([])
    where = mem["paddr"] if physical else mem["vaddr"]
    first = int(np.searchsorted(mem["row"], begin))
    for at in range(first, len(mem["row"])):
        row, kind = int(mem["row"][at]), int(mem["kind"][at])
        if row >= end:
            break
        if kind < 2:
            access = ("rw"[kind], int(where[at]), int(mem["size"][at]), int(mem["value"][at]))
            seen.accesses[row - begin].append(access)
    return seen


def judge(ours: Seen, theirs: Seen) -> None:
    at = 0
    for row, (pc, times) in enumerate(zip(ours.pcs, ours.times, strict=True)):
        where = f"row {row}, at {pc:#x}"
        # The judge is called for each iteration of a rep, and once more where it leaves.
        assert theirs.pcs[at : at + times] == [pc] * times, where
        assert ours.regs[row] == theirs.regs[at], f"registers before {where}"
        together = [access for one in theirs.accesses[at : at + times] for access in one]
        assert ours.accesses[row] == together, f"accesses of {where}"
        at += times


@pytest.mark.parametrize("name", PROGRAMS)
def test_registers_and_memory_are_those_that_python_hooks_see(name: str) -> None:
    rig = Rig()
    rig.start(PROGRAMS[name])
    ram = bytes(rig.core.ram)
    found = recorded(rig)
    begin = int(np.flatnonzero(found.insns["pc"] == CODE)[0])
    end = len(found.insns["pc"])
    assert found.regs is not None
    regs = {n: int(v) for n, v in zip(REGISTERS[:9], found.regs[:9, begin], strict=True)}
    ours, theirs = as_seen(found, begin, end, physical=False), stock(ram, regs, CODE)
    judge(ours, theirs)
    assert sum(ours.times) == len(theirs.pcs)


def copy_of(machine: Machine, memory: bool) -> tuple[Any, Seen]:
    """Stock Unicorn with the machine's memory, paging and registers; segments are flat on both."""
    uc, seen = unicorn.Uc(unicorn.UC_ARCH_X86, unicorn.UC_MODE_32), Seen()
    ram = bytes(machine.engine.ram)
    uc.mem_map(0, len(ram))
    uc.mem_write(0, ram)
    for name in ("CR4", "CR3", "CR0", "EAX", "ECX", "EDX", "EBX", "ESP", "EBP", "ESI", "EDI", "EFLAGS"):
        uc.reg_write(getattr(x86, f"UC_X86_REG_{name}"), machine.engine.reg(getattr(Reg, name)))
    hooked(uc, seen, memory)
    return uc, seen


def plain_rows(found: Columns) -> int:
    """Count the rows before anything that stock Unicorn would not do alike."""
    events = found.events["row"]
    other = np.flatnonzero(found.insns["kind"] != 0)
    ends = [int(part[0]) for part in (events, other) if len(part)]
    # The row of an event, and the one before it, may be cut short.
    return max(min([len(found.insns["pc"]), WINDOW, *ends]) - 1, 0)


@pytest.mark.skipif(not KERNEL.exists(), reason="no kernel: run `make guest`")
@pytest.mark.parametrize("moment", [200_000, 1_200_000, 2_900_000, 4_500_000])
def test_a_window_of_the_boot_is_what_python_hooks_see(tmp_path: Path, moment: int) -> None:
    machine = Machine.load(read_elf(KERNEL))
    machine.run(moment)
    rows, attempt = 0, 0
    # Where a fault or an interrupt is near there is little to judge: a little later there is more.
    while rows <= SHORTEST:
        judges = [copy_of(machine, memory) for memory in (False, True)]
        begin = machine.engine.reg(Reg.EIP)
        with machine.trace(tmp_path / str(attempt)) as trace:
            machine.run(20_000)
        chunk = trace.reader.chunks[1]
        found = columns(trace.reader, chunk)
        rows, attempt = plain_rows(found), attempt + 1
        assert attempt < 50, "nothing to judge here: choose another moment"
    state, total = chunk_state(trace.reader, chunk), int(found.insns["count"][:rows].sum())
    for uc, _ in judges:
        uc.reg_write(x86.UC_X86_REG_GDTR, (0, *state["gdt"][1:], 0))
        # Else a segment load makes the stack 16 bits wide, as a bare emulator's SS is.
        for name in () if state["cs"] & 3 else ("ss", "cs", "ds", "es"):
            uc.reg_write(getattr(x86, f"UC_X86_REG_{name.upper()}"), state[name])
        uc.emu_start(begin, 0xFFFFFFF0, count=total)
    (_, theirs), (_, touched) = judges
    assert theirs.pcs == touched.pcs
    theirs.accesses = touched.accesses
    judge(as_seen(found, 0, rows, physical=True), theirs)


@pytest.mark.skipif(not KERNEL.exists(), reason="no kernel: run `make guest`")
def test_memory_after_a_recording_is_its_first_pages_and_its_stores(tmp_path: Path) -> None:
    machine = Machine.load(read_elf(KERNEL))
    machine.run(900_000)
    with machine.trace(tmp_path / "t") as trace:
        machine.run(300_000)
    reader = trace.reader
    ram = np.zeros(machine.layout.memory_bytes, "u1")
    for chunk in reader.chunks:
        if chunk.head.end == chunk.head.first:
            pages = chunk_pages(reader, chunk)
            ram.reshape(-1, 4096)[pages.pages] = pages.data
            continue
        mem = columns(reader, chunk, registers=False).mem
        for at in np.flatnonzero(mem["kind"] & 1):
            size, paddr = int(mem["size"][at]), int(mem["paddr"][at])
            ram[paddr : paddr + size] = np.frombuffer(
                int(mem["value"][at]).to_bytes(8, "little")[:size], "u1"
            )
    wrong = np.flatnonzero(ram != np.frombuffer(machine.engine.ram, "u1"))
    assert [hex(at) for at in wrong[:8]] == []


@pytest.mark.skipif(not KERNEL.exists(), reason="no kernel: run `make guest`")
def test_virtual_addresses_lead_to_the_physical_ones(tmp_path: Path) -> None:
    machine = Machine.load(read_elf(KERNEL))
    machine.run(900_000)
    with machine.trace(tmp_path / "t") as trace:
        machine.run(5_000)
    found = columns(trace.reader, trace.reader.chunks[1])
    assert chunk_state(trace.reader, trace.reader.chunks[1])["cr0"] >> 31
    checked = 0
    for virt, phys, kind in zip(*(found.mem[n].tolist() for n in ("vaddr", "paddr", "kind")), strict=True):
        if kind < 2:
            assert machine.engine.translate(virt) is not None, hex(virt)
            assert machine.engine.translate(virt)[0] == phys, hex(virt)  # type: ignore[index]
            checked += 1
    assert checked > 1000
