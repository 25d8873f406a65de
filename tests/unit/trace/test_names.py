# SPDX-License-Identifier: GPL-2.0-or-later
"""Who a task_struct was: reused, renamed, not yet named."""

from __future__ import annotations

import numpy as np

from harness.machine.events import Kind
from harness.trace.happenings import ON_DISK
from harness.trace.names import TaskNames

FIRST, SECOND = 0xC0001000, 0xC0002000


def named(*rows: tuple[int, int, int, str]) -> TaskNames:
    records = np.zeros(len(rows) + 1, ON_DISK)
    records[-1]["kind"] = Kind.SWITCH
    for record, (number, task, pid, comm) in zip(records, rows, strict=False):
        words = np.frombuffer(comm.encode().ljust(16, b"\0"), "<u4")
        record["kind"], record["number"], record["task"], record["eip"] = Kind.TASK, number, task, pid
        for name, word in zip("abcd", words, strict=True):
            record[name] = word
    return TaskNames([records])


NAMES = named(
    (10, FIRST, 1, "swapper"), (50, FIRST, 1, "init"), (90, FIRST, 7, "sh"), (20, SECOND, 2, "events/0")
)


def test_a_name_holds_until_the_next_one() -> None:
    assert [NAMES.name(FIRST, n) for n in (10, 49, 50, 89, 90)] == [
        "swapper/1", "swapper/1", "init/1", "init/1", "sh/7",
    ]  # fmt: skip


def test_before_its_first_name_a_task_was_already_the_one_that_is_named() -> None:
    assert (NAMES.name(FIRST, 0), NAMES.name(SECOND, 0)) == ("swapper/1", "events/0/2")


def test_a_task_that_nobody_named_is_an_address_and_nobody_is_a_dash() -> None:
    assert (NAMES.name(0xC0003000, 60), NAMES.name(0, 60)) == ("0xc0003000", "-")


def test_execve_renames_and_the_life_of_a_task_has_its_last_name() -> None:
    assert NAMES.life(FIRST, 10) == "init/1", "pid 7 in the same place is another task"


def test_columns_are_named_as_single_instructions_are() -> None:
    tasks = np.array([FIRST, SECOND, 0xC0003000, FIRST, 0, SECOND], np.uint32)
    numbers = np.array([0, 0, 60, 90, 60, 25], np.uint64)
    found = NAMES.indices(tasks, numbers).tolist()
    rows = [str(NAMES.rows[i]) if i < len(NAMES.rows) else None for i in found]
    assert rows == ["swapper/1", "events/0/2", None, "sh/7", None, "events/0/2"]
    assert NAMES.pids[found].tolist() == [1, 2, -1, 7, -1, 2]


def test_a_trace_that_names_nobody_has_columns_of_nobody() -> None:
    nobody = named()
    assert nobody.indices(np.array([FIRST], np.uint32), np.array([1], np.uint64)).tolist() == [0]
    assert nobody.pids.tolist() == [-1]


def test_a_number_that_no_run_reaches_finds_the_last_name() -> None:
    # A damaged event's.
    assert NAMES.name(SECOND, 1 << 63) == "events/0/2"
    assert named((1 << 63, FIRST, 1, "swapper")).name(FIRST, 1 << 63) == "swapper/1"


def test_a_pid_of_all_ones_is_a_signed_word() -> None:
    assert named((10, FIRST, 0xFFFFFFFF, "swapper")).pids.tolist() == [-1, -1]
