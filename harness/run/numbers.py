# SPDX-License-Identifier: GPL-2.0-or-later
"""Counts as people write them."""

from __future__ import annotations

from harness.errors import ConfigError


def number(text: str, what: str, like: str = "500M or 2000000") -> int:
    """Read a positive count such as 2000000, 2_000_000, 2M or 0x10000; else say what it is ``like``."""
    units = {"k": 1000, "m": 1_000_000, "g": 1_000_000_000}
    unit = units.get(text[-1:].lower(), 0)
    try:
        value = int(text[:-1]) * unit if unit else int(text, 0)
    except ValueError:
        value = 0
    if value <= 0:
        raise ConfigError(f"unreadable {what} {text!r}; write it like {like}")
    return value
