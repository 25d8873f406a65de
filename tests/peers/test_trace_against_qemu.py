# SPDX-License-Identifier: GPL-2.0-or-later
"""The order of instructions in a recording, judged by QEMU's own log of the same image.

QEMU runs with ``-icount``, where it enters a repeated instruction once more to
leave it, as the machine does.  Timer interrupts fall elsewhere there, and so
do memory maps and command lines: of the boot, the functions that neither
decides are compared, each from its first call to its return.
"""

from __future__ import annotations

import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from harness import Machine
from harness.image.elf import read_elf
from harness.machine.engine import CoreStop, Engine, Reg
from harness.run.kernel_path import default_kernel
from harness.trace.reader import TraceReader
from harness.trace.record import Recorder
from tests.peers.bare_program import BASE, CODE, Program
from tests.peers.machines import MEGABYTES, QEMU, need_qemu
from tests.peers.traced_programs import PROGRAMS

columns = pytest.importorskip("harness.trace.columns")
KERNEL = default_kernel()
LOGGED = 600_000
# What start_kernel calls that depends on neither the memory map nor the command line.
FUNCTIONS = (
    "trap_init", "sched_init", "pidhash_init", "init_IRQ", "softirq_init", "init_timers", "time_init",
    "wait_bit_init", "kmem_cache_init", "radix_tree_init", "signal_caches_init", "mm_caches_init",
    "pgtable_cache_init", "vfs_caches_init", "futex_init", "fork_init",
)  # fmt: skip


def program() -> bytes:
    """All ten, one behind the other; each goes on where it would halt."""
    whole = Program()
    for text in PROGRAMS.values():
        whole.code(text.replace("hlt", "jmp finished", 1) + "; finished: nop")
    return whole.image()


def log_of(kernel: Path, ranges: str, lines: int) -> list[int]:
    """Return the addresses in QEMU's log, at most so many."""
    need_qemu()
    command = [
        *(QEMU, "-kernel", str(kernel), "-m", str(64), "-display", "none", "-no-reboot", "-cpu", "max"),
        *("-serial", "null", "-monitor", "none", "-device", "isa-debug-exit,iobase=0xf4,iosize=0x04"),
        *("-icount", "shift=3,sleep=off", "-singlestep", "-d", "exec,nochain"),
        *("-dfilter", ranges, "-D", "/dev/stdout"),
    ]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True) as running:
        assert running.stdout is not None
        found = []
        for line in running.stdout:
            if "/" in line:
                found.append(int(line.split("[", 1)[1].split("/")[1], 16))
            if len(found) >= lines:
                break
        running.kill()
    return found


def executed(reader: TraceReader) -> Iterator[int]:
    """Yield each instruction's address as often as it was counted."""
    for chunk in reader.chunks:
        insns = columns.columns(reader, chunk).insns
        for pc, count, kind in zip(*(insns[name].tolist() for name in ("pc", "count", "kind")), strict=True):
            if kind == 0:
                yield from [pc] * count


def settled(theirs: list[int], ours: list[int]) -> list[int]:
    """Drop from QEMU's log what its main loop stopped before the first step and then entered again."""
    kept: list[int] = []
    for pc in theirs:
        again = kept and pc == kept[-1] and len(kept) < len(ours) and pc != ours[len(kept)]
        if not again:
            kept.append(pc)
    return kept


def on_core(image: bytes) -> list[int]:
    from harness.machine.engine import trace_decode, trace_learn, trace_program

    core = Engine(MEGABYTES << 20)
    core.ram[BASE : BASE + len(image)] = image
    core.stream_port(0xE9, True)
    core.set_callbacks(None, lambda port, *_: core.request_stop(CoreStop.EXIT, port), None, None)
    core.set_segment_flat()
    core.set_reg(Reg.CR0, 0x11)
    core.set_reg(Reg.EAX, 0x2BADB002)
    core.set_reg(Reg.EIP, CODE)
    core.trace_start(lambda: None, 1, 0, 0, 0)
    core.run(10_000_000)
    first, _, _, _, _, words, events, blocks, code, *_ = core.trace_take()
    learned = trace_program()
    trace_learn(learned, 1, blocks, code)
    rows, used, *_ = trace_decode(learned, words, None, first, 0, b"", events, 0)
    insns = columns.np.frombuffer(rows, columns.INSN, used)
    each = zip(insns["pc"].tolist(), insns["count"].tolist(), strict=True)
    return [pc for pc, count in each for _ in range(count)]


def test_ten_programs_take_the_same_way(tmp_path: Path) -> None:
    image = program()
    kernel = tmp_path / "program.bin"
    kernel.write_bytes(image)
    ours = [pc for pc in on_core(image) if CODE <= pc < CODE + 0x10000]
    theirs = settled(log_of(kernel, f"{CODE:#x}+0x10000", LOGGED), ours)
    assert len(ours) > 1000
    assert ours == theirs


def first_call(machine: Machine, pcs: list[int], name: str) -> list[int]:
    """Return what ran from a function's first instruction until its caller went on."""
    virt, place = machine.symbols[name], machine.symbols.symbolise
    begin = pcs.index(virt)
    caller = place(pcs[begin - 1]).split("+")[0]
    low = machine.symbols[caller]
    high = low + machine.symbols.size(caller)
    end = begin
    while not low <= pcs[end] < high:
        end += 1
    return pcs[begin:end]


@pytest.mark.slow
@pytest.mark.skipif(not KERNEL.exists(), reason="no kernel: run `make guest`")
def test_the_boot_goes_through_its_initialisation_as_on_qemu(tmp_path: Path) -> None:
    theirs = log_of(KERNEL, "0x100000+0x100000,0xc0100000+0x100000", LOGGED)
    machine = Machine.load_any(read_elf(KERNEL), command_line=str(KERNEL))
    recorder = Recorder(machine, tmp_path / "t")
    machine.run(LOGGED)
    recorder.stop()
    ours = list(executed(TraceReader(tmp_path / "t")))
    compared = 0
    for name in FUNCTIONS:
        mine = first_call(machine, ours, name)
        assert mine == settled(first_call(machine, theirs, name), mine), name
        compared += len(mine)
    assert compared > 20_000
