# SPDX-License-Identifier: GPL-2.0-or-later
"""A point is the same one each time."""

import pytest

from harness.crash import BOTH, DISK, INSTRUCTION, Point, all_points, point
from harness.crash.workload import workload
from harness.errors import ConfigError
from harness.machine.disk import Disk, DiskSpec, WriteLog

INSTRUCTIONS = range(1000, 9000)


@pytest.fixture
def log() -> WriteLog:
    disk = Disk(DiskSpec.parse("blank:1M"))
    log = disk.start_log()
    for number in range(20):
        disk.write(number, bytes([number + 1]) * 512)
        if number % 5 == 4:
            disk.flush()
    return log


def points_of(log, count, at=BOTH, seed=0) -> list[Point]:
    return [point(seed, number, log, INSTRUCTIONS, at) for number in range(count)]


def test_a_number_and_a_seed_are_all_that_a_point_needs(log):
    points, again = points_of(log, 50, seed=3), points_of(log, 50, seed=3)
    assert points == again
    for here, there in zip(points, again, strict=True):
        assert here.cut(log).read(0, 20) == there.cut(log).read(0, 20)
    assert len({point(seed, 0, log, INSTRUCTIONS, DISK) for seed in range(20)}) > 10


def test_points_are_at_the_disks_writes_at_instructions_or_at_both(log):
    places = {at: [each.instruction for each in points_of(log, 200, at)] for at in (DISK, INSTRUCTION, BOTH)}
    assert set(places[DISK]) == {None}
    assert all(each in INSTRUCTIONS for each in places[INSTRUCTION]) and len(set(places[INSTRUCTION])) > 150
    assert 60 < places[BOTH].count(None) < 140
    # Which of the two it is does not change what becomes of the cache.
    assert [each.choice for each in points_of(log, 50, DISK)] == [
        each.choice for each in points_of(log, 50, INSTRUCTION)
    ]


def test_points_are_anywhere_and_lose_anything(log):
    points = points_of(log, 400, DISK)
    moments = {(each.entries, each.midway) for each in points}
    assert {entries for entries, _ in moments} == set(range(25))
    assert {each.choice for each in points} == {"lost", "kept", "some"}
    assert len({each.cut(log).read(0, 20) for each in points}) > 50


def test_all_is_each_moment_once(log):
    assert [each.entries for each in all_points(1, log)] == list(range(25))


def test_a_log_without_entries_has_one_moment():
    empty = Disk(DiskSpec.parse("blank:1M")).start_log()
    assert {(each.entries, each.midway) for each in points_of(empty, 20, DISK)} == {(0, False)}


def test_a_workload_that_there_is_not_is_told():
    with pytest.raises(ConfigError, match="no workload 'none'; there are mixed, many,"):
        workload("none")
