# SPDX-License-Identifier: GPL-2.0-or-later
import os

import pytest

from harness.run.escape import Escape
from harness.run.input_log import Entry
from harness.run.keyboard import Keyboard, Pace

SECOND = 100_000_000


class Clock:
    """The user's clock, which only moves when told to."""

    def __init__(self):
        self.now = 50.0

    def __call__(self):
        return self.now


def test_sleep_is_waited_for_and_work_is_not():
    pace = Pace(Clock())
    assert pace.ahead(idle=0) == 0
    assert pace.ahead(idle=SECOND // 10) == pytest.approx(0.1)


def test_time_that_passed_meanwhile_is_not_waited_for_again():
    clock = Clock()
    pace = Pace(clock)
    pace.ahead(idle=SECOND)
    clock.now += 0.75
    assert pace.ahead(idle=SECOND) == pytest.approx(0.25)


def test_a_slow_host_is_not_caught_up_with():
    clock = Clock()
    pace = Pace(clock)
    clock.now += 100
    assert pace.ahead(idle=SECOND) == 0
    assert pace.ahead(idle=2 * SECOND) == pytest.approx(1)


class Window:
    """A terminal that is none, or a raw one."""

    def __init__(self, raw):
        self.raw = raw
        self.size = None

    def take_size(self):
        size, self.size = self.size, None
        return size


@pytest.fixture
def pipe(monkeypatch):
    out, into = os.pipe()
    with os.fdopen(out) as stdin:
        monkeypatch.setattr("sys.stdin", stdin)
        yield into
    try:
        os.close(into)
    except OSError:
        pass


def keyboard(raw=False, pending=lambda: 0, told=None):
    told = [] if told is None else told
    return Keyboard(Window(raw), Escape(1), pending, told.append, lambda: "here")


def test_a_pipe_is_the_guests_with_every_byte(pipe):
    source = keyboard()
    assert source.take(7, 0) == []
    os.write(pipe, b"ls\n\x01x")
    assert source.take(8, 0) == [Entry(8, b"ls\n\x01x")]


def test_the_end_of_a_pipe_is_an_end_of_file_each_second(pipe):
    source = keyboard()
    os.close(pipe)
    assert source.take(5, 0) == [Entry(5, b"\x04")]
    assert not source.open
    assert source.take(6, 0) == []
    assert source.take(5 + SECOND, 0) == [Entry(5 + SECOND, b"\x04")]
    assert source.take(6 + SECOND, 0) == []


def test_nothing_is_read_before_the_guest_has_taken_what_was(pipe):
    waiting = [300]
    source = keyboard(pending=lambda: waiting[0])
    os.write(pipe, b"more")
    assert source.take(5, 0) == []
    waiting[0] = 0
    assert source.take(6, 0) == [Entry(6, b"more")]


def test_at_a_terminal_the_escape_key_leaves(pipe):
    source = keyboard(raw=True)
    os.write(pipe, b"abc\x01xlost")
    assert source.take(5, 0) == [Entry(5, b"abc"), Entry(5, leave=True)]
    assert not source.open


def test_at_a_terminal_commands_tell_the_user_something(pipe):
    told = []
    source = keyboard(raw=True, told=told)
    os.write(pipe, b"\x01s\x01h")
    assert source.take(5, 0) == []
    assert told[0] == "here"
    assert "leave the guest" in told[1]


def test_a_terminal_that_goes_takes_the_user_along(pipe):
    source = keyboard(raw=True)
    os.close(pipe)
    assert source.take(5, 0) == [Entry(5, leave=True)]


def test_a_new_size_is_input_too(pipe):
    source = keyboard(raw=True)
    source._terminal.size = (50, 132)
    assert source.take(5, 0) == [Entry(5, size=(50, 132))]
