# SPDX-License-Identifier: GPL-2.0-or-later
"""Sizes in bytes, as people write and read them."""

from __future__ import annotations

import re

from harness.errors import LayoutError

KIB, MIB, GIB = 1 << 10, 1 << 20, 1 << 30


def parse_size(text: str) -> int:
    """Read a size such as ``64M`` in bytes; :class:`LayoutError` if not one.

    >>> parse_size("64M") // MIB
    64
    """
    match = re.fullmatch(r"(0[xX][0-9a-fA-F]+|\d+)\s*([KMG]?)(?:i?B)?", text.strip(), re.I)
    if match is None:
        raise LayoutError(f"unreadable size {text!r}; write it like 64M or 512K")
    unit = {"": 1, "K": KIB, "M": MIB, "G": GIB}[match[2].upper()]
    return int(match[1], 0) * unit


def format_size(size_bytes: int) -> str:
    """Print a size in the largest unit that divides it: ``64M``."""
    for unit, name in ((GIB, "G"), (MIB, "M"), (KIB, "K")):
        if size_bytes and size_bytes % unit == 0:
            return f"{size_bytes // unit}{name}"
    return str(size_bytes)
