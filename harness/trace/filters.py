# SPDX-License-Identifier: GPL-2.0-or-later
"""What of a run is recorded: whose, where, from when to when."""

from __future__ import annotations

import os
import struct
from collections.abc import Sequence
from typing import Any, Final, NamedTuple

from harness.errors import ConfigError
from harness.image.symbols import SymbolTable
from harness.machine.events import Kind
from harness.run.numbers import number

EVENT_PREFIX: Final = "event:"
CONSOLE_PREFIX: Final = "console:"
MOST_TEXT: Final = 64
MOST_RANGES: Final = 16
RINGS: Final = (0, 3)

Mark = tuple[str, int | bytes]


class Filters(NamedTuple):
    """All that narrows a recording; the default narrows nothing.

    ``since`` and ``until`` are places: a function, an instruction's number,
    ``event:KIND`` or ``console:TEXT``.  ``ranges`` are functions or LOW-HIGH
    addresses.  ``every`` keeps the blocks that hold each n-th instruction.
    A block is recorded whole or not at all.
    """

    pid: int | None = None
    comm: str | None = None
    rings: Sequence[int] = ()
    ranges: Sequence[str] = ()
    every: int | None = None
    since: str | int | None = None
    until: str | int | None = None

    @property
    def used(self) -> bool:
        """Whether anything is narrowed."""
        return self != Filters()

    def as_header(self) -> dict[str, Any]:
        """Return what the trace's header keeps of them."""
        return {name: value for name, value in self._asdict().items() if value not in (None, ())}


def core_filter(
    filters: Filters, symbols: SymbolTable
) -> tuple[int, str, int, bytes, int, Mark | None, Mark | None]:
    """Return the filters as the core takes them; :class:`ConfigError` for what cannot be."""
    for ring in filters.rings:
        if ring not in RINGS:
            raise ConfigError(f"no code runs in ring {ring} here; write --ring 0 or --ring 3")
    if not (filters.comm or "").isprintable():
        raise ConfigError(f"no task is named {filters.comm!r}; give a name that `harness ps` shows")
    if len(filters.ranges) > MOST_RANGES:
        raise ConfigError(f"{len(filters.ranges)} ranges; at most {MOST_RANGES} can be given")
    ranges = [address_range(text, symbols) for text in filters.ranges]
    return (
        -1 if filters.pid is None else filters.pid,
        filters.comm or "",
        sum(1 << ring for ring in set(filters.rings)),
        b"".join(struct.pack("<II", low, high) for low, high in ranges),
        filters.every or 0,
        mark(filters.since, symbols),
        mark(filters.until, symbols),
    )


def mark(place: str | int | None, symbols: SymbolTable) -> Mark | None:
    """Return where a recording begins or ends, as the core takes it.

    >>> mark("console:login", SymbolTable("", []))
    ('console', b'login')
    """
    if place is None or isinstance(place, int):
        return None if place is None else ("number", place)
    if place.startswith(CONSOLE_PREFIX):
        text = os.fsencode(place.removeprefix(CONSOLE_PREFIX))
        if not 0 < len(text) <= MOST_TEXT:
            raise ConfigError(f"{place!r}: give 1 to {MOST_TEXT} bytes that the console will show")
        return "console", text
    if place.startswith(EVENT_PREFIX):
        return "event", _kind(place.removeprefix(EVENT_PREFIX))
    if place[:1].isdigit() and not place.startswith("0x"):
        return "number", number(place, "instruction count")
    return "pc", _address(place, symbols)


def _kind(name: str) -> int:
    try:
        return Kind[name.upper()].value
    except KeyError:
        known = ", ".join(kind.name.lower() for kind in Kind)
        raise ConfigError(f"no events of kind {name!r}; there are {known}") from None


def _address(place: str, symbols: SymbolTable) -> int:
    virt = symbols.resolve(place)
    if virt is None:
        raise ConfigError(
            f"no symbol {place!r} in {symbols.path}; see `nm`, or write event:KIND or console:TEXT"
        )
    return virt


def address_range(text: str, symbols: SymbolTable) -> tuple[int, int]:
    """Return a half-open range of addresses from LOW-HIGH or a function's name."""
    low, dash, high = text.partition("-")
    try:
        ends = (int(low, 16), int(high, 16)) if dash else None
    except ValueError:
        ends = None
    if ends is None:
        virt = _address(text, symbols)
        return virt, virt + max(symbols.size(text) if text in symbols else 1, 1)
    if not 0 <= ends[0] < ends[1] <= 1 << 32:
        raise ConfigError(f"{text!r} is no range of addresses; write it like c0100000-c0110000")
    return ends[0], min(ends[1], (1 << 32) - 1)
