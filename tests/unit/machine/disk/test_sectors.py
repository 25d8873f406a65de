# SPDX-License-Identifier: GPL-2.0-or-later
from hypothesis import given
from hypothesis import strategies as st

from harness.machine.disk.sectors import SECTOR, Sectors, runs

WRITES = st.lists(st.tuples(st.integers(0, 600), st.integers(1, 5), st.integers(0, 255)), max_size=30)


def fill(value, count=1):
    return bytes([value]) * (SECTOR * count)


def contents(sectors):
    data = bytearray(700 * SECTOR)
    sectors.patch(0, data)
    return bytes(data)


def apply(sectors, plain, writes):
    for lba, count, value in writes:
        sectors.put(lba, fill(value, count))
        plain[lba * SECTOR : (lba + count) * SECTOR] = fill(value, count)


@given(WRITES)
def test_what_was_put_last_is_there_and_nothing_else(writes):
    sectors, plain = Sectors(), bytearray(700 * SECTOR)
    apply(sectors, plain, writes)
    assert contents(sectors) == plain


@given(WRITES, WRITES, WRITES)
def test_a_frozen_state_never_changes_and_comes_back(before, after, other):
    sectors, plain = Sectors(), bytearray(700 * SECTOR)
    apply(sectors, plain, before)
    kept, then = sectors.freeze(), bytes(plain)
    apply(sectors, plain, after)
    assert contents(sectors) == plain
    inner, inner_then = sectors.freeze(), bytes(plain)
    apply(sectors, plain, other)
    sectors.load(inner)
    assert contents(sectors) == inner_then
    sectors.load(kept)
    apply(sectors, bytearray(plain), other)
    assert contents(Sectors(kept)) == then
    assert contents(Sectors(inner)) == inner_then


@given(WRITES)
def test_runs_are_everything_in_order_and_do_not_touch(writes):
    sectors, plain = Sectors(), bytearray(700 * SECTOR)
    apply(sectors, plain, writes)
    again, last = bytearray(700 * SECTOR), -1
    for lba, data in runs(sectors.freeze()):
        assert lba > last
        last = lba + len(data) // SECTOR
        again[lba * SECTOR : last * SECTOR] = data
    assert again == plain


def test_a_patch_covers_no_more_than_its_range():
    sectors = Sectors()
    for lba in range(250, 262):
        sectors.put(lba, fill(lba - 200))
    data = bytearray(fill(1, 2))
    sectors.patch(255, data)
    assert data == fill(55) + fill(56)


def test_keeping_costs_nothing_and_a_write_copies_one_group():
    sectors = Sectors()
    for lba in range(0, 256 * 100, 256):
        sectors.put(lba, fill(7))
    kept = sectors.freeze()
    sectors.put(0, fill(8))
    now = sectors.freeze()
    assert [number for number in now if now[number] is not kept[number]] == [0]
