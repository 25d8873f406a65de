# SPDX-License-Identifier: GPL-2.0-or-later
"""Our ATA channel and QEMU's IDE run the same programs and must answer alike."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from harness.machine.disk import DiskSpec
from tests.peers.disk_machines import words_on_core, words_on_qemu
from tests.peers.disk_program import COUNT, DEVICE, HIGH, LOW, MID, DiskProgram
from tests.peers.machines import need_qemu

SIZES = (16 << 20, 32 << 20)
PLACE = (COUNT, LOW, MID, HIGH, DEVICE)
Build = Callable[[DiskProgram], None]


def sectors(p: DiskProgram) -> None:
    """WRITE and READ SECTORS: two sectors each, a block and an interrupt a sector."""
    p.address(3, 2)
    p.command(0x30)
    p.data_out(77)
    p.data_out(78)
    p.registers(*PLACE)
    p.address(3, 2)
    p.command(0x20)
    p.data_in()
    p.data_in()
    p.registers(*PLACE)


SUBJECTS: tuple[Build, ...] = (sectors,)


@pytest.mark.parametrize("build", SUBJECTS, ids=lambda build: build.__name__)
def test_the_same_program_logs_the_same_on_both(build: Build, tmp_path: Path) -> None:
    need_qemu()
    program = DiskProgram()
    # What a BIOS left in the registers is no subject.
    for drive in (1, 0):
        program.address(0, 1, drive)
        program.command(0x40)
    build(program)
    image = program.image()
    files = []
    for number, size in enumerate(SIZES):
        files.append(tmp_path / f"{number}.img")
        files[-1].write_bytes(bytes(size))
    expected = words_on_qemu(image, files, tmp_path)
    got = words_on_core(image, [DiskSpec("blank", size_bytes=size) for size in SIZES])
    assert [f"{word:#x}" for word in got] == [f"{word:#x}" for word in expected]
    assert len(expected) > 12
