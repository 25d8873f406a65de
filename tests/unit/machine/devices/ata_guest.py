# SPDX-License-Identifier: GPL-2.0-or-later
"""A stand-in for a guest's driver: it writes registers and lets time pass."""

import struct

from harness.machine.devices.ata import CONTROL, DEVICE, STATUS, AtaChannel, AtaData
from harness.machine.devices.ata_protocol import DATA
from harness.machine.disk import DiskSpec
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


def numbered(lba, count=1):
    return b"".join(struct.pack("<I", lba + n) * 128 for n in range(count))
