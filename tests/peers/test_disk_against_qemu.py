# SPDX-License-Identifier: GPL-2.0-or-later
"""Our ATA channel and QEMU's IDE run the same programs and must answer alike."""

from __future__ import annotations

import struct
from collections.abc import Callable
from pathlib import Path

import pytest

from harness.machine.disk import DiskSpec
from tests.peers.bare_program import BASE, PUT
from tests.peers.disk_machines import words_on_core, words_on_qemu
from tests.peers.disk_program import (
    BUFFER,
    CONTROL,
    COUNT,
    DEVICE,
    ERROR,
    HIGH,
    IRQS,
    LOW,
    MID,
    STATUS,
    DiskProgram,
)
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


def multiple(p: DiskProgram) -> None:
    """Blocks of several sectors, the last one shorter, with 28 and 48 bits."""
    for size in (8, 3, 32, 0, 4):
        p.out(COUNT, size)
        p.command(0xC6)
    p.address(40, 7)
    p.command(0xC5)
    p.data_out(5, 4 * 256)
    p.data_out(6, 3 * 256)
    p.registers(*PLACE)
    p.address48(40, 7)
    p.command(0x29)
    p.data_in(4 * 256)
    p.data_in(3 * 256)
    p.registers(COUNT, LOW, MID, HIGH)


def multiple_off(p: DiskProgram) -> None:
    """Without a block size the MULTIPLE commands are refused."""
    p.out(COUNT, 0)
    p.command(0xC6)
    p.address(0, 1)
    for code in (0xC4, 0xC5, 0x29, 0x39):
        p.command(code)


def long_addresses(p: DiskProgram) -> None:
    """EXT commands and the upper halves of the registers; QEMU 7.2 has no FUA form."""
    p.address48(1000, 1)
    p.command(0x34)
    p.data_out(9)
    p.address48(1001, 1)
    p.command(0x39)
    p.data_out(10)
    p.address48(1000, 2)
    p.command(0x24)
    p.data_in()
    p.data_in()
    p.out(CONTROL, 0x80)
    p.registers(COUNT, LOW, MID, HIGH)
    p.out(CONTROL, 0)
    p.command(0xEA)


def cylinders(p: DiskProgram) -> None:
    """Cylinder, head, sector; the registers walk on over a track's end."""
    p.address(16 * 63 * 2 + 63 * 3 + 61, 2)
    p.command(0x30)
    p.data_out(3)
    p.data_out(4)
    for port, value in ((DEVICE, 0xA3), (COUNT, 3), (LOW, 62), (MID, 2), (HIGH, 0)):
        p.out(port, value)
    p.command(0x20)
    for _ in range(3):
        p.data_in()
    p.registers(*PLACE)


def drives(p: DiskProgram) -> None:
    """Two drives: what is written to one is not on the other; each keeps its status."""
    for drive in (0, 1):
        p.address(7, 1, drive)
        p.command(0x30)
        p.data_out(20 + drive)
    for drive in (1, 0):
        p.address(7, 1, drive)
        p.command(0x20)
        p.data_in()
    p.command(0xFF)
    p.address(0, 1, 1)
    p.registers(CONTROL)
    p.out(DEVICE, 0xE0)
    p.registers(CONTROL)


def no_data(p: DiskProgram) -> None:
    """Commands that move nothing, old and new; unknown ones."""
    p.address(5, 3)
    for code in (0xE7, 0xEA, 0x10, 0x70, 0x91, 0x40, 0xE0, 0xE1, 0xE2, 0xE3, 0x94, 0x95, 0x96, 0x97):
        p.command(code)
    for code in (0xE5, 0x98):
        p.command(code)
        p.registers(COUNT)
    for code in (0x08, 0xA0, 0xA1, 0xFF, 0x25 + 0x5B):
        p.command(code)


def features(p: DiskProgram) -> None:
    """SET FEATURES: what is taken and what is refused."""
    for feature in (0x02, 0x82, 0xAA, 0x55, 0x05, 0x85, 0x42, 0xC2, 0x66, 0xCC, 0x00, 0x99):
        p.out(ERROR, feature)
        p.command(0xEF)
    for mode in (0x00, 0x01, 0x08, 0x0C):
        p.out(ERROR, 0x03)
        p.out(COUNT, mode)
        p.command(0xEF)


def interrupts(p: DiskProgram) -> None:
    """nIEN holds the interrupt back; the alternate status does not acknowledge it."""
    p.out(CONTROL, 2)
    p.command(0xE7)
    p.out(CONTROL, 0)
    p.wait()
    p.irqs()
    p.out(STATUS, 0xE7)
    p.wait()
    p.irqs()
    # Not acknowledged: the line stays up, and a new command makes the next edge.
    p.out(STATUS, 0xE7)
    p.wait()
    p.irqs()
    p.registers(STATUS)


def diagnosis(p: DiskProgram) -> None:
    """EXECUTE DEVICE DIAGNOSTIC and a software reset show the signature."""
    p.address(0x1234, 9)
    p.command(0x90)
    p.registers(COUNT, LOW, MID, HIGH)
    p.address(0x1234, 9)
    p.command(0x20)
    p.out(CONTROL, 4)
    p.code("mov ecx, 100000; r: dec ecx; jnz r")
    p.out(CONTROL, 0)
    p.wait()
    # QEMU interrupts after a reset, the standard does not.
    p.code(f"mov dword ptr [{IRQS}], 0")
    p.registers(CONTROL, ERROR, COUNT, LOW, MID, HIGH)
    p.address(3, 1)
    p.command(0x20)
    p.data_in()


