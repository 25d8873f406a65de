# SPDX-License-Identifier: GPL-2.0-or-later
"""What goes wrong with a disk, as its registers tell; resets."""

import pytest

from harness.machine.devices.ata import CONTROL, DEVICE, ERROR, STATUS
from harness.machine.devices.ata_drive import ABRT, BSY, DF, DRQ, DSC, ERR, IDNF, READY, UNC
from tests.unit.machine.devices.ata_guest import COUNT, HIGH, LOW, MID, SECOND, SECTOR, SECTORS, numbered


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
