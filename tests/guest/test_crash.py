# SPDX-License-Identifier: GPL-2.0-or-later
"""A power cut at any moment costs nothing that was promised."""

from __future__ import annotations

import json
import subprocess
import sys
from dataclasses import replace

import pytest

from harness.check.mutants import MUTANTS
from harness.check.patch import Patcher
from harness.crash import DISK, INSTRUCTION, Crash, point, record, workload
from harness.crash.replay import replay
from harness.machine.disk.sectors import SECTOR
from harness.machine.machine import Machine
from harness.machine.stop import Stop, StopReason
from harness.run.kernel_path import default_kernel
from tests.peers.e2fsprogs import need_e2fsprogs

pytestmark = pytest.mark.skipif(not default_kernel().exists(), reason="no kernel: run `make guest`")
# 300 in all; by workload.
QUICK = {"mixed": 100, "sync": 10, "many": 50, "journal": 40, "writeback": 30, "blocks": 30, "full": 40}
# 5,000 in all, of several seeds, each a run of its own.
SLOW = {"mixed": 7, "sync": 1, "many": 5, "journal": 3, "writeback": 3, "blocks": 2, "full": 3, "long": 1}
SLOW_POINTS = 200
CAUGHT_WITHIN = 60


@pytest.fixture(autouse=True)
def peers() -> None:
    need_e2fsprogs()


def failures(name: str, seed: int, count: int) -> list[str]:
    with Crash(workload(name), seed) as crash:
        points = [crash.point(number) for number in range(count)]
        return [f"{each.point}: {each.faults}" for each in crash.run(points) if each.faults]


@pytest.mark.parametrize("name", QUICK)
def test_three_hundred_power_cuts_lose_nothing_that_was_promised(name):
    assert failures(name, 0, QUICK[name]) == []


@pytest.mark.slow
@pytest.mark.parametrize(
    ("name", "seed"), [(name, seed) for name, seeds in SLOW.items() for seed in range(1, seeds + 1)]
)
def test_five_thousand_power_cuts_lose_nothing_that_was_promised(name, seed):
    assert failures(name, seed, SLOW_POINTS) == []


@pytest.mark.parametrize("broken", ["k05-record", "k05-flush", "k05-data"])
def test_a_kernel_that_breaks_its_journals_promise_is_caught(broken):
    (mutant,) = (each for each in MUTANTS if each.id == broken)
    with Crash(workload("mixed"), 0, lambda machine: mutant.apply(Patcher(machine))) as crash:
        points = (crash.point(number) for number in range(CAUGHT_WITHIN))
        caught = next((each for each in crash.run(points) if each.faults), None)
        assert caught is not None
        # The point alone says the same again.
        assert list(crash.run([crash.point(caught.point.number)])) == [caught]


@pytest.mark.parametrize("at", [DISK, INSTRUCTION])
def test_an_fsync_that_does_not_wait_is_caught_at_writes_and_at_instructions(at):
    def hurry(machine: Machine) -> None:
        Patcher(machine).redirect("ext3_commit_tid", "log_wait_commit", "xor eax, eax; ret")

    with Crash(workload("mixed"), 0, hurry) as crash:
        points = (crash.point(number, at) for number in range(CAUGHT_WITHIN))
        caught = next((each for each in crash.run(points) if each.faults), None)
        assert caught is not None and (caught.point.instruction is None) == (at == DISK)
        assert list(crash.run([crash.point(caught.point.number, at)])) == [caught]


def test_a_synchronous_mount_that_does_not_wait_for_names_is_caught():
    def hurry(machine: Machine) -> None:
        code = "push [esp + 4]; call {ext3_journal_stop}; add esp, 4; mov eax, [esp + 12]; ret"
        Patcher(machine).replace("ext3_journal_stop_names", code)

    with Crash(workload("sync"), 0, hurry) as crash:
        points = (crash.point(number) for number in range(CAUGHT_WITHIN))
        assert any(each.faults for each in crash.run(points))


