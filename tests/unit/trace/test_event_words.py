# SPDX-License-Identifier: GPL-2.0-or-later
"""Events in words, from records that belong together."""

from __future__ import annotations

import doctest
from typing import Any

import numpy as np
import pytest

from harness.machine.events import Kind
from harness.trace import event_words
from harness.trace.event_words import say
from harness.trace.happenings import ON_DISK, Happening, happenings
from harness.trace.names import TaskNames
from harness.trace.wording import Wording

NOBODY = TaskNames([])


class Table(Wording):
    """Two system calls, and no image."""

    def __init__(self) -> None:
        self.image = None
        self.missing = ""

    def system_call(self, number: int) -> str:
        return {4: "sys_write", 5: "sys_open"}.get(number, f"system call {number}")


def recorded(*rows: tuple[int, ...], text: dict[int, bytes] | None = None) -> list[Happening]:
    """Events from (kind, eip, a, b, c, d, pad); ``text`` fills a to d of some."""
    names = ("kind", "eip", "a", "b", "c", "d", "pad")
    records: Any = {name: np.zeros(len(rows), "u4") for name in (*ON_DISK.names, "row")}
    for at, row in enumerate(rows):
        for name, value in zip(names, row, strict=False):
            records[name][at] = value
        for name, word in zip(
            "abcd", np.frombuffer((text or {}).get(at, b"").ljust(16, b"\0"), "<u4"), strict=True
        ):
            if text and at in text:
                records[name][at] = word
    return happenings(records)


def words(*rows: tuple[int, ...], text: dict[int, bytes] | None = None) -> list[str]:
    return [say(event, Table(), NOBODY) for event in recorded(*rows, text=text)]


CALL = (Kind.INTERRUPT, 0, 0x80, 1, 4, 3)


def test_a_system_call_is_one_event_with_its_arguments_and_what_they_point_to() -> None:
    said = words(
        CALL, (Kind.SYSCALL, 0, 4, 1, 0x804A000, 19), (Kind.SYSCALL2, 0, 0, 0, 0),
        (Kind.TEXT, 1), (Kind.TEXT, 1, 0, 0, 0, 0, 16),
        text={3: b'sixteen bytes "a', 4: b'b"\n'},
    )  # fmt: skip
    assert said == ['sys_write(1, "sixteen bytes \\"ab\\"\\n", 19), from ring 3']


def test_a_call_without_its_arguments_is_its_name() -> None:
    assert words(CALL) == ["sys_write, from ring 3"]


def test_negative_results_have_the_names_of_errors() -> None:
    assert words((Kind.RETURN, 0, 5, 0xFFFFFFFE)) == ["sys_open = -ENOENT"]


def test_a_page_fault_tells_the_walk() -> None:
    fault = (Kind.EXCEPTION, 0xC0100000, 14, 2, 0x0804A868, 3)
    walked = words(fault, (Kind.WALK, 0, 0x0804A868, 0x00124067, 0, 1))
    assert walked == [
        "page fault (vector 14, error 0x2) at address 0x0804a868, from ring 3, "
        "directory entry 0x00124067, table entry 0x00000000"
    ]


def test_what_belongs_to_nothing_before_it_stands_alone() -> None:
    assert len(recorded((Kind.SYSCALL, 0, 4), (Kind.SWITCH, 0, 1, 2))) == 2


def test_names_of_tasks_are_no_events() -> None:
    assert recorded((Kind.TASK, 1), (Kind.CR3, 0, 1, 2))[0].kind == Kind.CR3


@pytest.mark.parametrize("kind", [kind for kind in Kind if kind != Kind.TASK])
def test_every_kind_is_told_on_one_line(kind: Kind) -> None:
    said = words((kind, 0xC0100000, 1, 2, 3, 0))
    assert len(said) == 1 and said[0] and "\n" not in said[0]


@pytest.mark.parametrize(
    "values, told",
    [
        ((0xC4, 100, 8, 0), "disk hda READ MULTIPLE, 8 sectors from 100"),
        ((0x1CE, 5, 1, 1), "disk hdb WRITE MULTIPLE FUA EXT, 1 sectors from 4294967301"),
        ((0x100E7, 0, 0, 0), "disk hda fails FLUSH CACHE"),
        ((0x101FF, 0, 0, 0), "disk hdb fails command 0xff"),
    ],
)
def test_a_disk_command_is_told_with_its_name_and_place(values: tuple[int, ...], told: str) -> None:
    assert words((Kind.DISK, 0, *values)) == [told]


def test_the_examples_in_the_text_hold() -> None:
    assert doctest.testmod(event_words).failed == 0
