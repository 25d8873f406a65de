# SPDX-License-Identifier: GPL-2.0-or-later
"""A guest may write anything anywhere: devices answer in range and never raise."""

import random

import pytest

from harness.machine.devices.ata import AtaChannel, AtaData
from harness.machine.devices.bus import Bus
from harness.machine.devices.debugcon import DebugConsole
from harness.machine.devices.debugexit import DebugExit
from harness.machine.devices.pic import Pic
from harness.machine.devices.pit import Pit
from harness.machine.devices.rtc import Rtc
from harness.machine.devices.uart import Uart
from harness.machine.disk import DiskSpec
from harness.machine.disk.disk import make_disks

PORTS = [0x20, 0x21, 0xA0, 0xA1, *range(0x40, 0x44), 0x61, 0x70, 0x71, 0x80, 0xE9, 0xF4, *range(0x3F8, 0x400)]


@pytest.mark.parametrize("seed", range(50))
def test_random_accesses_over_random_time_do_no_harm(bench, seed):
    chance = random.Random(seed)
    bus = Bus()
    pic = Pic(lambda high: None)
    uart = Uart(bench.wiring, pic.line(4))
    devices = [pic, uart, Pit(bench.wiring, pic.line(0)), Rtc(bench.wiring, pic.line(8))]
    for device in [*devices, DebugConsole(bench.wiring), DebugExit(bench.wiring)]:
        bus.attach(device)
    for _ in range(2000):
        port, size = chance.choice(PORTS), chance.choice((1, 1, 1, 2, 4))
        if chance.random() < 0.5:
            assert 0 <= bus.read(port, size) < 1 << 8 * size
        else:
            bus.write(port, size, chance.getrandbits(8 * size))
        if chance.random() < 0.1:
            bench.until(bench.cycle + chance.randrange(100_000))
        if chance.random() < 0.05:
            assert 0 <= pic.acknowledge() < 256
        if chance.random() < 0.05:
            uart.send(bytes((chance.randrange(256),)))


@pytest.mark.parametrize("seed", range(50))
def test_random_accesses_to_a_disk_do_no_harm(bench, seed):
    chance = random.Random(seed)
    bus, pic = Bus(), Pic(lambda high: None)
    disks = make_disks(
        [DiskSpec("blank", size_bytes=512 * chance.randint(1, 99)) for _ in range(chance.randrange(3))]
    )
    channel = AtaChannel(bench.wiring, pic.line(14), disks)
    for device in (pic, channel, AtaData(channel)):
        bus.attach(device)
    for _ in range(3000):
        size = chance.choice((1, 1, 1, 2, 4))
        port = chance.choice((0x1F0, 0x1F0, 0x1F0, *range(0x1F0, 0x1F8), 0x3F6))
        if chance.random() < 0.5:
            assert 0 <= bus.read(port, size) < 1 << 8 * size
        else:
            # Mostly commands that move something.
            known = chance.choice((0x20, 0x30, 0xC4, 0xC5, 0xCE, 0x29, 0xEC, 0xEF, chance.randrange(256)))
            bus.write(port, size, known if port == 0x1F7 and size == 1 else chance.getrandbits(8 * size))
        if chance.random() < 0.2:
            bench.until(bench.cycle + chance.randrange(100_000))
        if chance.random() < 0.01:
            state, serial = channel.state(), bench.events.serial
            bench.events.begin_load(serial)
            channel.load_state(state)
            bench.events.end_load()
