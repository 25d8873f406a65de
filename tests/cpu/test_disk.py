# SPDX-License-Identifier: GPL-2.0-or-later
"""Programs that drive the whole machine's disks: interrupts in virtual time, snapshots midway."""

from __future__ import annotations

import struct
from collections.abc import Callable

import pytest

from harness.machine.disk import DiskSpec, Lost
from harness.machine.engine import CoreStop
from harness.machine.events import DiskRequest, Kind, PortAccess, decode
from tests.peers.disk_machines import DiskRig
from tests.peers.disk_program import BUFFER, CONTROL, IRQS, LOW, DiskProgram

SECTOR = 512
DISKS = (DiskSpec("blank", size_bytes=1 << 20), DiskSpec("blank", size_bytes=1 << 20))


def program(*steps: Callable[[DiskProgram], None]) -> bytes:
    made = DiskProgram()
    for step in steps:
        step(made)
    return made.image()


def numbered(lba: int, count: int = 1) -> bytes:
    return b"".join(struct.pack("<I", lba + n) * 128 for n in range(count))


def read_four(p: DiskProgram) -> None:
    p.address(100, 4)
    p.command(0x20)
    for _ in range(4):
        p.data_in()


def write_three(p: DiskProgram) -> None:
    p.address(200, 3)
    p.command(0x30)
    for seed in range(3):
        p.data_out(seed + 5)
    p.command(0xE7)


def copied(p: DiskProgram) -> None:
    """Copy 16 sectors from hda to hdb by READ and WRITE MULTIPLE, 32 bits wide."""
    p.address(0, 16)
    p.out(0x1F7, 0xC4)
    p.wait()
    p.code(f"mov edi, {BUFFER}; mov ecx, 2048; mov dx, 0x1f0; cld; rep insd")
    p.address(32, 16, 1)
    p.out(0x1F7, 0xC5)
    p.wait()
    p.code(f"mov esi, {BUFFER}; mov ecx, 2048; mov dx, 0x1f0; cld; rep outsd")
    p.after_data()


def test_sixteen_sectors_are_copied_from_drive_to_drive() -> None:
    rig = DiskRig(program(copied), DISKS)
    rig.disks[0].write(0, numbered(0, 16))
    assert rig.run() is CoreStop.EXIT
    assert rig.disks[1].read(32, 16) == numbered(0, 16)


def test_an_interrupt_comes_with_the_clock_and_wakes_a_halted_processor() -> None:
    p = DiskProgram()
    p.address(7, 1)
    p.code("rdtsc; mov ebx, eax; mov dx, 0x1f7; mov al, 0x20; out dx, al; hlt; rdtsc; sub eax, ebx")
    p.show_reg("eax")
    p.show(IRQS)
    rig = DiskRig(p.image(), DISKS)
    assert rig.run() is CoreStop.EXIT
    cycles, interrupts = rig.words[-2:]
    assert interrupts == 1
    # 50 µs and 5 µs a sector of a 100 MHz clock, and the handler.
    assert 5_500 <= cycles < 5_600


def test_two_runs_are_the_same_run() -> None:
    image = program(read_four, write_three)
    rigs = [DiskRig(image, DISKS) for _ in range(2)]
    for rig in rigs:
        assert rig.run() is CoreStop.EXIT
    first, second = rigs
    assert first.engine.trace_hash == second.engine.trace_hash and first.words == second.words


def test_what_is_written_is_in_the_trace_hash() -> None:
    hashes = []
    for seed in (1, 2):
        p = DiskProgram()
        p.address(0, 1)
        p.code(f"mov dword ptr [{BUFFER}], {seed}")
        p.out(0x1F7, 0x30)
        p.code(f"mov esi, {BUFFER}; mov ecx, 256; mov dx, 0x1f0; cld; rep outsw")
        p.wait()
        rig = DiskRig(p.image(), DISKS)
        rig.run()
        hashes.append(rig.engine.trace_hash)
    assert hashes[0] != hashes[1]


def states(rig: DiskRig) -> tuple[object, ...]:
    board = rig.board
    core, ram = rig.engine.save_state(), rig.engine.save_ram()
    return core, ram, board.state(), [disk.state() for disk in rig.disks]


