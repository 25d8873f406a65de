# SPDX-License-Identifier: GPL-2.0-or-later
"""What guest/usr/bin/disktest.c leaves on a device."""

from __future__ import annotations


def pattern(start: int, size: int) -> bytes:
    """Return the bytes that disktest puts at ``start``.

    >>> pattern(3, 2) == pattern(0, 5)[3:]
    True
    """
    return bytes(at * 2654435761 % (1 << 32) >> 13 & 0xFF for at in range(start, start + size))


def written(before: bytes) -> bytes:
    """Return a device's bytes after disktest, given those before."""
    after = bytearray(before)
    places = ((0, 65536), (123457, 10000), (300000, 7), (len(before) - 700, 700))
    for start, size in places:
        after[start : start + size] = pattern(start, size)
    return bytes(after)
