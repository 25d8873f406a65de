# SPDX-License-Identifier: GPL-2.0-or-later
"""The ticket office's own tests: its console, its functions, its structures."""

import pytest

from harness.machine.stop import StopReason
from harness.testing import GuestPanic


def test_a_sale_over_the_counter(booted, console):
    console.send("buy 3\n")
    console.expect("^7 left$")
    console.send("off\n")
    assert booted.run().ok


@pytest.mark.parametrize("count", [11, 99])
def test_more_than_there_is_cannot_be_sold(console, count):
    console.send(f"buy {count}\n")
    console.expect("^sold out$")


@pytest.mark.parametrize(("text", "number"), [("12", 12), ("", -1), ("1x", -1), ("0", 0)])
def test_numbers_are_read(kernel, text, number):
    assert kernel.call("parse_number", text) == number


def test_a_sale_is_seen_in_the_structure(kernel):
    shop = kernel["shop"]
    assert shop.tickets == 10
    assert kernel.call("buy", shop, 4) == 6
    assert (shop.tickets, shop.customers) == (6, 1)


def test_a_negative_sale_panics(kernel):
    with pytest.raises(GuestPanic, match="a negative sale") as caught:
        kernel.call("buy", kernel["shop"], -1)
    assert [frame.symbol.partition("+")[0] for frame in caught.value.frames][:2] == ["panic", "buy"]


def test_the_counter_asks_the_till(booted, kernel, console):
    with kernel.replaced("buy", returns=42) as till:
        console.send("buy 5\n")
        console.expect("^42 left$")
    assert [count for _, count in till.calls] == [5]


def test_it_stops_where_a_customer_is_counted(booted, kernel, console):
    console.send("buy 1\n")
    with booted.watchpoint(kernel["shop"].customers.address_of_().value_()):
        stop = booted.run(100_000)
    assert stop.reason is StopReason.BREAKPOINT
    assert "0x0 -> 0x1 by the block at buy+" in str(stop)
