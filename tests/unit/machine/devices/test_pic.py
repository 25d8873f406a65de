# SPDX-License-Identifier: GPL-2.0-or-later
import pytest

from harness.machine.devices.pic import Pic

MASTER, SLAVE = 0x20, 0xA0
EOI = 0x20


class Pins:
    def __init__(self):
        self.int_pin = False
        self.pic = Pic(self._output)

    def _output(self, high):
        self.int_pin = high

    def out(self, port, *values):
        for value in values:
            self.pic.write(port, 1, value)

    def raise_line(self, irq):
        self.pic.line(irq)(True)

    def lower_line(self, irq):
        self.pic.line(irq)(False)

    def pulse(self, irq):
        self.raise_line(irq)
        self.lower_line(irq)


@pytest.fixture
def pc():
    """Both chips as Linux sets them up: vectors 0x20 and 0x28, nothing masked."""
    pins = Pins()
    pins.out(MASTER, 0x11)
    pins.out(MASTER + 1, 0x20, 0x04, 0x01, 0x00)
    pins.out(SLAVE, 0x11)
    pins.out(SLAVE + 1, 0x28, 0x02, 0x01, 0x00)
    return pins


def test_before_initialisation_nothing_gets_through():
    pins = Pins()
    pins.raise_line(0)
    assert not pins.int_pin


def test_a_request_raises_int_and_acknowledges_with_its_vector(pc):
    pc.raise_line(1)
    assert pc.int_pin
    assert pc.pic.acknowledge() == 0x21
    assert not pc.int_pin


def test_a_line_that_stays_high_requests_only_once(pc):
    pc.raise_line(1)
    pc.pic.acknowledge()
    pc.out(MASTER, EOI)
    pc.raise_line(1)
    assert not pc.int_pin


def test_a_new_edge_requests_again(pc):
    pc.raise_line(1)
    pc.pic.acknowledge()
    pc.out(MASTER, EOI)
    pc.lower_line(1)
    pc.raise_line(1)
    assert pc.int_pin


def test_lower_numbers_win(pc):
    pc.raise_line(5)
    pc.raise_line(3)
    assert pc.pic.acknowledge() == 0x23


def test_a_line_in_service_holds_back_itself_and_those_below(pc):
    pc.raise_line(3)
    pc.pic.acknowledge()
    pc.raise_line(5)
    assert not pc.int_pin


def test_a_line_in_service_lets_those_above_through(pc):
    pc.raise_line(3)
    pc.pic.acknowledge()
    pc.raise_line(1)
    assert pc.pic.acknowledge() == 0x21


def test_eoi_ends_the_foremost_service(pc):
    for irq in (3, 1):
        pc.raise_line(irq)
        pc.pic.acknowledge()
    pc.out(MASTER, EOI, 0x0B)
    assert pc.pic.read(MASTER, 1) == 1 << 3


def test_specific_eoi_ends_the_named_service(pc):
    for irq in (3, 1):
        pc.raise_line(irq)
        pc.pic.acknowledge()
    pc.out(MASTER, 0x60 | 3, 0x0B)
    assert pc.pic.read(MASTER, 1) == 1 << 1


def test_a_masked_line_waits_and_comes_when_unmasked(pc):
    pc.out(MASTER + 1, 0x02)
    pc.raise_line(1)
    assert not pc.int_pin
    pc.out(MASTER + 1, 0x00)
    assert pc.int_pin


def test_the_mask_reads_back(pc):
    pc.out(SLAVE + 1, 0xA5)
    assert pc.pic.read(SLAVE + 1, 1) == 0xA5


def test_ocw3_chooses_between_requests_and_services(pc):
    pc.raise_line(4)
    pc.out(MASTER, 0x0A)
    assert pc.pic.read(MASTER, 1) == 0x10
    pc.pic.acknowledge()
    assert pc.pic.read(MASTER, 1) == 0
    pc.out(MASTER, 0x0B)
    assert pc.pic.read(MASTER, 1) == 0x10


def test_a_request_that_went_away_reads_the_spurious_vector(pc):
    pc.raise_line(1)
    pc.lower_line(1)
    assert pc.pic.acknowledge() == 0x27
    pc.out(MASTER, 0x0B)
    assert pc.pic.read(MASTER, 1) == 0


def test_the_second_chip_answers_through_line_2(pc):
    pc.raise_line(8)
    assert pc.pic.acknowledge() == 0x28
    pc.out(MASTER, 0x0B)
    assert pc.pic.read(MASTER, 1) == 0x04


def test_a_spurious_request_of_the_second_chip_still_serves_line_2(pc):
    pc.raise_line(14)
    # The slave's request falls after the master has latched the edge.
    pc.pic.slave.set_line(6, False)
    assert pc.pic.acknowledge() == 0x2F
    pc.out(MASTER, 0x0B)
    assert pc.pic.read(MASTER, 1) == 0x04


def test_two_requests_of_the_second_chip_come_one_after_the_other(pc):
    pc.raise_line(14)
    pc.raise_line(8)
    assert pc.pic.acknowledge() == 0x28
    pc.out(SLAVE, EOI)
    pc.out(MASTER, EOI)
    assert pc.int_pin
    assert pc.pic.acknowledge() == 0x2E


def test_masking_line_2_holds_the_whole_second_chip(pc):
    pc.out(MASTER + 1, 0x04)
    pc.raise_line(8)
    assert not pc.int_pin


def test_automatic_eoi_leaves_nothing_in_service(pc):
    pc.out(MASTER, 0x11)
    pc.out(MASTER + 1, 0x20, 0x04, 0x03, 0x00)
    pc.raise_line(3)
    assert pc.pic.acknowledge() == 0x23
    pc.out(MASTER, 0x0B)
    assert pc.pic.read(MASTER, 1) == 0


def test_rotation_makes_the_served_line_the_last(pc):
    pc.raise_line(3)
    pc.pic.acknowledge()
    pc.out(MASTER, 0xA0)
    pc.lower_line(3)
    pc.raise_line(3)
    pc.raise_line(4)
    assert pc.pic.acknowledge() == 0x24


def test_set_priority_names_the_last_line(pc):
    pc.out(MASTER, 0xC0 | 4)
    pc.raise_line(0)
    pc.raise_line(5)
    assert pc.pic.acknowledge() == 0x25


def test_special_mask_lets_lower_lines_through_a_masked_service(pc):
    pc.raise_line(1)
    pc.pic.acknowledge()
    pc.out(MASTER + 1, 0x02)
    pc.out(MASTER, 0x68)
    pc.raise_line(6)
    assert pc.int_pin


def test_poll_reads_the_line_and_acknowledges_it(pc):
    pc.raise_line(6)
    pc.out(MASTER, 0x0C)
    assert pc.pic.read(MASTER, 1) == 0x86
    pc.out(MASTER, 0x0B)
    assert pc.pic.read(MASTER, 1) == 0x40


def test_icw1_forgets_requests_services_and_masks(pc):
    pc.raise_line(3)
    pc.pic.acknowledge()
    pc.out(MASTER + 1, 0xFF)
    pc.out(MASTER, 0x11)
    pc.out(MASTER + 1, 0x40, 0x04, 0x01)
    assert pc.pic.read(MASTER + 1, 1) == 0
    pc.out(MASTER, 0x0B)
    assert pc.pic.read(MASTER, 1) == 0
