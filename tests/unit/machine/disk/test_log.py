# SPDX-License-Identifier: GPL-2.0-or-later
import random

import pytest

from harness.errors import ConfigError
from harness.machine.disk import Disk, DiskSpec, Kept, Lost, Seeded
from harness.machine.disk.sectors import SECTOR

SECTORS = 64


def fill(value, count=1):
    return bytes([value]) * (SECTOR * count)


def disk():
    return Disk(DiskSpec("blank", size_bytes=SECTORS * SECTOR))


def all_of(image):
    return image.read(0, SECTORS)


def steps(seed, count=300):
    """Random writes and flushes: (lba, data, fua), or None for a flush."""
    dice = random.Random(seed)
    for _ in range(count):
        if dice.random() < 0.1:
            yield None
        else:
            yield (
                dice.randrange(SECTORS - 2),
                fill(dice.randrange(256), dice.randint(1, 2)),
                dice.random() < 0.1,
            )


def do(one, step):
    if step is None:
        one.flush()
    else:
        one.write(*step)


@pytest.mark.parametrize("order", [1, -1])
def test_a_cut_after_the_fact_is_the_cut_at_that_moment(order):
    one = disk()
    do(one, (0, fill(7, 5), False))
    log, then = one.start_log(), []
    for number, step in enumerate(steps(1)):
        then.append([all_of(one.power_cut(choice)) for choice in (Lost(), Kept(), Seeded(number))])
        do(one, step)
    for number in list(range(300))[::order]:
        cuts = [all_of(log.cut(number, choice)) for choice in (Lost(), Kept(), Seeded(number))]
        assert cuts == then[number], number


def test_midway_each_sector_of_the_write_is_there_or_not():
    one = disk()
    log = one.start_log()
    one.write(3, fill(1, 2), fua=True)
    cuts = {log.cut(0, Seeded(seed), midway=True).read(3, 2)[::SECTOR] for seed in range(60)}
    assert cuts == {bytes([a, b]) for a in (0, 1) for b in (0, 1)}
    assert log.cut(1, Lost()).read(3, 2) == fill(1, 2)


def test_entries_say_what_was_a_barrier():
    one = disk()
    log = one.start_log()
    one.write(0, fill(1))
    one.flush()
    one.write(1, fill(2), fua=True)
    one.cache.enabled = False
    one.write(2, fill(3))
    assert [(entry.lba, entry.data is None, entry.durable) for entry in log.entries] == [
        (0, False, False),
        (0, True, True),
        (1, False, True),
        (2, False, True),
    ]


def test_a_restored_disk_adds_nothing_to_a_log_of_another_past():
    one = disk()
    state = one.state()
    log = one.start_log()
    one.write(0, fill(1))
    one.load_state(state)
    one.write(1, fill(1))
    assert len(log.entries) == 1


def test_a_moment_that_there_is_not_is_refused():
    log = disk().start_log()
    with pytest.raises(ConfigError, match="0 entries"):
        log.cut(1, Lost())
    with pytest.raises(ConfigError, match="0 entries"):
        log.cut(0, Lost(), midway=True)


def test_a_failed_write_is_not_in_the_log():
    one = disk()
    log = one.start_log()
    with one.failing("write"), pytest.raises(Exception, match="write fault"):
        one.write(0, fill(1))
    assert log.entries == []