def test_what_a_stopped_machine_leaves_is_what_the_log_says_of_that_moment():
    recording = record(workload("mixed"), 0)
    log, parts = recording.log, set[tuple[int, int]]()
    points = (point(0, number, log, recording.instructions, INSTRUCTION) for number in range(250))
    chosen = [replace(each, choice=("kept", "lost")[each.number % 2]) for each in points]
    for each, (moment, live) in replay(recording, chosen).items():
        now, said = (image.read(0, image.sectors) for image in (live, log.cut(moment.entries, each.loss)))
        if now == said:
            continue
        # A block is coming in: the first sectors of the log's next entry are in the drive.
        assert each.choice == "kept"
        coming = log.entries[moment.entries]
        for sectors in range(1, len(coming.data) // SECTOR + 1):
            start, end = coming.lba * SECTOR, (coming.lba + sectors) * SECTOR
            if now == said[:start] + coming.data[: end - start] + said[end:]:
                parts.add((sectors, len(coming.data) // SECTOR))
                break
        else:
            pytest.fail(f"{each}: neither what was written, nor a part of what comes next")
    assert any(came < count for came, count in parts) and any(came == count for came, count in parts)


def test_a_run_is_the_same_run_again_and_does_what_programs_do():
    one, other = (record(workload("many"), 3) for _ in range(2))
    assert one.log.entries == other.log.entries and one.steps == other.steps
    there = point(3, 5, one.log, one.instructions, DISK)
    here, there = (there.cut(recording.log) for recording in (one, other))
    assert here.read(0, here.sectors) == there.read(0, there.sectors)
    done = {step.what for step in one.steps if step.result >= 0}
    assert done >= {"create", "write", "truncate", "rename", "unlink", "mkdir", "fsync", "fdatasync"}


def command(*options: str) -> subprocess.CompletedProcess:
    return subprocess.run(
        [sys.executable, "-m", "harness", "crash", *options], capture_output=True, text=True, timeout=600
    )


def test_the_command_reports_as_a_table_and_as_json():
    done = command("--points", "3", "--json", "-")
    report = json.loads(done.stdout)
    assert (done.returncode, done.stderr) == (0, "")
    assert (report["ok"], report["workload"], report["points"], report["failed"]) == (True, "mixed", 3, [])
    assert report["writes"] > 50 and report["flushes"] > 5
    table = command("--points", "2", "--workload", "blocks").stdout.splitlines()
    assert table[1] == "Power cuts" and table[3].split()[0] == "blocks" and table[3].endswith("ok")


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        (["--workload", "none"], "no workload 'none'; there are mixed, many,"),
        (["--points", "few"], "unreadable points 'few'; write it like 300, or all"),
        (["--points", "all", "--point", "100000"], "there is no point 100000"),
        (["--points", "all", "--at", "instruction"], "nobody has the time for all instructions"),
        (["--at", "noon"], "'noon' is not one of 'disk', 'instruction', 'both'"),
    ],
)
def test_a_wrong_option_is_told_in_a_sentence(options, sentence):
    done = command(*options)
    assert (done.returncode, done.stdout, done.stderr.count("\n")) == (2, "", 1)
    assert sentence in done.stderr


def press_ctrl_c(monkeypatch):
    """Have all runs of machines end as by Ctrl-C from now on."""
    monkeypatch.setattr(Machine, "run", lambda *_: Stop(StopReason.INTERRUPTED))


def test_ctrl_c_ends_the_workload(monkeypatch):
    with pytest.raises(KeyboardInterrupt):
        record(workload("mixed"), 0, lambda _: press_ctrl_c(monkeypatch))


@pytest.mark.parametrize("at", [DISK, INSTRUCTION])
def test_ctrl_c_is_no_fault_of_a_point(monkeypatch, at):
    with Crash(workload("mixed"), 0) as crash:
        press_ctrl_c(monkeypatch)
        with pytest.raises(KeyboardInterrupt):
            next(crash.run([crash.point(0, at)]))
