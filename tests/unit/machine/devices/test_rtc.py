# SPDX-License-Identifier: GPL-2.0-or-later
import pytest

from harness.machine.clock import CYCLES_PER_SECOND
from harness.machine.devices.rtc import EPOCH, Rtc

SECOND = CYCLES_PER_SECOND


@pytest.fixture
def rtc(bench):
    return Rtc(bench.wiring, bench.irq)


def read(rtc, index):
    rtc.write(0x70, 1, index)
    return rtc.read(0x71, 1)


def write(rtc, index, value):
    rtc.write(0x70, 1, index)
    rtc.write(0x71, 1, value)


def test_the_date_starts_at_the_fixed_epoch_in_bcd(rtc):
    assert EPOCH.isoformat() == "2005-03-02T07:38:08"
    assert [read(rtc, n) for n in (9, 8, 7, 4, 2, 0)] == [0x05, 0x03, 0x02, 0x07, 0x38, 0x08]
    assert read(rtc, 0x32) == 0x20


def test_the_date_follows_virtual_time(bench, rtc):
    bench.cycle = 3600 * SECOND
    assert read(rtc, 4) == 0x08


def test_binary_mode_gives_plain_numbers(rtc):
    write(rtc, 11, 0x06)
    assert read(rtc, 2) == 38


def test_twelve_hour_mode_marks_the_afternoon(bench, rtc):
    write(rtc, 11, 0x00)
    assert read(rtc, 4) == 0x07
    bench.cycle = 12 * 3600 * SECOND
    assert read(rtc, 4) == 0x87


def test_a_written_time_goes_on_from_there(bench, rtc):
    write(rtc, 11, 0x82)
    write(rtc, 4, 0x23)
    write(rtc, 2, 0x59)
    write(rtc, 11, 0x02)
    bench.cycle += 60 * SECOND
    assert read(rtc, 4) == 0x00


def test_an_impossible_date_is_not_taken(rtc):
    write(rtc, 8, 0x99)
    assert read(rtc, 8) == 0x03


def test_the_set_bit_holds_the_clock(bench, rtc):
    write(rtc, 11, 0x82)
    bench.cycle = 30 * SECOND
    assert read(rtc, 0) == 0x08


def test_the_update_flag_rises_before_the_second_ends(bench, rtc):
    assert not read(rtc, 10) & 0x80
    bench.cycle = SECOND - 1
    assert read(rtc, 10) & 0x80


def test_register_d_says_that_memory_is_valid(rtc):
    assert read(rtc, 13) == 0x80


def test_battery_memory_keeps_its_bytes_over_reset(rtc):
    write(rtc, 0x40, 0x5A)
    rtc.reset()
    assert read(rtc, 0x40) == 0x5A


def test_the_update_interrupt_comes_each_second_once_acknowledged(bench, rtc):
    write(rtc, 11, 0x12)
    for second in (1, 2, 3):
        bench.until(second * SECOND)
        assert bench.edges == second
        assert read(rtc, 12) == 0x90


def test_an_unacknowledged_interrupt_holds_its_line(bench, rtc):
    write(rtc, 11, 0x12)
    bench.until(5 * SECOND)
    assert bench.edges == 1


def test_the_periodic_interrupt_keeps_the_chosen_rate(bench, rtc):
    write(rtc, 11, 0x42)
    count = 0
    for step in range(1, 1025):
        bench.until(step * SECOND // 1024)
        count += bool(read(rtc, 12) & 0x40)
    assert count == 1024


def test_the_alarm_interrupts_at_its_time_only(bench, rtc):
    for index, value in ((1, 0x10), (3, 0xFF), (5, 0xFF), (11, 0x22)):
        write(rtc, index, value)
    bench.until(SECOND)
    assert bench.edges == 0
    bench.until(2 * SECOND)
    assert bench.edges == 1
    assert read(rtc, 12) & 0xA0 == 0xA0


def test_no_interrupt_comes_unasked(bench, rtc):
    bench.until(100 * SECOND)
    assert bench.edges == 0
