# SPDX-License-Identifier: GPL-2.0-or-later
import pytest

from harness.errors import ConfigError
from harness.machine.devices.bus import Bus


class Bytes:
    """A byte-wide device that answers its port's low byte."""

    name, access_bytes = "bytes", 1

    def __init__(self):
        self.written = []
        self.resets = 0

    def ports(self):
        return range(0x300, 0x304)

    def read(self, port, size):
        return port & 0xFF

    def write(self, port, size, value):
        self.written.append((port, value))

    def reset(self):
        self.resets += 1


@pytest.fixture
def device():
    return Bytes()


@pytest.fixture
def bus(device):
    bus = Bus()
    bus.attach(device)
    return bus


@pytest.mark.parametrize(("size", "value"), [(1, 0xFF), (2, 0xFFFF), (4, 0xFFFFFFFF)])
def test_a_port_of_nobody_reads_all_ones(bus, size, value):
    assert bus.read(0x80, size) == value


def test_accesses_to_ports_of_nobody_are_counted(bus):
    bus.read(0x80, 1)
    bus.write(0x80, 1, 5)
    bus.write(0x80, 1, 6)
    assert bus.unknown_reads[0x80] == 1
    assert bus.unknown_writes[0x80] == 2


def test_a_wide_access_to_a_byte_device_is_split_low_byte_first(bus, device):
    assert bus.read(0x300, 4) == 0x03020100
    bus.write(0x300, 2, 0xBBAA)
    assert device.written == [(0x300, 0xAA), (0x301, 0xBB)]


def test_a_wide_access_that_runs_off_a_device_reads_ones_there(bus):
    assert bus.read(0x303, 2) == 0xFF03


def test_two_devices_cannot_share_a_port(bus):
    with pytest.raises(ConfigError, match="port 0x300, which bytes has"):
        bus.attach(Bytes())


def test_reset_reaches_every_device(bus, device):
    bus.reset()
    assert device.resets == 1