def back(rig: DiskRig, kept: tuple[object, ...]) -> None:
    core, ram, board, disks = kept
    rig.engine.load_state(core)  # type: ignore[arg-type]
    rig.engine.load_ram(ram)  # type: ignore[arg-type]
    for disk, state in zip(rig.disks, disks, strict=True):  # type: ignore[call-overload]
        disk.load_state(state)
    rig.board.load_state(board)  # type: ignore[arg-type]


@pytest.mark.parametrize("step", [37, 501, 1999])
def test_a_snapshot_at_any_moment_of_a_command_goes_on_as_if_there_were_none(step: int) -> None:
    image = program(write_three, read_four)
    whole = DiskRig(image, DISKS)
    whole.disks[0].write(100, numbered(100, 4))
    other = DiskRig(image, DISKS)
    before = states(whole)
    assert whole.run() is CoreStop.EXIT
    end = whole.engine.trace_hash, whole.words, whole.disks[0].read(0, 300)
    back(whole, before)
    reason, moments = CoreStop.BUDGET, 0
    while reason is CoreStop.BUDGET:
        reason = whole.run(step)
        kept = states(whole)
        whole.run(3 * step)
        back(other if moments % 2 else whole, kept)
        if moments % 2:
            whole, other = other, whole
        moments += 1
    assert (whole.engine.trace_hash, whole.words, whole.disks[0].read(0, 300)) == end
    assert moments > 5


def test_a_power_cut_at_any_moment_leaves_only_what_was_flushed_for_sure() -> None:
    p = DiskProgram()
    write_three(p)
    rig = DiskRig(p.image(), DISKS)
    seen = set()
    while rig.run(300) is CoreStop.BUDGET:
        left = rig.disks[0].power_cut(Lost()).read(200, 3)
        seen.add(tuple(bool(left[n * SECTOR : (n + 1) * SECTOR].strip(b"\0")) for n in range(3)))
    assert seen == {(False, False, False), (True, True, True)}


def test_errors_reach_the_guest_as_status_error_and_address() -> None:
    p = DiskProgram()
    p.address(100, 4)
    p.command(0xC4)
    p.registers(LOW)
    rig = DiskRig(p.image(), DISKS)
    with rig.disks[0].failing("read", lba=102):
        rig.run()
    assert rig.words[-5:] == [0x51, 1, 0x40, 0x51, 102]


def test_a_disk_that_vanishes_under_a_transfer_reads_as_nothing_and_hangs_nobody() -> None:
    p = DiskProgram()
    p.address(100, 2)
    p.command(0x20)
    p.data_in()
    p.data_in()
    p.registers(CONTROL)
    rig = DiskRig(p.image(), DISKS)
    while not rig.words[1:]:
        rig.run(50)
    with rig.disks[0].vanished():
        assert rig.run() is CoreStop.EXIT
    assert rig.words[-1] == 0


def test_commands_are_events_and_their_words_are_not() -> None:
    p = DiskProgram()
    p.address(100, 4)
    p.command(0xC4)
    p.data_in(4 * 256)
    p.address(100, 1, 1)
    p.command(0x20)
    p.command(0xFF)
    rig = DiskRig(p.image(), DISKS)
    rig.engine.events_enable(1 << Kind.DISK | 1 << Kind.PORT)
    with rig.disks[1].failing("read"):
        rig.run()
    found = decode(rig.engine.take_events())
    asked = [(e.drive, e.command, e.lba, e.sectors, e.failed) for e in found if isinstance(e, DiskRequest)]
    assert asked == [
        (0, 0xC4, 100, 4, False),
        (1, 0x20, 100, 1, False),
        (1, 0x20, 100, 1, True),
        (1, 0xFF, 0, 0, True),
    ]
    # Only the block's last word came to the device.
    assert sum(isinstance(e, PortAccess) and e.port == 0x1F0 for e in found) == 1


def test_devices_log_no_other_kind() -> None:
    with pytest.raises(ValueError, match="no device logs kind 1"):
        DiskRig(program(), DISKS).engine.log_device(Kind.SWITCH, 0, 0, 0, 0)
