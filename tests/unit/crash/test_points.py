# SPDX-License-Identifier: GPL-2.0-or-later
"""A point is the same one each time."""

import pytest

from harness.crash import all_points, point
from harness.crash.workload import workload
from harness.errors import ConfigError
from harness.machine.disk import Disk, DiskSpec, WriteLog


@pytest.fixture
def log() -> WriteLog:
    disk = Disk(DiskSpec.parse("blank:1M"))
    log = disk.start_log()
    for number in range(20):
        disk.write(number, bytes([number + 1]) * 512)
        if number % 5 == 4:
            disk.flush()
    return log


def test_a_number_and_a_seed_are_all_that_a_point_needs(log):
    for number in range(50):
        here, again = point(3, number, log), point(3, number, log)
        assert here == again and here.cut(log).read(0, 20) == again.cut(log).read(0, 20)
    assert len({point(seed, 0, log) for seed in range(20)}) > 10


def test_points_are_anywhere_and_lose_anything(log):
    points = [point(0, number, log) for number in range(400)]
    moments = {(each.entries, each.midway) for each in points}
    assert {entries for entries, _ in moments} == set(range(25))
    assert {each.choice for each in points} == {"lost", "kept", "some"}
    assert len({each.cut(log).read(0, 20) for each in points}) > 50


def test_all_is_each_moment_once(log):
    assert [each.entries for each in all_points(1, log)] == list(range(25))


def test_a_log_without_entries_has_one_moment():
    empty = Disk(DiskSpec.parse("blank:1M")).start_log()
    assert {(each.entries, each.midway) for each in (point(0, n, empty) for n in range(20))} == {(0, False)}


def test_a_workload_that_there_is_not_is_told():
    with pytest.raises(ConfigError, match="no workload 'none'; there are mixed, many,"):
        workload("none")
