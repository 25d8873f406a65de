# SPDX-License-Identifier: GPL-2.0-or-later
"""A tap: a probe that is told who runs, and what the stack holds."""

from __future__ import annotations

import pytest

from harness.machine.engine import CoreStop
from tests.cpu.rig import CODE, Rig

OFFSET = 0xC0000000
STACK_BYTES, TASK_AT, PID_AT = 0x2000, 4, 0x10
FOOT, TASK = 0x200000, 0x210000
Told = list[tuple[object, ...]]


def tapped(rig: Rig, at: int = CODE, offset: int = 0, direct: int = 0x400000) -> Told:
    """Tap an instruction; the stack's foot names a task, and that its pid."""
    told: Told = []
    rig.core.set_tap_places(offset, direct, 0, STACK_BYTES, TASK_AT, PID_AT)
    rig.poke32(FOOT + TASK_AT, offset + TASK)
    rig.poke32(TASK + PID_AT, 42)
    rig.core.add_tap(at, lambda *what: told.append(what))
    return told


def code(esp: int) -> str:
    return f"mov eax, 77; mov esp, {esp}; push 4; push 3; push 2; push 1; push 0x1234; nop; cli; hlt"


def at_nop() -> int:
    return CODE + 5 + 5 + 4 * 2 + 5


def test_a_tap_is_told_the_task_and_the_arguments(rig: Rig) -> None:
    esp = FOOT + 0x1000
    told = tapped(rig, at_nop())
    assert rig.go(code(esp)) is CoreStop.HALTED
    now = told[0][0]
    assert told == [(now, TASK, 42, esp - 20, 77, 0x1234, (1, 2, 3, 4))]
    assert isinstance(now, int) and 0 < now <= rig.core.instructions


def test_what_lies_above_the_stack_is_not_read(rig: Rig) -> None:
    esp = FOOT + STACK_BYTES
    rig.poke(esp, b"\xff" * 16)
    told = tapped(rig, at_nop() - 5 - 2)
    rig.go(code(esp))
    assert told[0][3:] == (esp - 12, 77, 2, (3, 4, 0, 0))


def test_a_stack_that_is_mapped_elsewhere_is_found_by_its_tables(paged: Rig) -> None:
    esp = 0x380000 + 0x1000
    told = tapped(paged, at_nop(), direct=0x300000)
    for page in (0, 0x1000):
        paged.poke32(paged.pte(0x380000 + page), FOOT + page | 3)
    assert paged.go(code(esp)) is CoreStop.HALTED
    assert told[0][1:] == (TASK, 42, esp - 20, 77, 0x1234, (1, 2, 3, 4))


@pytest.mark.parametrize("esp", [0x100000, FOOT - 0x10])
def test_a_stack_of_no_task_is_not_told(rig: Rig, esp: int) -> None:
    told = tapped(rig, at_nop())
    rig.poke32((esp - 20) // STACK_BYTES * STACK_BYTES + TASK_AT, 0x7FFFFFF0)
    assert rig.go(code(esp)) is CoreStop.HALTED and not told


def test_a_stack_in_the_user_half_is_not_told(rig: Rig) -> None:
    esp = FOOT + 0x1000
    told = tapped(rig, at_nop(), OFFSET)
    assert rig.go(code(esp)) is CoreStop.HALTED and not told


def test_an_error_in_a_tap_ends_the_run(rig: Rig) -> None:
    esp = FOOT + 0x1000
    tapped(rig)

    def wrong(*what: object) -> None:
        raise ZeroDivisionError

    rig.core.add_tap(at_nop(), wrong)
    with pytest.raises(ZeroDivisionError):
        rig.go(code(esp))


def test_a_removed_tap_is_silent(rig: Rig) -> None:
    esp = FOOT + 0x1000
    told = tapped(rig)
    rig.core.remove_probe(0)
    assert rig.go(code(esp)) is CoreStop.HALTED and not told


def test_places_that_cannot_be_are_refused(rig: Rig) -> None:
    for direct, stack in ((0x400001, 0x2000), (0x1000, 0x1800)):
        with pytest.raises(ValueError, match="direct map"):
            rig.core.set_tap_places(0, direct, 0, stack, 0, 0)
    with pytest.raises(TypeError, match="callable"):
        rig.core.add_tap(CODE, None)  # type: ignore[arg-type]
