# SPDX-License-Identifier: GPL-2.0-or-later
"""The header of a swap area, as mkswap(8) writes it.

Source: Linux, include/linux/swap.h (union swap_header), mkswap(8).  Version 1
with 4 KiB pages: 1024 bytes for a boot loader; u32 version, last page, number
of bad pages; 16 bytes of UUID, 16 of label; the signature ends the first page.
"""

from __future__ import annotations

import struct
from typing import Final

from harness.errors import ConfigError

PAGE: Final = 4096
SIGNATURE: Final = b"SWAPSPACE2"
LEAST_PAGES: Final = 10
_INFO: Final = struct.Struct("<III16s16s")
_INFO_AT: Final = 1024
_UUID: Final = bytes.fromhex("6861726e657373408000737761700001")


def swap_header(size_bytes: int, uuid: bytes = _UUID, label: bytes = b"") -> bytes:
    """Return the first page of a swap area of so many bytes.

    Raises :class:`ConfigError` below ten pages, which mkswap refuses too.
    """
    pages = size_bytes // PAGE
    if pages < LEAST_PAGES:
        raise ConfigError(f"a swap area of {size_bytes} bytes is too small; give it at least 40K")
    page = bytearray(PAGE)
    _INFO.pack_into(page, _INFO_AT, 1, pages - 1, 0, uuid, label)
    page[-len(SIGNATURE) :] = SIGNATURE
    return bytes(page)
