# SPDX-License-Identifier: GPL-2.0-or-later
"""The ATA channel without a processor: commands, errors, interrupts, time."""

import struct

import pytest

from harness.machine.devices.ata import CONTROL, DEVICE, ERROR, STATUS, AtaChannel, AtaData
from harness.machine.devices.ata_drive import ABRT, BSY, DF, DRQ, DSC, ERR, IDNF, READY, UNC
from harness.machine.devices.ata_protocol import DATA
from harness.machine.disk import Disk, DiskSpec, Kept, Lost
from harness.machine.disk.disk import make_disks

SECTOR, SECTORS = 512, 1000
COUNT, LOW, MID, HIGH = range(0x1F2, 0x1F6)
SECOND = 100_000_000


class Guest:
    """Drives a channel as a program would, and lets time pass."""

    def __init__(self, bench, disks):
        self.bench, self.disks = bench, disks
        self.channel = AtaChannel(bench.wiring, bench.irq, disks, lambda: (0xC0001000, 7))
        self.data = AtaData(self.channel)

    def register(self, port):
        return self.channel.read(port, 1)

    def out(self, port, value):
        self.channel.write(port, 1, value)

    def aim(self, lba, count, drive=0):
        values = (0xE0 | drive << 4 | lba >> 24, count & 0xFF, lba & 0xFF, lba >> 8 & 0xFF, lba >> 16 & 0xFF)
        for port, value in zip((DEVICE, COUNT, LOW, MID, HIGH), values, strict=True):
            self.out(port, value)

    def aim48(self, lba, count, drive=0):
        self.out(DEVICE, 0xE0 | drive << 4)
        for port, upper, value in (
            (COUNT, count >> 8, count),
            (LOW, lba >> 24, lba),
            (MID, lba >> 32, lba >> 8),
            (HIGH, lba >> 40, lba >> 16),
        ):
            self.out(port, upper & 0xFF)
            self.out(port, value & 0xFF)

    def command(self, code):
        """Give a command, wait a second, return the status without acknowledging."""
        self.out(STATUS, code)
        return self.later()

    def later(self, cycles=SECOND):
        self.bench.until(self.bench.cycle + cycles)
        return self.channel.read(CONTROL, 1)

    def take(self, size=SECTOR, width=2):
        parts = [self.data.read(DATA, width).to_bytes(width, "little") for _ in range(size // width)]
        return b"".join(parts)

    def give(self, data, width=2):
        for at in range(0, len(data), width):
            self.data.write(DATA, width, int.from_bytes(data[at : at + width], "little"))


def blank(*sectors):
    return make_disks([DiskSpec("blank", size_bytes=count * SECTOR) for count in sectors])


@pytest.fixture
def guest(bench):
    return Guest(bench, blank(SECTORS, 2 * SECTORS))


def numbered(lba, count=1):
    return b"".join(struct.pack("<I", lba + n) * 128 for n in range(count))


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


def test_beyond_the_end_is_no_sector_and_names_it(guest):
    guest.aim(SECTORS - 1, 3)
    guest.command(0x20)
    guest.take()
    assert guest.later() == READY | ERR
    assert guest.register(ERROR) == IDNF
    assert [guest.register(port) for port in (COUNT, LOW, MID)] == [2, SECTORS & 0xFF, SECTORS >> 8]


def test_an_unreadable_sector_sets_unc_and_its_address(guest):
    with guest.disks[0].failing("read", lba=52):
        guest.aim(50, 4)
        guest.command(0xC4)
        status = guest.later()
    assert (status, guest.register(ERROR)) == (READY | ERR, UNC)
    assert [guest.register(port) for port in (COUNT, LOW)] == [4, 52]
    guest.aim(50, 4)
    assert guest.command(0xC4) == READY | DRQ


def test_a_write_fault_sets_df(guest):
    with guest.disks[0].failing("write", nth=2):
        guest.aim(50, 3)
        guest.command(0x30)
        guest.give(numbered(50))
        guest.later()
        guest.give(numbered(51))
        status = guest.later()
    assert status & (DF | ERR) == DF | ERR and not status & (DRQ | BSY | DSC)
    assert guest.register(LOW) == 51
    assert guest.disks[0].read(50, 2) == numbered(50) + bytes(SECTOR)


def test_a_flush_that_fails_keeps_the_cache(guest):
    guest.disks[0].write(1, numbered(1))
    with guest.disks[0].failing("flush"):
        assert guest.command(0xE7) & ERR
    assert guest.disks[0].cache.dirty_sectors == 1


@pytest.mark.parametrize("code", [0x00, 0x08, 0xA1, 0xC8, 0xCA, 0x25, 0x35, 0x3D, 0xFF])
def test_what_the_drive_does_not_know_is_aborted(bench, guest, code):
    edges = bench.edges
    status = guest.command(code)
    assert status & ERR and not status & (BSY | DRQ | DF)
    assert guest.register(ERROR) == ABRT
    assert bench.edges == edges + 1


def test_multiple_without_a_block_size_is_aborted(guest):
    for count, ends in ((3, ERR), (32, ERR), (0, 0)):
        guest.out(COUNT, count)
        assert guest.command(0xC6) & ERR == ends
    guest.aim(0, 1)
    assert guest.command(0xC4) & ERR and guest.register(ERROR) == ABRT


def test_the_status_acknowledges_and_the_alternate_does_not(bench, guest):
    guest.command(0xE7)
    assert bench.levels[-1]
    guest.register(CONTROL)
    assert bench.levels[-1]
    guest.register(STATUS)
    assert not bench.levels[-1]


def test_a_new_command_takes_the_old_interrupt_back(bench, guest):
    guest.command(0xE7)
    guest.out(STATUS, 0xE7)
    assert not bench.levels[-1]


def test_an_interrupt_that_is_off_waits_until_it_is_on(bench, guest):
    guest.out(CONTROL, 2)
    guest.command(0xE7)
    assert not any(bench.levels)
    guest.out(CONTROL, 0)
    assert bench.levels[-1]
    guest.register(STATUS)
    guest.out(CONTROL, 2)
    guest.command(0xE7)
    guest.register(STATUS)
    guest.out(CONTROL, 0)
    assert bench.edges == 1


def test_the_status_is_latched_while_it_acknowledges_nothing(bench, guest):
    guest.out(STATUS, 0xE7)
    assert bench.latches[STATUS] == bench.latches[CONTROL] == READY | BSY
    guest.later()
    assert (bench.latches[STATUS], bench.latches[CONTROL]) == (None, READY)
    guest.register(STATUS)
    assert bench.latches[STATUS] == READY


def test_registers_of_a_busy_drive_are_not_written(guest):
    guest.aim(5, 1)
    guest.out(STATUS, 0x20)
    guest.aim(9, 7, 1)
    guest.out(STATUS, 0xEC)
    guest.later()
    assert [guest.register(port) for port in (COUNT, LOW, DEVICE)] == [0, 6, 0xE0]


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


def test_no_drive_reads_as_nothing(bench):
    for disks, drive in (((), 0), ((), 1), (blank(10), 1)):
        guest = Guest(bench, disks)
        guest.out(DEVICE, 0xA0 | drive << 4)
        assert guest.register(STATUS) == guest.register(CONTROL) == guest.register(ERROR) == 0
        assert guest.command(0xEC) == 0
        assert guest.data.read(DATA, 2) == 0
    assert not any(bench.levels)


def test_diagnosis_shows_the_signature_of_disks(guest):
    guest.aim(0x123456, 7)
    assert guest.command(0x90) == READY
    assert guest.register(ERROR) == 1
    assert [guest.register(port) for port in (COUNT, LOW, MID, HIGH)] == [1, 1, 0, 0]


def test_a_software_reset_ends_everything_and_takes_time(bench, guest):
    guest.aim(5, 2)
    guest.command(0x20)
    guest.out(CONTROL, 4)
    assert guest.register(CONTROL) == READY | BSY
    guest.later()
    assert guest.register(CONTROL) & BSY and not bench.levels[-1]
    guest.out(CONTROL, 0)
    assert guest.later(199_999) & BSY
    assert guest.later(1) == READY
    assert (guest.register(ERROR), guest.register(COUNT), guest.register(DEVICE)) == (1, 1, 0xA0)
    guest.aim(5, 1)
    assert guest.command(0x20) == READY | DRQ


def test_a_vanished_drive_answers_nothing_and_comes_back(bench, guest):
    guest.aim(5, 1)
    guest.out(STATUS, 0x20)
    with guest.disks[0].vanished():
        assert guest.later() == 0 and bench.latches[STATUS] == 0
        assert guest.command(0xEC) == 0
        guest.out(DEVICE, 0xB0)
        assert guest.command(0xE7) == READY
        guest.out(DEVICE, 0xA0)
    guest.register(STATUS)
    assert guest.later() == READY
    guest.aim(5, 1)
    assert guest.command(0x20) == READY | DRQ


def test_a_stuck_drive_is_busy_until_it_is_reset(bench, guest):
    with guest.disks[0].stuck():
        guest.aim(5, 1)
        assert guest.command(0x20) & BSY
    assert guest.later() & BSY and not any(bench.levels)
    guest.out(CONTROL, 4)
    guest.out(CONTROL, 0)
    assert guest.later() == READY


def test_an_aborting_drive_refuses_everything(guest):
    with guest.disks[0].aborting():
        for code in (0x20, 0x30, 0xEC, 0xE7):
            assert guest.command(code) & ERR and guest.register(ERROR) == ABRT
    assert guest.command(0xEC) == READY | DRQ


def identity(guest, drive=0):
    guest.out(DEVICE, 0xA0 | drive << 4)
    guest.command(0xEC)
    return struct.unpack("<256H", guest.take())


def test_identify_says_what_the_drive_is(guest):
    words = identity(guest)
    text = struct.pack(">20H", *words[27:47]).decode().strip()
    assert text == "HARNESS HARDDISK"
    assert words[60] | words[61] << 16 == words[100] | words[101] << 16 == SECTORS
    assert words[49] & 0x0300 == 0x0200 and words[47] == 0x8010 and words[59] == 0x0110
    assert words[83] & 0x7400 == 0x7400 and words[84] & 0x40 and words[85] & 0x20
    assert sum(struct.pack("<256H", *words)) & 0xFF == 0
    assert identity(guest, 1)[10:20] != words[10:20]


def test_identify_follows_the_settings(guest):
    guest.out(ERROR, 0x82)
    guest.command(0xEF)
    guest.out(COUNT, 0)
    guest.command(0xC6)
    words = identity(guest)
    assert words[59] == 0 and not words[85] & 0x20


def test_huge_disks_show_28_bits_full_and_48_whole(bench):
    words = identity(Guest(bench, blank((1 << 40) + 5)))
    assert words[60] | words[61] << 16 == (1 << 28) - 1
    assert sum(words[100 + n] << 16 * n for n in range(4)) == (1 << 40) + 5


def test_native_max_is_the_last_sector(guest):
    guest.out(DEVICE, 0xE0)
    guest.command(0xF8)
    assert guest.register(LOW) | guest.register(MID) << 8 == SECTORS - 1
    guest.command(0x27)
    assert guest.register(LOW) | guest.register(MID) << 8 == SECTORS - 1


def test_observers_are_told_of_every_command(bench, guest):
    seen = []
    stop = guest.disks[0].observe(seen.append)
    guest.aim(5, 2)
    guest.command(0x30)
    guest.give(numbered(5))
    guest.later()
    guest.give(numbered(6))
    guest.later()
    guest.command(0xE7)
    guest.command(0xFF)
    with guest.disks[0].failing("read", lba=6):
        guest.aim(5, 4)
        guest.command(0x20)
        guest.take()
        guest.later()
    stop()
    guest.command(0xEC)
    told = [(r.command, r.lba, r.sectors, r.done, r.error) for r in seen]
    assert told == [
        ("WRITE SECTORS", 5, 2, 2, ""),
        ("FLUSH CACHE", 0, 0, 0, ""),
        ("0xff", 0, 0, 0, "aborted"),
        ("READ SECTORS", 5, 4, 1, "unreadable sector"),
    ]
    assert seen[0].data == numbered(5, 2) and seen[0].write and not seen[0].flush and seen[1].flush
    assert (seen[0].disk, seen[0].task, seen[0].pid) == ("hda", 0xC0001000, 7)
    assert 0 < seen[0].ended - seen[0].issued < 3 * SECOND


def test_a_command_that_never_ends_is_told_when_it_is_dropped(guest):
    seen = []
    guest.disks[0].observe(seen.append)
    with guest.disks[0].stuck():
        guest.command(0xEC)
    guest.out(CONTROL, 4)
    guest.out(CONTROL, 0)
    guest.later()
    guest.aim(1, 1)
    guest.out(STATUS, 0x20)
    with guest.disks[0].vanished():
        pass
    assert [(r.command, r.error) for r in seen] == [
        ("IDENTIFY DEVICE", "reset"),
        ("READ SECTORS", "no answer"),
    ]


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
