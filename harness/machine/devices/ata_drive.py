# SPDX-License-Identifier: GPL-2.0-or-later
"""One drive: its registers, its settings, and what it says of itself.

Source: ATA/ATAPI-6, 6 (registers, addresses) and 8.15 (IDENTIFY DEVICE).
"""

from __future__ import annotations

import struct
from typing import Final

from harness.machine.devices.bus import State
from harness.machine.disk.disk import Disk
from harness.machine.disk.faults import DiskFault, Failure

BSY, DRDY, DF, DSC, DRQ, ERR = 0x80, 0x40, 0x20, 0x10, 0x08, 0x01
READY: Final = DRDY | DSC
UNC, IDNF, ABRT = 0x40, 0x10, 0x04
DIAGNOSED: Final = 0x01
LBA_BIT: Final = 0x40
MOST_MULTIPLE: Final = 16
FEATURES, COUNT, LOW, MID, HIGH = range(5)
HEADS, TRACK = 16, 63
MOST_CYLINDERS, MOST_LBA28 = 16383, (1 << 28) - 1
_KEPT: Final = ("status", "error", "device", "multiple", "heads", "track", "mode")


class Drive:
    """Registers and settings of one drive; the channel moves its data.

    ``now`` are FEATURES, COUNT, LOW, MID and HIGH as written last, ``before``
    the same one write earlier, which 48-bit addresses use for their upper
    halves.
    """

    def __init__(self, disk: Disk, number: int) -> None:
        self.disk = disk
        self.number = number
        self.power_on()

    def power_on(self) -> None:
        """Return to the state after power-on."""
        self.multiple = MOST_MULTIPLE
        self.heads, self.track = HEADS, TRACK
        self.mode = 0
        self.disk.cache.enabled = self.disk.starts_cached
        self.reset()

    def reset(self) -> None:
        """Show the signature of a disk, as after a reset or a diagnosis."""
        self.now = [0, 1, 1, 0, 0]
        self.before = [0] * 5
        self.device = 0xA0
        self.status = READY
        self.error = DIAGNOSED

    def state(self) -> State:
        """Return registers and settings; the contents are kept elsewhere."""
        kept = {name: getattr(self, name) for name in _KEPT}
        cached = self.disk.cache.enabled
        return {**kept, "now": list(self.now), "before": list(self.before), "cached": cached}

    def load_state(self, state: State) -> None:
        """Set them."""
        for name in _KEPT:
            setattr(self, name, state[name])
        self.now, self.before = list(state["now"]), list(state["before"])
        self.disk.cache.enabled = state["cached"]

    def put(self, register: int, value: int) -> None:
        """Write one of the five registers that remember two values."""
        self.before[register], self.now[register] = self.now[register], value

    def address(self, ext: bool) -> tuple[int, int]:
        """Return first sector and number of sectors of a command.

        Raises :class:`DiskFault` for sector 0 of a track, which there is not.
        """
        now, before = self.now, self.before
        low = now[LOW] | now[MID] << 8 | now[HIGH] << 16
        if ext:
            high = before[LOW] | before[MID] << 8 | before[HIGH] << 16
            return high << 24 | low, (before[COUNT] << 8 | now[COUNT]) or 65536
        count = now[COUNT] or 256
        if self.device & LBA_BIT:
            return (self.device & 15) << 24 | low, count
        if now[LOW] == 0:
            raise DiskFault(Failure.NO_SECTOR, 0)
        cylinder = now[MID] | now[HIGH] << 8
        return (cylinder * self.heads + (self.device & 15)) * self.track + now[LOW] - 1, count

    def show(self, lba: int, left: int, ext: bool) -> None:
        """Put an address and a number of sectors into the registers."""
        if not ext and not self.device & LBA_BIT:
            cylinder, rest = divmod(lba, self.heads * self.track)
            head, sector = divmod(rest, self.track)
            self.device = self.device & 0xF0 | head & 15
            lba = (cylinder & 0xFFFF) << 8 | sector + 1
        elif not ext:
            self.device = self.device & 0xF0 | lba >> 24 & 15
        self.now[COUNT:] = left & 0xFF, lba & 0xFF, lba >> 8 & 0xFF, lba >> 16 & 0xFF
        if ext:
            self.before[COUNT:] = left >> 8 & 0xFF, lba >> 24 & 0xFF, lba >> 32 & 0xFF, lba >> 40 & 0xFF

    def set_transfer_mode(self) -> bool:
        """Take the mode in COUNT, if a drive without DMA knows it."""
        kind, level = self.now[COUNT] >> 3, self.now[COUNT] & 7
        known = (kind == 0 and level < 2) or (kind == 1 and level <= 4)
        if known:
            self.mode = self.now[COUNT]
        return known

    def set_multiple(self) -> bool:
        """Take the block size in COUNT: a power of two up to 16, or 0 for none."""
        count = self.now[COUNT]
        if count > MOST_MULTIPLE or count & (count - 1):
            return False
        self.multiple = count
        return True

    def identify(self) -> bytes:
        """Return the 512 bytes of IDENTIFY DEVICE."""
        words = [0] * 256
        words[0] = 0x0040
        _put_text(words, 10, 10, f"HARNESS{self.number + 1:05}")
        _put_text(words, 23, 4, "1.0")
        _put_text(words, 27, 20, "HARNESS HARDDISK")
        self._put_sizes(words)
        words[48] = 1  # the data register takes 32-bit accesses
        words[49] = 0x0A00  # LBA, IORDY; no DMA
        words[50], words[51], words[53] = 0x4000, 0x0200, 0x0003
        words[64] = 0x0003  # PIO 3 and 4
        words[65:69] = [120] * 4
        words[80], words[81] = 0x00F0, 0x0016  # ATA-4 to ATA-7
        words[82] = 0x0020  # a write cache
        words[83] = 0x7400  # FLUSH CACHE and its EXT, 48-bit addresses
        words[84] = 0x4040  # WRITE MULTIPLE FUA EXT
        words[85] = 0x0020 if self.disk.cache.enabled else 0
        words[86], words[87] = 0x3400, 0x4040
        words[93] = 0x6001 if self.number == 0 else 0x6100
        data = bytearray(struct.pack("<256H", *words))
        # 8.15.60: with this signature the sum of all bytes is zero.
        data[510] = 0xA5
        data[511] = -sum(data[:511]) & 0xFF
        return bytes(data)

    def _put_sizes(self, words: list[int]) -> None:
        sectors = self.disk.sectors
        words[1], words[3], words[6] = min(sectors // (HEADS * TRACK), MOST_CYLINDERS), HEADS, TRACK
        words[47] = 0x8000 | MOST_MULTIPLE
        words[54] = min(sectors // (self.heads * self.track), 0xFFFF)
        words[55], words[56] = self.heads, self.track
        _put_long(words, 57, words[54] * self.heads * self.track)
        words[59] = 0x0100 | self.multiple if self.multiple else 0
        _put_long(words, 60, min(sectors, MOST_LBA28))
        _put_long(words, 100, sectors & 0xFFFFFFFF)
        _put_long(words, 102, sectors >> 32)


def _put_long(words: list[int], at: int, value: int) -> None:
    words[at : at + 2] = value & 0xFFFF, value >> 16


def _put_text(words: list[int], at: int, count: int, text: str) -> None:
    raw = text.ljust(2 * count).encode("ascii")
    # The first character of each pair stands in the upper byte.
    words[at : at + count] = struct.unpack(f">{count}H", raw)
