# SPDX-License-Identifier: GPL-2.0-or-later
import pytest

from harness.machine.devices.pit import Pit, cycle_of, ticks_at

HZ_100 = 11932


@pytest.fixture
def pit(bench):
    return Pit(bench.wiring, bench.irq)


def program(pit, channel, mode, count, access=3):
    pit.write(0x43, 1, channel << 6 | access << 4 | mode << 1)
    if access in (1, 3):
        pit.write(0x40 + channel, 1, count & 0xFF)
    if access in (2, 3):
        pit.write(0x40 + channel, 1, count >> 8)


def word(pit, channel):
    return pit.read(0x40 + channel, 1) | pit.read(0x40 + channel, 1) << 8


def test_ticks_and_cycles_round_towards_each_other():
    for tick in (1, 11932, 10**9):
        assert ticks_at(cycle_of(tick)) == tick
        assert ticks_at(cycle_of(tick) - 1) == tick - 1


@pytest.mark.parametrize("mode", [2, 3])
def test_a_periodic_mode_interrupts_once_a_period_without_drift(bench, pit, mode):
    program(pit, 0, mode, HZ_100)
    bench.until(cycle_of(HZ_100 * 1000))
    assert bench.edges == 1000


def test_programming_makes_no_interrupt_of_its_own(bench, pit):
    program(pit, 0, 2, HZ_100)
    assert bench.edges == 0


def test_mode_0_interrupts_once(bench, pit):
    program(pit, 0, 0, 1000)
    bench.until(cycle_of(999))
    assert bench.edges == 0
    bench.until(cycle_of(100_000))
    assert bench.edges == 1


def test_a_count_of_zero_is_the_longest(bench, pit):
    program(pit, 0, 2, 0)
    bench.until(cycle_of(65535))
    assert bench.edges == 0
    bench.until(cycle_of(65536))
    assert bench.edges == 1


def test_the_count_goes_down_by_one_a_tick(bench, pit):
    program(pit, 0, 2, 1000)
    bench.cycle = cycle_of(10)
    assert word(pit, 0) == 990


def test_mode_3_counts_by_two(bench, pit):
    program(pit, 0, 3, 1000)
    bench.cycle = cycle_of(10)
    assert word(pit, 0) == 980


def test_a_latched_count_stands_while_time_goes_on(bench, pit):
    program(pit, 0, 2, 1000)
    bench.cycle = cycle_of(10)
    pit.write(0x43, 1, 0x00)
    bench.cycle = cycle_of(500)
    pit.write(0x43, 1, 0x00)
    assert word(pit, 0) == 990
    assert word(pit, 0) == 500


def test_single_byte_access_reads_only_that_byte(bench, pit):
    program(pit, 2, 0, 0x34, access=1)
    assert pit.read(0x42, 1) == 0x34
    assert pit.read(0x42, 1) == 0x34


def test_read_back_latches_status_then_count(bench, pit):
    program(pit, 0, 2, 1000)
    bench.cycle = cycle_of(1)
    pit.write(0x43, 1, 0xC2)
    assert pit.read(0x40, 1) == 0x80 | 0x30 | 0x04
    assert word(pit, 0) == 999


def test_status_says_that_no_count_was_given(pit):
    pit.write(0x43, 1, 0x30)
    pit.write(0x43, 1, 0xE2)
    assert pit.read(0x40, 1) == 0x40 | 0x30


def test_bcd_counts_in_decimal(bench, pit):
    pit.write(0x43, 1, 0x31)
    pit.write(0x40, 1, 0x00)
    pit.write(0x40, 1, 0x10)
    bench.cycle = cycle_of(1)
    assert word(pit, 0) == 0x0999


def test_channel_2_counts_only_while_port_61_opens_its_gate(bench, pit):
    program(pit, 2, 0, 1000)
    bench.cycle = cycle_of(5000)
    assert not pit.read(0x61, 1) & 0x20
    pit.write(0x61, 1, 1)
    bench.cycle = cycle_of(5999)
    assert not pit.read(0x61, 1) & 0x20
    bench.cycle = cycle_of(6001)
    assert pit.read(0x61, 1) & 0x20


def test_port_61_keeps_its_two_low_bits(pit):
    pit.write(0x61, 1, 0xFF)
    assert pit.read(0x61, 1) & 3 == 3


def test_the_refresh_bit_toggles(bench, pit):
    seen = set()
    for tick in range(0, 72, 9):
        bench.cycle = cycle_of(tick)
        seen.add(pit.read(0x61, 1) & 0x10)
    assert seen == {0, 0x10}


def test_a_new_mode_stops_the_old_interrupts(bench, pit):
    program(pit, 0, 2, 100)
    pit.write(0x43, 1, 0x30)
    bench.until(cycle_of(10_000))
    assert bench.edges == 0
