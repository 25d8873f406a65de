# SPDX-License-Identifier: GPL-2.0-or-later
"""Scripts of the guest, run to the end here and on QEMU: how long they take, and parts of them.

/bin/rates prints a line as each stretch of work begins and one with the count
and the guest's microseconds as it ends.  Host time of a stretch is taken
where the guest asks for the time of day, and on QEMU as the lines arrive.
"""

from __future__ import annotations

import re
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from benchmarks.kernel import KERNEL
from harness import BootConfig, Layout, Machine
from harness.machine.disk import DiskSpec
from harness.run import load

MEMORY_MIB = 16
DISKS = {"hda.img": ("16M",), "hdb.img": ("8M", "--swap")}
BUDGET = 2_000_000_000
BEGIN_OR_END = re.compile(r"rates: \w+: (begins|\d+ in)")
END = re.compile(r"^rates: (\w+): (\d+) in (\d+) us$", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Stretch:
    """So much work (pages or KiB), and its seconds by the guest's clock and by the host's."""

    count: int
    guest: float
    host: float


@dataclass(frozen=True, slots=True)
class Run:
    """A guest from its start to its power-off: host seconds, and its stretches by name."""

    seconds: float
    stretches: dict[str, Stretch]


def make_disks(where: Path) -> list[Path]:
    """Write the images that both machines get."""
    for name, size in DISKS.items():
        command = [sys.executable, "-m", "harness", "disk", "make", str(where / name), *size]
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
    return [where / name for name in DISKS]


def stretches(console: str, marks: list[float]) -> dict[str, Stretch]:
    """Join what the guest printed with the host's times of each beginning and end."""
    ends = END.findall(console)
    assert len(marks) >= 2 * len(ends), console
    pairs = zip(ends, marks[::2], marks[1::2], strict=False)
    return {name: Stretch(int(count), int(us) / 1e6, end - begin) for (name, count, us), begin, end in pairs}


def prepared(script: str, disks: list[Path]) -> Machine:
    """Return a machine before the script; the images stay as they are."""
    specs = tuple(DiskSpec.parse(f"{disk},overlay") for disk in disks)
    layout = Layout(memory_bytes=MEMORY_MIB << 20)
    return load(BootConfig(layout=layout, append=f"rc={script}", disks=specs))


def here(script: str, disks: list[Path]) -> Run:
    """Run on our machine."""
    start = time.perf_counter()
    machine = prepared(script, disks)
    marks: list[float] = []
    machine.engine.add_probe(machine.symbols["sys_gettimeofday"], lambda: marks.append(time.perf_counter()))
    stop = machine.run(BUDGET)
    seconds = time.perf_counter() - start
    assert stop.ok, machine.console.text
    return Run(seconds, stretches(machine.console.text, marks))


def lines_of(process: subprocess.Popen[str]) -> Iterator[tuple[float, str]]:
    """Yield the host's time and the line as each line of the console arrives."""
    assert process.stdout is not None
    for line in process.stdout:
        yield time.perf_counter(), line


def on_qemu(script: str, disks: list[Path]) -> Run:
    """Run the same kernel and images on QEMU, whose disks write to the host's memory only."""
    drives = [
        word
        for index, disk in enumerate(disks)
        for word in ("-drive", f"file={disk},format=raw,if=ide,index={index},cache=unsafe,snapshot=on")
    ]
    command = [
        *("qemu-system-i386", "-kernel", str(KERNEL), "-m", str(MEMORY_MIB), "-display", "none"),
        *("-no-reboot", "-serial", "stdio", "-monitor", "none", "-append", f"kernel rc={script}"),
        *("-device", "isa-debug-exit,iobase=0xf4,iosize=0x04", *drives),
    ]
    start = time.perf_counter()
    with subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, text=True) as process:
        lines = list(lines_of(process))
    seconds = time.perf_counter() - start
    console = "".join(line for _, line in lines)
    # On a busy host its guest, whose clock does not wait, may miss what a scene is to show.
    assert process.returncode in (1, 3) and "rates: FAILED" not in console, console
    marks = [at for at, line in lines if BEGIN_OR_END.match(line)]
    return Run(seconds, stretches(console, marks))
