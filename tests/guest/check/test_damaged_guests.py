# SPDX-License-Identifier: GPL-2.0-or-later
"""Checks on a guest whose memory makes no sense: a failed verdict, soon."""

from __future__ import annotations

from pathlib import Path

import pytest

from harness.check import Check, Verdict
from harness.check.catalogue import attach, judge
from harness.image.elf import Image, read_elf
from harness.machine.machine import Machine

KERNEL = Path(__file__).parents[3] / "build" / "guest" / "kernel.elf"
UNMAPPED = 0x50000000


@pytest.fixture(scope="module")
def image() -> Image:
    return read_elf(KERNEL)


def damage(machine: Machine, value: int) -> None:
    """Let the list of tasks go on at ``value``."""
    virt = machine.symbols["init_task"] + machine.symbols.offset("task_struct", "tasks")
    machine.engine.write_virt(virt, value.to_bytes(4, "little"))


def verdict(checks: list[Check]) -> Verdict:
    return next(verdict for verdict in judge(checks) if verdict.id == "K15")


def test_a_list_of_tasks_that_leads_nowhere_breaks_the_claim(image: Image) -> None:
    machine = Machine.load(image)
    attached = attach(machine)
    machine.engine.add_probe(machine.symbols["machine_power_off"], lambda: damage(machine, UNMAPPED))
    machine.run()
    judged = verdict(attached)
    assert not judged.ok
    assert "not mapped" in judged.detail


def test_a_tree_of_tasks_without_a_root_is_climbed_once(image: Image) -> None:
    machine = Machine.load(image)
    attached = attach(machine)
    # From there on through zeroed memory, which is its own parent and successor.
    damage(machine, 0)
    words = 0
    read = machine.read_word

    def counted(virt: int) -> int:
        nonlocal words
        words += 1
        return read(virt)

    machine.read_word = counted  # type: ignore[method-assign]
    assert not verdict(attached).ok
    assert words < 100_000


def test_a_probe_that_finds_no_memory_fails_the_checks_and_not_the_run(image: Image) -> None:
    machine = Machine.load(image)
    attached = attach(machine)
    tap = attached[0].tap
    tap.on_call("start_kernel", lambda call: print(tap.word(UNMAPPED)))
    machine.run(1_000_000)
    verdicts = judge(attached)
    assert machine.engine.instructions > 1_000_000
    assert not any(verdict.ok for verdict in verdicts)
    assert tap.damage is not None
