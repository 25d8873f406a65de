# SPDX-License-Identifier: GPL-2.0-or-later
"""The ATA channel without a processor: data, addresses, time."""

import pytest

from harness.machine.devices.ata import CONTROL, DEVICE, ERROR, STATUS
from harness.machine.devices.ata_drive import BSY, DRQ, ERR, IDNF, READY
from harness.machine.devices.ata_protocol import DATA
from harness.machine.disk import Disk, DiskSpec, Kept, Lost
from tests.unit.machine.devices.ata_guest import COUNT, HIGH, LOW, MID, SECTOR, Guest, blank, numbered


def test_a_sector_is_written_and_read_back(guest):
    guest.aim(5, 1)
    assert guest.command(0x30) == READY | DRQ
    guest.give(numbered(5))
    assert guest.later() == READY
    guest.aim(5, 1)
    assert guest.command(0x20) == READY | DRQ
    assert guest.take(width=4) == numbered(5)
    assert guest.later() == READY
    assert guest.disks[0].read(5, 1) == numbered(5)


def test_the_two_drives_are_two(guest):
    for drive in (0, 1):
        guest.aim(9, 1, drive)
        guest.command(0x30)
        guest.give(numbered(drive + 70))
        guest.later()
    assert [disk.read(9, 1) for disk in guest.disks] == [numbered(70), numbered(71)]


