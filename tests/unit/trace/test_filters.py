# SPDX-License-Identifier: GPL-2.0-or-later
"""What of a run is recorded, as people write it."""

from __future__ import annotations

import pytest

from harness.errors import ConfigError
from harness.image.symbols import SymbolTable
from harness.machine.events import Kind
from harness.trace.filters import Filters, address_range, core_filter, mark

NONE = SymbolTable("kernel.elf", [])


def test_a_place_is_a_number_an_event_or_a_text() -> None:
    assert mark("2M", NONE) == ("number", 2_000_000)
    assert mark(7, NONE) == ("number", 7)
    assert mark("event:exec", NONE) == ("event", Kind.EXEC)
    assert mark("console:login: ", NONE) == ("console", b"login: ")
    # As the shell hands over a byte that is no UTF-8.
    assert mark("console:\udcff", NONE) == ("console", b"\xff")


def test_a_hexadecimal_place_is_an_address() -> None:
    assert mark("0xc0100000", NONE) == ("pc", 0xC0100000)


@pytest.mark.parametrize(
    ("place", "why"),
    [("event:party", "there are switch"), ("console:", "1 to 64 bytes"), ("nowhere", "no symbol 'nowhere'")],
)
def test_a_place_that_cannot_be_is_told_in_a_sentence(place: str, why: str) -> None:
    with pytest.raises(ConfigError, match=why):
        mark(place, NONE)


def test_a_range_is_two_addresses() -> None:
    assert address_range("c0100000-c0100010", NONE) == (0xC0100000, 0xC0100010)


@pytest.mark.parametrize("text", ["c0100010-c0100000", "0-100000001"])
def test_a_range_that_is_none_is_refused(text: str) -> None:
    with pytest.raises(ConfigError, match="no range of addresses"):
        address_range(text, NONE)


def test_rings_become_a_mask_and_others_are_refused() -> None:
    assert core_filter(Filters(rings=(0, 3)), NONE)[2] == 0b1001
    with pytest.raises(ConfigError, match="no code runs in ring 1"):
        core_filter(Filters(rings=(1,)), NONE)


def test_a_name_that_no_task_can_have_is_refused() -> None:
    with pytest.raises(ConfigError, match="no task is named"):
        core_filter(Filters(comm="\udcff"), NONE)


def test_what_narrows_nothing_is_not_used() -> None:
    assert not Filters().used
    assert Filters(pid=0).used
