# SPDX-License-Identifier: GPL-2.0-or-later
import pytest

from harness.machine.clock import NEVER, EventQueue


class Clock:
    def __init__(self):
        self.cycle = 0
        self.deadlines = []
        self.log = []
        self.queue = EventQueue(lambda: self.cycle, self.deadlines.append)

    def note(self, name):
        return lambda: self.log.append(name)


@pytest.fixture
def clock():
    return Clock()


def test_events_run_in_order_of_their_cycles(clock):
    clock.queue.at(20, clock.note("b"))
    clock.queue.at(10, clock.note("a"))
    clock.cycle = 30
    clock.queue.run_due()
    assert clock.log == ["a", "b"]


def test_events_of_one_cycle_run_in_order_of_scheduling(clock):
    for name in "abc":
        clock.queue.at(10, clock.note(name))
    clock.cycle = 10
    clock.queue.run_due()
    assert clock.log == ["a", "b", "c"]


def test_nothing_runs_before_its_cycle(clock):
    clock.queue.at(10, clock.note("a"))
    clock.cycle = 9
    clock.queue.run_due()
    assert clock.log == []


def test_a_cancelled_event_never_runs(clock):
    event = clock.queue.at(10, clock.note("a"))
    clock.queue.cancel(event)
    clock.cycle = 10
    clock.queue.run_due()
    assert clock.log == []
    assert clock.queue.next_cycle == NEVER


def test_an_event_may_schedule_another_that_is_due_at_once(clock):
    clock.queue.at(1, lambda: clock.queue.at(2, clock.note("second")))
    clock.cycle = 5
    clock.queue.run_due()
    assert clock.log == ["second"]


def test_the_engine_learns_the_earliest_deadline(clock):
    clock.queue.at(20, clock.note("b"))
    clock.queue.at(10, clock.note("a"))
    assert clock.deadlines[-1] == 10
    clock.cycle = 10
    clock.queue.run_due()
    assert clock.deadlines[-1] == 20
    clock.cycle = 20
    clock.queue.run_due()
    assert clock.deadlines[-1] == NEVER


def test_events_come_again_in_their_old_order(clock):
    events = [clock.queue.at(100, clock.note(name)) for name in "abc"]
    places, serial = [clock.queue.when(event) for event in events], clock.queue.serial
    clock.cycle = 100
    clock.queue.run_due()
    clock.queue.begin_load(serial)
    for place, name in reversed(list(zip(places, "abc", strict=True))):
        clock.queue.again(place, clock.note(name))
    clock.queue.end_load()
    clock.queue.at(100, clock.note("d"))
    assert clock.deadlines[-1] == 100
    clock.queue.run_due()
    assert clock.log == ["a", "b", "c", "a", "b", "c", "d"]


def test_an_event_that_is_over_has_no_place(clock):
    event = clock.queue.at(100, lambda: None)
    clock.queue.cancel(event)
    assert clock.queue.when(event) is None and clock.queue.when(None) is None
    assert clock.queue.again(None, lambda: None) is None
    assert clock.queue.next_cycle == NEVER


def test_the_hosts_events_are_those_that_no_device_keeps(clock):
    kept, own, gone = (clock.queue.at(100, lambda: None) for _ in range(3))
    clock.queue.when(kept)
    clock.queue.cancel(gone)
    assert clock.queue.of_host() == [own]
