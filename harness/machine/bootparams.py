# SPDX-License-Identifier: GPL-2.0-or-later
"""The block by which the boot loader tells the kernel about the machine.

Source: Linux 2.6, Documentation/i386/zero-page.txt, whose offsets it keeps;
what stands from 0x1d0 to 0x1db is this project's own.
"""

from __future__ import annotations

import struct
from typing import Final

from harness.errors import ConfigError
from harness.image.layout import Layout

PHYS_BOOT_PARAMS: Final = 0x90000
PHYS_COMMAND_LINE: Final = 0x91000
COMMAND_LINE_MOST: Final = 2047
PARAMS_BYTES: Final = 0x1000
LOADER_TYPE: Final = 0xFF
USABLE, RESERVED = 1, 2
LAYOUT_VALID: Final = 1 << 31
_BASE_END: Final = 0x9FC00
_MIB: Final = 1 << 20


def memory_map(memory_bytes: int) -> list[tuple[int, int, int]]:
    """Return e820 rows (base, bytes, type) of a machine with so much RAM.

    >>> [hex(base) for base, _, _ in memory_map(64 << 20)]
    ['0x0', '0x9fc00', '0x100000']
    """
    return [
        (0, _BASE_END, USABLE),
        (_BASE_END, _MIB - _BASE_END, RESERVED),
        (_MIB, memory_bytes - _MIB, USABLE),
    ]


def encode_command_line(text: str) -> bytes:
    """Return the NUL-ended bytes; :class:`ConfigError` if they do not fit."""
    # Bytes that are no text come from the shell as surrogates: they are passed on.
    raw = text.encode("utf-8", "surrogateescape")
    if len(raw) > COMMAND_LINE_MOST:
        raise ConfigError(f"the command line has {len(raw)} bytes; shorten it to at most {COMMAND_LINE_MOST}")
    return raw + b"\0"


def layout_word(layout: Layout) -> int:
    """Return the bits at 0x1d4 that tell the kernel its options.

    >>> hex(layout_word(Layout()))
    '0x80000001'
    """
    options = (
        layout.write_protect,
        layout.text_read_only,
        layout.nx,
        layout.global_pages,
        layout.stack_guard,
        layout.separation == "4g",
        layout.highmem,
        layout.recursive,
    )
    return LAYOUT_VALID | sum(on << bit for bit, on in enumerate(options))


def boot_params(
    layout: Layout,
    *,
    phys_tables_end: int,
    phys_ramdisk: int = 0,
    ramdisk_bytes: int = 0,
) -> bytes:
    """Return the 4 KiB block that stands at ``PHYS_BOOT_PARAMS``."""
    out = bytearray(PARAMS_BYTES)
    memory_bytes = layout.memory_bytes
    rows = memory_map(memory_bytes)
    struct.pack_into("<III", out, 0x1D0, phys_tables_end, layout_word(layout), layout.reserve_bytes)
    struct.pack_into("<I", out, 0x1E0, (memory_bytes - _MIB) >> 10)
    out[0x1E8] = len(rows)
    out[0x202:0x206] = b"HdrS"
    struct.pack_into("<H", out, 0x206, 0x0203)
    out[0x210] = LOADER_TYPE
    struct.pack_into("<II", out, 0x218, phys_ramdisk, ramdisk_bytes)
    struct.pack_into("<I", out, 0x228, PHYS_COMMAND_LINE)
    for index, (base, size, kind) in enumerate(rows):
        struct.pack_into("<QQI", out, 0x2D0 + 20 * index, base, size, kind)
    return bytes(out)
