# SPDX-License-Identifier: GPL-2.0-or-later
"""The in-kernel test suites that an image holds, read without running it.

Their table is ``__kunit_suites_start``: pointers to ``struct kunit_suite`` (name,
init, exit, cases); the cases are pairs of name and function, ended by NULL
(guest/include/kunit/test.h).
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from typing import Final

from harness.image.elf import Image

START: Final = "__kunit_suites_start"
END: Final = "__kunit_suites_end"
MOST_CASES: Final = 10_000
NAME_BYTES: Final = 128


def kunit_cases(image: Image) -> list[tuple[str, str]]:
    """Return the (suite, case) pairs in the order of the table; none without one."""
    symbols = image.symbols
    if START not in symbols or END not in symbols:
        return []
    found: list[tuple[str, str]] = []
    for virt in range(symbols[START], symbols[END], 4):
        name, _, _, cases = struct.unpack("<4I", image.read(_word(image, virt), 16))
        found += ((_text(image, name), case) for case in _cases(image, cases))
    return found


def _cases(image: Image, virt: int) -> Iterator[str]:
    for index in range(MOST_CASES):
        name = _word(image, virt + 8 * index)
        if not name:
            return
        yield _text(image, name)


def _word(image: Image, virt: int) -> int:
    return int.from_bytes(image.read(virt, 4).ljust(4, b"\0"), "little")


def _text(image: Image, virt: int) -> str:
    return image.read(virt, NAME_BYTES).split(b"\0", 1)[0].decode("ascii", "replace")
