# SPDX-License-Identifier: GPL-2.0-or-later
"""The claims hold on the booted kernel, under every policy, and each mutant is caught."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest

from harness.check import CHECKS, Verdict
from harness.check.catalogue import attach, judge
from harness.check.k05_journal import JournalCommits
from harness.check.matrix import MUTANT_BUDGET_INSTRUCTIONS, MUTANT_PATIENCE_SECONDS, run_checks, run_mutant
from harness.check.mutants import MUTANTS, Mutant
from harness.check.patch import Patcher
from harness.image.elf import Image, read_elf
from harness.image.layout import Layout
from harness.machine.disk import DEFAULT_DISKS, Disk, DiskSpec
from harness.machine.machine import Machine
from harness.machine.stop import StopReason
from harness.trace.events import directory_changes

KERNEL = Path(__file__).parents[3] / "build" / "guest" / "kernel.elf"
IDS = [check.id for check in CHECKS]


@pytest.fixture(scope="module")
def image() -> Image:
    return read_elf(KERNEL)


@pytest.fixture(scope="module")
def verdicts(image: Image) -> dict[str, Verdict]:
    stop, judged = run_checks(image)
    assert stop.reason is StopReason.EXIT, stop
    return {verdict.id: verdict for verdict in judged}


@pytest.mark.parametrize("check_id", IDS)
def test_the_claim_holds(verdicts: dict[str, Verdict], check_id: str) -> None:
    assert verdicts[check_id].ok, verdicts[check_id].detail


@pytest.mark.parametrize("mutant", MUTANTS, ids=lambda mutant: mutant.id)
def test_the_mutant_is_caught_by_its_check(image: Image, mutant: Mutant) -> None:
    outcome = run_mutant(image, mutant)
    assert outcome.caught, f"ended by {outcome.stop}; caught by {outcome.caught_by}"


def test_every_check_has_a_mutant() -> None:
    assert {mutant.check for mutant in MUTANTS} == set(IDS)


@pytest.mark.parametrize("policy", ["eager", "guard", "native"])
def test_the_other_policies_keep_the_claims_that_apply_to_them(image: Image, policy: str) -> None:
    stop, judged = run_checks(image, policy=policy)
    assert stop.ok, stop
    assert {v.id: v.detail for v in judged if not v.ok} == {}


def hurry(patch: Patcher) -> None:
    patch.redirect("ext3_commit_tid", "log_wait_commit", "xor eax, eax; ret")


@pytest.mark.parametrize(
    ("breaks", "said"),
    [
        (lambda patch: None, r"[1-9]\d* fsynced files survived a power cut"),
        (hurry, r"fsync\(\) of inode \d+ came back, but after a power cut it is gone"),
    ],
)
def test_on_a_disk_that_is_written_into_its_file_fsync_is_judged_too(
    image: Image, tmp_path: Path, breaks: Callable[[Patcher], None], said: str
) -> None:
    file = tmp_path / "disk.img"
    Disk(DEFAULT_DISKS[0]).image().save(file)
    machine = Machine.load(image, disks=(DiskSpec.parse(str(file)), DEFAULT_DISKS[1]))
    breaks(Patcher(machine))
    checks = attach(machine, [JournalCommits])
    assert machine.run(MUTANT_BUDGET_INSTRUCTIONS, MUTANT_PATIENCE_SECONDS).reason is StopReason.EXIT
    (verdict,) = judge(checks)
    assert re.search(said, verdict.detail), verdict.detail
    # The judgement has not ended the writing.
    machine.disks[0].settle()
    assert machine.disks[0].media.base.writable
    assert file.read_bytes() == machine.disks[0].read(0, machine.disks[0].sectors)


def changes(image: Image, policy: str, script: str) -> list[tuple[int, bool]]:
    """Return (task, whether it runs on another directory than the last) for each switch."""
    machine = Machine.load(image, policy=policy, command_line=script)
    machine.take_events()
    stop = machine.run()
    assert stop.ok, stop
    return directory_changes(machine.take_events())


# Scripts whose tasks hand over by themselves: where a tick falls, which differs by the few
# instructions of a switch, they have no choice of whom to run.
@pytest.mark.parametrize("script", ["rc=switch", "rc=turns"])
def test_native_and_lazy_load_the_same_sequence_into_cr3(image: Image, script: str) -> None:
    lazy, native = changes(image, "lazy", script), changes(image, "native", script)
    assert len(lazy) > 100
    assert lazy == native


@pytest.mark.parametrize("split", [0x40000000, 0x80000000, 0xB0000000])
def test_the_claims_hold_at_other_splits(image: Image, split: int) -> None:
    machine = Machine.load(image, Layout(page_offset=split))
    stop = machine.run()
    assert stop.ok, stop


def test_the_end_of_process_one_is_a_panic(image: Image) -> None:
    machine = Machine.load(image, command_line="rc=exit")
    stop = machine.run()
    assert stop.reason is StopReason.PANIC, stop
    assert "Attempted to kill init!" in machine.console.text
