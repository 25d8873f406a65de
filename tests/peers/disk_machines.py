# SPDX-License-Identifier: GPL-2.0-or-later
"""Runs a program with two disks on QEMU's IDE and on ours; both give the words they logged."""

from __future__ import annotations

import struct
import subprocess
from collections.abc import Sequence
from pathlib import Path

from harness.machine.board import Board
from harness.machine.disk import Disk, DiskImage, DiskSpec
from harness.machine.disk.disk import make_disks
from harness.machine.engine import CoreStop, Engine, Reg
from tests.peers.bare_program import BASE, CODE
from tests.peers.machines import MEGABYTES, QEMU

BUDGET = 100_000_000


class DiskRig:
    """A processor, RAM and the whole board, with a program at its start."""

    def __init__(self, image: bytes, disks: Sequence[DiskSpec | DiskImage]) -> None:
        self.disks: tuple[Disk, ...] = make_disks(disks)
        self.engine = engine = Engine(MEGABYTES << 20)
        engine.ram[BASE : BASE + len(image)] = image
        self.board = Board(engine, lambda *_: None, self._exit, self.disks)
        engine.set_segment_flat()
        engine.set_reg(Reg.CR0, 0x11)
        engine.set_reg(Reg.EAX, 0x2BADB002)
        engine.set_reg(Reg.EIP, CODE)

    def run(self, budget: int = BUDGET) -> CoreStop:
        return self.engine.run(budget)[0]

    @property
    def words(self) -> list[int]:
        return words_of(bytes(self.board.debug_console.text))

    def _exit(self, code: int) -> None:
        self.engine.request_stop(CoreStop.EXIT, code)


def words_on_core(image: bytes, disks: Sequence[DiskSpec | DiskImage]) -> list[int]:
    rig = DiskRig(image, disks)
    assert rig.run() is CoreStop.EXIT
    return rig.words


def words_on_qemu(image: bytes, disks: Sequence[Path], where: Path) -> list[int]:
    kernel, log = where / "program.bin", where / "debugcon.log"
    kernel.write_bytes(image)
    drives = [
        word
        for number, disk in enumerate(disks)
        for word in ("-drive", f"file={disk},format=raw,if=ide,index={number}")
    ]
    done = subprocess.run(
        [
            *(QEMU, "-kernel", str(kernel), "-m", str(MEGABYTES), "-cpu", "max", "-display", "none"),
            *("-no-reboot", "-debugcon", f"file:{log}"),
            *("-device", "isa-debug-exit,iobase=0xf4,iosize=0x04", *drives),
        ],
        timeout=600,
        capture_output=True,
        check=False,
    )
    assert done.returncode == 1, done.stderr
    return words_of(log.read_bytes())


def words_of(log: bytes) -> list[int]:
    return [word for (word,) in struct.iter_unpack("<I", log[: len(log) & ~3])]
