# SPDX-License-Identifier: GPL-2.0-or-later
import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from harness.machine.disk import Kept, Lost, Seeded
from harness.machine.disk.base import BlankBase
from harness.machine.disk.cache import CAPACITY_SECTORS, WriteCache
from harness.machine.disk.media import Media
from harness.machine.disk.sectors import SECTOR

SIZE = 16
WRITE = st.tuples(st.integers(0, SIZE - 3), st.integers(1, 3), st.integers(1, 255), st.booleans())
STEPS = st.lists(st.one_of(WRITE, st.just("flush"), st.just("on"), st.just("off")), max_size=25)


def fill(value, count=1):
    return bytes([value]) * (SECTOR * count)


def fresh(sectors=SIZE):
    return WriteCache(Media(BlankBase(sectors * SECTOR)))


class Model:
    """For each sector the contents that a power cut may leave, the newest last."""

    def __init__(self):
        self.allowed = [[0] for _ in range(SIZE)]
        self.enabled = True

    def step(self, cache, step):
        if step == "flush":
            cache.flush()
            self.allowed = [[versions[-1]] for versions in self.allowed]
        elif step in ("on", "off"):
            if step == "off":
                self.step(cache, "flush")
            self.enabled = cache.enabled = step == "on"
        else:
            lba, count, value, fua = step
            cache.write(lba, fill(value, count), fua)
            for each in range(lba, lba + count):
                durable = fua or not self.enabled
                self.allowed[each] = [value] if durable else [*self.allowed[each], value]


def values(data):
    return [data[at] for at in range(0, len(data), SECTOR)]


@given(STEPS, st.integers(0, 1000))
def test_a_cut_leaves_each_sector_with_contents_that_it_may_have(steps, seed):
    cache, model = fresh(), Model()
    for step in steps:
        model.step(cache, step)
    assert values(cache.read(0, SIZE)) == [versions[-1] for versions in model.allowed]
    left = values(cache.power_cut(Seeded(seed)).read(0, SIZE))
    assert all(value in versions for value, versions in zip(left, model.allowed, strict=True))
    assert values(cache.power_cut(Lost()).read(0, SIZE)) == [versions[0] for versions in model.allowed]
    assert values(cache.power_cut(Kept()).read(0, SIZE)) == [versions[-1] for versions in model.allowed]


@given(STEPS)
def test_a_cut_changes_nothing(steps):
    cache, model = fresh(), Model()
    for step in steps:
        model.step(cache, step)
    before = cache.read(0, SIZE)
    cache.power_cut(Seeded(1))
    assert cache.read(0, SIZE) == before
    assert cache.power_cut(Kept()).read(0, SIZE) == before


def test_cuts_meet_every_legal_outcome():
    cache = fresh()
    cache.write(0, fill(1))
    cache.write(0, fill(2))
    cache.write(1, fill(3))
    seen = {tuple(values(cache.power_cut(Seeded(seed)).read(0, 2))) for seed in range(200)}
    assert seen == {(a, b) for a in (0, 1, 2) for b in (0, 3)}


def test_the_same_seed_gives_the_same_cut():
    cache, dice = fresh(), random.Random(3)
    for _ in range(40):
        cache.write(dice.randrange(SIZE), fill(dice.randrange(1, 256)))
    assert cache.power_cut(Seeded(9)).read(0, SIZE) == cache.power_cut(Seeded(9)).read(0, SIZE)


def test_a_write_under_way_may_be_done_or_not():
    cache = fresh()
    cache.enabled = False
    cache.arrive(4, fill(9, 2))
    seen = {tuple(values(cache.power_cut(Seeded(seed)).read(4, 2))) for seed in range(100)}
    assert seen == {(a, b) for a in (0, 9) for b in (0, 9)}
    cache.write(4, fill(9, 2))
    assert values(cache.power_cut(Lost()).read(4, 2)) == [9, 9]
    cache.arrive(4, fill(5))
    cache.forget_arriving()
    assert values(cache.power_cut(Kept()).read(4, 2)) == [9, 9]


def test_a_full_cache_writes_its_oldest_sectors():
    cache = fresh(CAPACITY_SECTORS + 10)
    for lba in range(CAPACITY_SECTORS + 10):
        cache.write(lba, fill(1))
    assert cache.dirty_sectors == CAPACITY_SECTORS
    lost = values(cache.power_cut(Lost()).read(0, CAPACITY_SECTORS + 10))
    assert lost == [1] * 10 + [0] * CAPACITY_SECTORS


def test_a_full_cache_keeps_the_newest_of_a_sector():
    cache = fresh(CAPACITY_SECTORS + 10)
    cache.write(0, fill(1))
    cache.write(0, fill(2))
    for lba in range(1, CAPACITY_SECTORS):
        cache.write(lba, fill(3))
    assert values(cache.power_cut(Lost()).read(0, 1)) == [1]
    assert values(cache.read(0, 1)) == [2]


@pytest.mark.parametrize("choice", [Lost(), Kept(), Seeded(5)])
def test_a_loaded_state_is_cut_as_the_first_was(choice):
    cache = fresh()
    cache.write(0, fill(1, 3))
    cache.flush()
    cache.write(1, fill(2, 3))
    cache.arrive(7, fill(4))
    state = cache.state()
    cache.write(0, fill(9, 9))
    cache.flush()
    cache.load_state(state)
    other = fresh()
    other.load_state(state)
    choices = (choice, Seeded(5)) if isinstance(choice, Seeded) else (choice, choice)
    first, second = (
        each.power_cut(with_).read(0, SIZE) for each, with_ in zip((cache, other), choices, strict=True)
    )
    assert first == second
    assert values(other.read(0, 5)) == [1, 2, 2, 2, 0]
