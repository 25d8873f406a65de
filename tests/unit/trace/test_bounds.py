# SPDX-License-Identifier: GPL-2.0-or-later
"""What a filter lets pass, as ranges: never too little, and little enough."""

from __future__ import annotations

from typing import Any

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pyarrow.dataset import field

from harness.trace.bounds import Bounds

TOP = 0xFFFFFFFF
SCHEMA = pa.schema(
    [("number", pa.uint64()), ("virtual", pa.uint32()), ("access", pa.dictionary(pa.int32(), pa.string()))]
)


def u64(value: int) -> pa.Scalar:
    return pa.scalar(value, pa.uint64())


def u32(value: int) -> pa.Scalar:
    return pa.scalar(value, pa.uint32())


def test_no_filter_lets_everything_pass() -> None:
    bounds = Bounds(SCHEMA, None)
    assert bounds.span("number", 0, 100) == (0, 100)
    assert bounds.ranges("virtual", 0, TOP) == [(0, TOP)]


@given(st.integers(0, 99), st.integers(0, 99))
def test_a_span_is_what_the_comparisons_say(first: int, last: int) -> None:
    condition = (field("number") >= u64(first)) & (field("number") < u64(last + 1))
    expected = (first, last) if first <= last else None
    assert Bounds(SCHEMA, condition).span("number", 0, 99) == expected


def test_an_address_is_found_among_four_gigabytes() -> None:
    condition = (field("virtual") == u32(0xC0123456)) & (field("number") < u64(5))
    assert Bounds(SCHEMA, condition).ranges("virtual", 0, TOP, 64) == [(0xC0123456, 0xC0123456)]


def test_two_addresses_are_two_ranges() -> None:
    condition = (field("virtual") == u32(16)) | (field("virtual") == u32(0xC0000000))
    assert Bounds(SCHEMA, condition).ranges("virtual", 0, TOP, 64) == [(16, 16), (0xC0000000, 0xC0000000)]


def test_a_range_too_wide_to_be_halved_for_long_stays_one_that_holds_it() -> None:
    condition = (field("virtual") >= u32(0x1000)) & (field("virtual") < u32(0x3000))
    ranges = Bounds(SCHEMA, condition).ranges("virtual", 0, TOP, 4)
    assert ranges[0][0] <= 0x1000 and ranges[-1][1] >= 0x2FFF
    assert sum(last - first + 1 for first, last in ranges) <= 0x8000


@pytest.mark.parametrize("wanted, reads", [("write", False), ("read", True)])
def test_a_query_for_writes_alone_is_known_as_one(wanted: str, reads: bool) -> None:
    condition: Any = field("access") == pa.scalar(wanted)
    assert Bounds(SCHEMA, condition).may(field("access") == pa.scalar("read")) is reads
