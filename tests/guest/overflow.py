# SPDX-License-Identifier: GPL-2.0-or-later
"""A kernel one of whose functions calls itself for ever."""

from __future__ import annotations

import struct
from pathlib import Path

from harness.image.elf import read_elf

CALL_ITSELF = b"\xe8\xfb\xff\xff\xff"


def endless(kernel: Path, where: Path, symbol: str) -> Path:
    """Write a copy of ``kernel`` whose ``symbol`` recurses until its stack ends; return its path."""
    virt = read_elf(kernel).symbols[symbol]
    raw = bytearray(kernel.read_bytes())
    at = _file_offset(raw, virt)
    raw[at : at + len(CALL_ITSELF)] = CALL_ITSELF
    path = where / f"{symbol}.elf"
    path.write_bytes(raw)
    return path


def _file_offset(raw: bytes, virt: int) -> int:
    (first,) = struct.unpack_from("<I", raw, 28)
    size, count = struct.unpack_from("<2H", raw, 42)
    for header in range(first, first + size * count, size):
        _, offset, start, _, bytes_here = struct.unpack_from("<5I", raw, header)
        if start <= virt < start + bytes_here:
            return int(offset + virt - start)
    raise AssertionError(f"{virt:#010x} is in no segment")