def data_register(p: DiskProgram) -> None:
    """32-bit accesses, and accesses when nothing is to be moved."""
    p.code(f"mov dx, 0x1f0; in ax, dx; movzx eax, ax; call {PUT}; in eax, dx; call {PUT}; out dx, ax")
    p.address(3, 1)
    p.command(0x30)
    p.code(f"mov esi, {BASE}; mov ecx, 128; mov dx, 0x1f0; cld; rep outsd")
    p.after_data()
    p.address(3, 1)
    p.command(0x20)
    p.code(f"mov dx, 0x1f0; in eax, dx; call {PUT}; in ax, dx; movzx eax, ax; call {PUT}")
    p.data_in(256 - 3)


def busy_registers(p: DiskProgram) -> None:
    """While data is to be moved, writes to the command's registers are ignored."""
    p.address(3, 1)
    p.command(0x20)
    p.address(77, 5, 1)
    p.registers(*PLACE)
    p.out(STATUS, 0xEC)
    p.registers(CONTROL)
    p.data_in()


SUBJECTS: tuple[Build, ...] = (
    *(sectors, multiple, multiple_off, long_addresses, cylinders, drives, no_data, features),
    *(interrupts, diagnosis, data_register, busy_registers),
)


def run_both(build: Build, where: Path, sizes: tuple[int, ...] = SIZES) -> tuple[list[int], list[int]]:
    need_qemu()
    program = DiskProgram()
    # What a BIOS left in the registers is no subject.
    for drive in reversed(range(len(sizes))):
        program.address(0, 1, drive)
        program.command(0x40)
    build(program)
    image = program.image()
    files = []
    for number, size in enumerate(sizes):
        files.append(where / f"{number}.img")
        files[-1].write_bytes(bytes(size))
    expected = words_on_qemu(image, files, where)
    return words_on_core(image, [DiskSpec("blank", size_bytes=size) for size in sizes]), expected


@pytest.mark.parametrize("build", SUBJECTS, ids=lambda build: build.__name__)
def test_the_same_program_logs_the_same_on_both(build: Build, tmp_path: Path) -> None:
    got, expected = run_both(build, tmp_path)
    assert [f"{word:#x}" for word in got] == [f"{word:#x}" for word in expected]
    assert len(expected) > 12


@pytest.mark.parametrize("sizes", [(), SIZES[:1]])
def test_a_drive_that_is_not_there_looks_the_same_on_both(sizes: tuple[int, ...], tmp_path: Path) -> None:
    def probe(p: DiskProgram) -> None:
        for drive in (0, 1):
            p.address(0, 1, drive)
            if drive >= len(sizes):
                p.out(STATUS, 0xEC)
                p.wait()
                p.registers(STATUS, CONTROL, ERROR)

    got, expected = run_both(probe, tmp_path, sizes)
    assert got[-3:] == expected[-3:] == [0, 0, 0]
    assert got == expected


def test_identify_agrees_in_what_a_driver_reads(tmp_path: Path) -> None:
    def identify(p: DiskProgram) -> None:
        for drive in (0, 1):
            p.address(0, 0, drive)
            p.command(0xEC)
            p.code(f"mov edi, {BUFFER}; mov ecx, 256; mov dx, 0x1f0; cld; rep insw")
            p.show(*range(BUFFER, BUFFER + 512, 4))

    got, expected = (struct.pack(f"<{len(words)}I", *words) for words in run_both(identify, tmp_path))
    size = 4 * (128 + 4)
    for end in (len(got) - size, len(got)):
        ours, theirs = (struct.unpack("<256H", log[end - 512 : end]) for log in (got, expected))
        # Kind, geometry, block size, capacity in 28 and 48 bits, PIO modes.
        same = (0, 1, 3, 6, 47, 48, 54, 55, 56, 57, 58, 59, 60, 61, 64, 67, 68, 80, 100, 101, 102, 103)
        assert {n: ours[n] for n in same} == {n: theirs[n] for n in same}
        # LBA; no DMA here.  A write cache that is on, flushes, 48-bit addresses.
        assert (ours[49] ^ theirs[49]) == 0x0100
        assert [ours[n] & bits for n, bits in ((82, 0x20), (83, 0x7400), (85, 0x20), (86, 0x3400))] == [
            theirs[n] & bits for n, bits in ((82, 0x20), (83, 0x7400), (85, 0x20), (86, 0x3400))
        ]


def test_both_refuse_what_lies_beyond_the_end(tmp_path: Path) -> None:
    def beyond(p: DiskProgram) -> None:
        p.address(SIZES[0] // 512 - 1, 2)
        p.command(0x20)
        p.data_in()
        p.registers(COUNT, LOW, MID, HIGH)

    got, expected = run_both(beyond, tmp_path)
    # QEMU aborts; we say that there is no such sector, as the standard has it.
    assert (got[-7], expected[-7]) == (0x51, 0x41)
    assert got[-4:] == expected[-4:] == [1, 0, 0x80, 0]