@pytest.mark.parametrize("code, ext", [(0xC4, False), (0x29, True)])
@pytest.mark.parametrize("multiple, count", [(1, 3), (4, 8), (8, 19), (16, 5)])
def test_read_multiple_interrupts_once_a_block(bench, guest, code, ext, multiple, count):
    guest.disks[0].write(100, numbered(100, count))
    guest.out(COUNT, multiple)
    assert guest.command(0xC6) == READY
    guest.register(STATUS)
    edges = bench.edges
    (guest.aim48 if ext else guest.aim)(100, count)
    guest.command(code)
    data, blocks = b"", 0
    while guest.register(STATUS) & DRQ:
        size = min(multiple, count - len(data) // SECTOR) * SECTOR
        data += guest.take(size)
        blocks += 1
        guest.later()
    assert data == numbered(100, count)
    assert blocks == bench.edges - edges == -(-count // multiple)


@pytest.mark.parametrize("code, ext, fua", [(0xC5, False, False), (0x39, True, False), (0xCE, True, True)])
def test_write_multiple_is_in_the_cache_or_with_fua_on_the_media(guest, code, ext, fua):
    (guest.aim48 if ext else guest.aim)(20, 20)
    guest.command(code)
    guest.give(numbered(20, 16))
    assert guest.later() == READY | DRQ
    guest.give(numbered(36, 4))
    assert guest.later() == READY
    assert guest.disks[0].read(20, 20) == numbered(20, 20)
    durable = guest.disks[0].power_cut(Lost()).read(20, 20)
    assert durable == (numbered(20, 20) if fua else bytes(20 * SECTOR))


def test_flush_makes_the_cache_durable_and_a_disabled_cache_is_never_lost(guest):
    disk = guest.disks[0]
    disk.write(1, numbered(1))
    guest.command(0xE7)
    assert disk.power_cut(Lost()).read(1, 1) == numbered(1)
    disk.write(2, numbered(2))
    guest.out(ERROR, 0x82)
    guest.command(0xEF)
    assert disk.power_cut(Lost()).read(2, 1) == numbered(2)
    disk.write(3, numbered(3))
    assert disk.power_cut(Lost()).read(3, 1) == numbered(3)
    guest.out(ERROR, 0x02)
    guest.command(0xEF)
    disk.write(4, numbered(4))
    assert disk.power_cut(Lost()).read(4, 1) == bytes(SECTOR)


def test_a_write_under_way_may_be_lost_or_kept_whole(guest):
    guest.aim(8, 2)
    guest.command(0x30)
    guest.give(numbered(8))
    assert guest.register(STATUS) & BSY
    assert guest.disks[0].power_cut(Kept()).read(8, 1) == numbered(8)
    assert guest.disks[0].power_cut(Lost()).read(8, 1) == bytes(SECTOR)


def test_of_a_block_that_is_coming_in_the_sectors_that_have_come_may_be_kept(guest):
    guest.disks[0].write(10, numbered(70, 4))
    guest.disks[0].flush()
    guest.aim(10, 4)
    guest.command(0xC5)
    guest.give(numbered(10, 3)[:-4])
    for _ in range(2):
        assert guest.disks[0].power_cut(Kept()).read(10, 4) == numbered(10, 2) + numbered(72, 2)
        assert guest.disks[0].power_cut(Lost()).read(10, 4) == numbered(70, 4)
    assert guest.disks[1].power_cut(Kept()).read(10, 4) == bytes(4 * SECTOR)
    guest.give(numbered(10, 4)[3 * SECTOR - 4 :])
    assert guest.disks[0].power_cut(Kept()).read(10, 4) == numbered(10, 4)


def test_48_bit_addresses_and_counts_are_whole(bench):
    guest = Guest(bench, blank(1 << 33))
    lba = (1 << 32) + 0x123456
    guest.disks[0].write(lba, numbered(3))
    guest.aim48(lba, 1)
    assert guest.command(0x24) == READY | DRQ
    assert guest.take() == numbered(3)
    guest.aim48(lba, 0)
    guest.command(0x42)
    assert guest.channel.drives[0].address(True) == (lba + 65536, 65536)
    assert [guest.register(port) for port in (COUNT, LOW, MID, HIGH)] == [0, 0x56, 0x34, 0x13]
    guest.out(CONTROL, 0x82)
    assert [guest.register(port) for port in (COUNT, LOW, MID, HIGH)] == [0, 0, 1, 0]


def test_cylinders_heads_and_sectors_are_addresses_too(guest):
    guest.disks[0].write(3 * 63 + 16 * 63 * 0 + 6, numbered(6))
    for port, value in ((DEVICE, 0xA3), (COUNT, 1), (LOW, 7), (MID, 0), (HIGH, 0)):
        guest.out(port, value)
    guest.command(0x20)
    assert guest.take() == numbered(6)
    assert [guest.register(port) for port in (LOW, MID, HIGH, DEVICE)] == [8, 0, 0, 0xA3]
    guest.out(LOW, 0)
    assert guest.command(0x20) & ERR
    assert guest.register(ERROR) == IDNF


def test_parameters_change_the_translation(guest):
    guest.out(DEVICE, 0xA1)
    guest.out(COUNT, 10)
    assert guest.command(0x91) == READY
    guest.disks[0].write(2 * 20 + 10 + 4, numbered(6))
    for port, value in ((DEVICE, 0xA1), (COUNT, 1), (LOW, 5), (MID, 2), (HIGH, 0)):
        guest.out(port, value)
    guest.command(0x20)
    assert guest.take() == numbered(6)


def test_commands_take_the_documented_time(bench, guest):
    def ends(code):
        guest.register(STATUS)
        begin = bench.cycle
        guest.out(STATUS, code)
        bench.until(bench.events.next_cycle)
        return bench.cycle - begin

    guest.aim(0, 16)
    assert ends(0xC4) == 5_000 + 16 * 500
    guest.take(16 * SECTOR)
    guest.later()
    guest.disks[0].write(0, numbered(0, 10))
    assert ends(0xE7) == 10_000 + 10 * 500
    assert ends(0xEC) == 1_000


def test_written_bytes_are_in_the_trace_hash(bench, guest):
    guest.aim(5, 1)
    guest.command(0x30)
    guest.give(numbered(5))
    assert bytes(bench.hashed) == numbered(5)


def test_what_is_not_asked_for_moves_nothing(guest):
    guest.data.write(DATA, 2, 0xFFFF)
    assert guest.data.read(DATA, 4) == 0
    guest.aim(5, 1)
    guest.command(0x20)
    guest.data.write(DATA, 2, 0xFFFF)
    assert guest.take() == bytes(SECTOR)


def test_a_reset_of_the_machine_is_power_on(bench):
    disk = Disk(DiskSpec.parse("blank:1M,cache=off"))
    guest = Guest(bench, (disk,))
    guest.out(ERROR, 0x02)
    guest.command(0xEF)
    guest.out(STATUS, 0xEC)
    guest.channel.reset()
    assert not disk.cache.enabled
    assert guest.later() == READY and not bench.levels[-1]
