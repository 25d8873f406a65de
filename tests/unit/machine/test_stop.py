# SPDX-License-Identifier: GPL-2.0-or-later
import pytest

from harness.machine.stop import Stop, StopReason


@pytest.mark.parametrize(
    ("reason", "value", "code"),
    [
        (StopReason.EXIT, 0, 0),
        (StopReason.EXIT, 5, 1),
        (StopReason.PANIC, 0x7F, 3),
        (StopReason.BUDGET, 0, 4),
        (StopReason.SHUTDOWN, 0, 5),
        (StopReason.HALTED, 0, 7),
        (StopReason.BUS, 0, 8),
        (StopReason.INTERRUPTED, 0, 130),
        (StopReason.BREAKPOINT, 0, 0),
    ],
)
def test_each_ending_has_its_exit_code(reason, value, code):
    assert Stop(reason, value).exit_code == code


@pytest.mark.parametrize("reason", StopReason)
def test_each_ending_is_one_sentence_with_place_and_task(reason):
    text = str(Stop(reason, 7, 0xC0100014, "schedule+0x14", 3, "events/0", 1234))
    assert "0xc0100014 in schedule+0x14, task 3 (events/0), after 1,234 instructions" in text
    assert "\n" not in text


def test_only_an_interrupted_run_is_worth_nothing():
    with pytest.raises(KeyboardInterrupt):
        Stop(StopReason.INTERRUPTED).unless_interrupted()
    ended = Stop(StopReason.PANIC)
    assert ended.unless_interrupted() is ended
