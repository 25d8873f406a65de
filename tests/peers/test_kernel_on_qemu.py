# SPDX-License-Identifier: GPL-2.0-or-later
"""The same ELF on QEMU: the same state at the high half, the same facts on the console."""

from __future__ import annotations

import re
import struct
import subprocess
from pathlib import Path

import pytest

from harness import Layout, Machine
from harness.image.elf import read_elf
from harness.image.layout import SPLITS
from harness.machine.engine import Reg
from harness.run.kernel_path import default_kernel
from tests.peers.machines import QEMU, need_qemu
from tests.peers.monitor import need_gdb, wait_for

KERNEL = default_kernel()
DIRECTORY_BYTES = 4096
ACCESSED_DIRTY = 0x60  # what use leaves in an entry
STAMP = re.compile(r"^\[ *\d+\.\d+\] ?")
HOTPLUG = re.compile(r"\[ *\d+\.\d+\] hotplug: .*\n")
NUMBERS = re.compile(r"0x[0-9a-f]+|\d+")

pytestmark = pytest.mark.skipif(not KERNEL.exists(), reason="no kernel: run `make guest`")


def qemu_command(kernel: Path, append: str = "", memory: str = "64") -> list[str]:
    return [
        *(QEMU, "-kernel", str(kernel), "-m", memory, "-display", "none", "-no-reboot"),
        *("-serial", "stdio", "-monitor", "none"),
        *("-device", "isa-debug-exit,iobase=0xf4,iosize=0x04"),
        # Time by instructions, as on our machine: a busy host must not fail a guest's timing.
        *("-icount", "shift=3,sleep=off"),
        *("-cpu", "max", "-append", append),
    ]


def console_on_qemu(
    kernel: Path, append: str = "", memory: str = "64", code: int = 0, cpu: str = "qemu32,+nx"
) -> str:
    need_qemu()
    command = [*qemu_command(kernel, append, memory), "-cpu", cpu]
    done = subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=600)
    # isa-debug-exit ends QEMU with twice the guest's code plus one.
    assert done.returncode == 2 * code + 1, done.stdout[-2000:]
    return done.stdout


def console_on_the_machine() -> str:
    machine = Machine.load(read_elf(KERNEL))
    stop = machine.run()
    assert stop.ok, stop
    return machine.console.text


def facts(console: str) -> list[str]:
    """Return what init, its programs and the suites said, without times and numbers.

    Sorted, because processes that run side by side print in an order of their own.
    """
    # The helper that khelper runs logs whenever it gets there, in the midst of a line too.
    untorn = HOTPLUG.sub("", console)
    lines = [STAMP.sub("", line) for line in untorn.splitlines()]
    start = next(i for i, line in enumerate(lines) if line.startswith("init: "))
    return sorted(NUMBERS.sub("#", line) for line in lines[start:])


def test_the_console_tells_the_same_facts_on_both() -> None:
    ours = facts(console_on_the_machine())
    assert len(ours) > 60
    assert facts(console_on_qemu(KERNEL)) == ours


@pytest.mark.parametrize("split", ["2G", "1G"])
def test_a_moved_kernel_boots_on_qemu(split: str, tmp_path: Path) -> None:
    from click.testing import CliRunner

    from harness.cli.layout import command

    moved = tmp_path / "kernel.elf"
    done = CliRunner().invoke(command, ["link", "--split", split, "-o", str(moved)])
    assert done.exit_code == 0, done.output
    assert f"no map at {SPLITS[split]:#010x} and above" in console_on_qemu(moved)


def state_on_qemu(where: Path) -> tuple[dict[str, int], list[int]]:
    """Stop QEMU at startup_high by gdb; return registers and the page directory."""
    need_qemu()
    need_gdb()
    socket, dump = where / "gdb", where / "directory.bin"
    directory = read_elf(KERNEL).symbols["swapper_pg_dir"]
    stub = ["-S", "-chardev", f"socket,path={socket},server=on,wait=off,id=gdb", "-gdb", "chardev:gdb"]
    script = [
        "set remotetimeout 600",
        f"target remote {socket}",
        "hbreak startup_high",
        "continue",
        'printf "esi=%x eip=%x eflags=%x cr0=%lx cr3=%lx\\n", $esi, $eip, $eflags, $cr0, $cr3',
        f"dump binary memory {dump} {directory:#x} {directory + DIRECTORY_BYTES:#x}",
        "kill",
    ]
    qemu = subprocess.Popen(
        [*qemu_command(KERNEL), *stub], stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL
    )
    try:
        wait_for(socket)
        gdb = ["gdb", "-batch", "-nx", str(KERNEL)]
        done = subprocess.run(
            [*gdb, *(word for line in script for word in ("-ex", line))],
            capture_output=True,
            text=True,
            timeout=600,
        )
    finally:
        qemu.kill()
        qemu.wait()
    registers = {name: int(value, 16) for name, value in re.findall(r"(\w+)=([0-9a-f]+)", done.stdout)}
    assert registers, done.stderr
    return registers, list(struct.unpack("<1024I", dump.read_bytes()))


def test_both_ways_reach_the_same_state_at_the_high_half(tmp_path: Path) -> None:
    registers, directory = state_on_qemu(tmp_path)
    machine = Machine.load(read_elf(KERNEL), Layout(pages="4m"))
    engine, symbols = machine.engine, machine.symbols
    assert engine.reg(Reg.EIP) == registers["eip"] == symbols["startup_high"]
    assert engine.reg(Reg.ESI) == registers["esi"]
    assert engine.reg(Reg.CR3) == registers["cr3"]
    assert engine.reg(Reg.CR0) >> 31 == registers["cr0"] >> 31 == 1
    assert not (engine.reg(Reg.EFLAGS) | registers["eflags"]) & 0x200
    ours = struct.unpack("<1024I", machine.read_virt(symbols["swapper_pg_dir"], DIRECTORY_BYTES))
    kernel_half = machine.layout.page_offset >> 22
    assert [entry & ~ACCESSED_DIRTY for entry in ours[kernel_half:]] == [
        entry & ~ACCESSED_DIRTY for entry in directory[kernel_half:]
    ]


def test_the_direct_map_compared_is_not_empty(tmp_path: Path) -> None:
    _, directory = state_on_qemu(tmp_path)
    assert sum(entry & 1 for entry in directory[0x300:]) == 16, "64 MiB in pages of 4 MiB"
