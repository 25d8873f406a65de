# SPDX-License-Identifier: GPL-2.0-or-later
"""What is typed at an interactive guest: its keys, and commands to the harness."""

from __future__ import annotations

from collections.abc import Iterator
from enum import Enum
from typing import Final

from harness.errors import ConfigError

CTRL: Final = 0x1F
DEFAULT_ESCAPE: Final = "^A"


class Command(Enum):
    """What may follow the escape key; the value is the key."""

    LEAVE = "x"
    WHERE = "s"
    HELP = "h"


def parse_escape(text: str) -> int | None:
    """Return the key's byte for ``^A`` to ``^_``, None for ``none``.

    Raises :class:`ConfigError` for anything else.

    >>> parse_escape("^A"), parse_escape("none")
    (1, None)
    """
    if text == "none":
        return None
    if len(text) == 2 and text[0] == "^" and "A" <= text[1].upper() <= "_":
        return ord(text[1].upper()) & CTRL
    raise ConfigError(f"{text!r} is no escape key; write ^A to ^_, or none")


def escape_name(key: int) -> str:
    """Return ``Ctrl-A`` for 1."""
    return f"Ctrl-{chr(key | 0x40)}"


def help_text(key: int) -> str:
    """Return the lines that the escape's ``h`` shows."""
    name = escape_name(key)
    return "\n".join(
        (
            f"{name} x  leave the guest",
            f"{name} s  say where it is",
            f"{name} h  this help",
            f"{name} {name}  send {name} to it; every other key is the guest's",
        )
    )


class Escape:
    """Takes commands out of the stream of keys.

    Lifecycle: one per terminal; it remembers an escape key whose command has
    not been typed yet.
    """

    def __init__(self, key: int | None) -> None:
        self.key = key
        self._waiting = False

    def feed(self, data: bytes) -> Iterator[bytes | Command]:
        """Yield the guest's keys and the commands, in the order they were typed."""
        keys = bytearray()
        for byte in data:
            if self._waiting:
                self._waiting = False
                if byte == self.key:
                    keys.append(byte)
                    continue
                if keys:
                    yield bytes(keys)
                    keys.clear()
                yield _command(byte)
            elif byte == self.key:
                self._waiting = True
            else:
                keys.append(byte)
        if keys:
            yield bytes(keys)


def _command(byte: int) -> Command:
    """Return a key's command; who types another one wants to know them."""
    try:
        return Command(chr(byte).lower())
    except ValueError:
        return Command.HELP
