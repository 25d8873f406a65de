# SPDX-License-Identifier: GPL-2.0-or-later
"""Registers, interrupts and identity of the ATA channel."""

import struct

from harness.machine.devices.ata import CONTROL, DEVICE, ERROR, STATUS
from harness.machine.devices.ata_drive import BSY, READY
from harness.machine.devices.ata_protocol import DATA
from tests.unit.machine.devices.ata_guest import COUNT, LOW, MID, SECTORS, Guest, blank


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


def test_no_drive_reads_as_nothing(bench):
    for disks, drive in (((), 0), ((), 1), (blank(10), 1)):
        guest = Guest(bench, disks)
        guest.out(DEVICE, 0xA0 | drive << 4)
        assert guest.register(STATUS) == guest.register(CONTROL) == guest.register(ERROR) == 0
        assert guest.command(0xEC) == 0
        assert guest.data.read(DATA, 2) == 0
    assert not any(bench.levels)


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
