# SPDX-License-Identifier: GPL-2.0-or-later
"""The commands that an ATA disk without DMA knows.

Source: ANSI INCITS 361-2002 (ATA/ATAPI-6) and ATA-7 for the FUA form; the old
seek and power codes from ATA-3.  What is not here is aborted.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from typing import Final


class Kind(Enum):
    """What a command moves, and so which protocol it follows."""

    READ = "data in"
    WRITE = "data out"
    VERIFY = "verify"
    FLUSH = "flush"
    IDENTIFY = "identify"
    FEATURES = "features"
    MULTIPLE = "multiple"
    GEOMETRY = "geometry"
    DIAGNOSE = "diagnose"
    NATIVE_MAX = "native max"
    POWER_MODE = "power mode"
    NOTHING = "nothing"


@dataclass(frozen=True, slots=True)
class Command:
    """One command; ``ext`` takes 48-bit addresses, ``multiple`` moves blocks of sectors.

    After one that ``rests`` the heads are on no cylinder: the status lacks DSC.
    """

    name: str
    kind: Kind
    ext: bool = False
    multiple: bool = False
    fua: bool = False
    rests: bool = False


_READ, _READ_EXT = Command("READ SECTORS", Kind.READ), Command("READ SECTORS EXT", Kind.READ, ext=True)
_WRITE, _WRITE_EXT = Command("WRITE SECTORS", Kind.WRITE), Command("WRITE SECTORS EXT", Kind.WRITE, ext=True)
_VERIFY = Command("READ VERIFY SECTORS", Kind.VERIFY)
_POWER = Command("CHECK POWER MODE", Kind.POWER_MODE)
_IDLE = Command("IDLE", Kind.NOTHING, rests=True)
_IDLE_NOW = Command("IDLE IMMEDIATE", Kind.NOTHING, rests=True)
_STANDBY = Command("STANDBY", Kind.NOTHING, rests=True)
# A drive that spins down keeps nothing in its cache.
_STANDBY_NOW = Command("STANDBY IMMEDIATE", Kind.FLUSH, rests=True)
_SLEEP = Command("SLEEP", Kind.FLUSH, rests=True)

COMMANDS: Final[dict[int, Command]] = {
    0x20: _READ,
    0x21: _READ,
    0x24: _READ_EXT,
    0x29: Command("READ MULTIPLE EXT", Kind.READ, ext=True, multiple=True),
    0xC4: Command("READ MULTIPLE", Kind.READ, multiple=True),
    0x30: _WRITE,
    0x31: _WRITE,
    0x34: _WRITE_EXT,
    0x39: Command("WRITE MULTIPLE EXT", Kind.WRITE, ext=True, multiple=True),
    0xC5: Command("WRITE MULTIPLE", Kind.WRITE, multiple=True),
    0xCE: Command("WRITE MULTIPLE FUA EXT", Kind.WRITE, ext=True, multiple=True, fua=True),
    0x40: _VERIFY,
    0x41: _VERIFY,
    0x42: Command("READ VERIFY SECTORS EXT", Kind.VERIFY, ext=True),
    0xE7: Command("FLUSH CACHE", Kind.FLUSH),
    0xEA: Command("FLUSH CACHE EXT", Kind.FLUSH, ext=True),
    0xEC: Command("IDENTIFY DEVICE", Kind.IDENTIFY),
    0xEF: Command("SET FEATURES", Kind.FEATURES),
    0xC6: Command("SET MULTIPLE MODE", Kind.MULTIPLE),
    0x91: Command("INITIALIZE DEVICE PARAMETERS", Kind.GEOMETRY),
    0x90: Command("EXECUTE DEVICE DIAGNOSTIC", Kind.DIAGNOSE),
    0xF8: Command("READ NATIVE MAX ADDRESS", Kind.NATIVE_MAX),
    0x27: Command("READ NATIVE MAX ADDRESS EXT", Kind.NATIVE_MAX, ext=True),
    **{code: Command("RECALIBRATE", Kind.NOTHING) for code in range(0x10, 0x20)},
    **{code: Command("SEEK", Kind.NOTHING) for code in range(0x70, 0x80)},
    **dict.fromkeys((0xE3, 0x97), _IDLE),
    **dict.fromkeys((0xE1, 0x95), _IDLE_NOW),
    **dict.fromkeys((0xE2, 0x96), _STANDBY),
    **dict.fromkeys((0xE0, 0x94), _STANDBY_NOW),
    **dict.fromkeys((0xE5, 0x98), _POWER),
    **dict.fromkeys((0xE6, 0x99), _SLEEP),
}

# SET FEATURES: what else a drive may be told, and shrugs at.  Source: the same,
# and which of them QEMU takes.
WRITE_CACHE_ON, WRITE_CACHE_OFF, TRANSFER_MODE = 0x02, 0x82, 0x03
ACCEPTED_FEATURES: Final = frozenset((0x05, 0x85, 0x42, 0xC2, 0x55, 0xAA, 0x66, 0xCC, 0x67, 0x69, 0x96, 0x9A))
