# SPDX-License-Identifier: GPL-2.0-or-later
"""kjournald commits when a transaction is old, when it is full, and when somebody waits."""

from __future__ import annotations

import pytest

from harness.check import attach
from harness.check.k05_journal import JournalCommits
from harness.machine.clock import CYCLES_PER_SECOND
from harness.machine.disk import DiskCommand
from harness.machine.disk.ext3 import format as f
from harness.run.kernel_path import default_kernel
from tests.guest.ext3_script import finish, formatted, started

pytestmark = pytest.mark.skipif(not default_kernel().exists(), reason="no kernel: run `make guest`")
TICK = CYCLES_PER_SECOND // 100


def commits(where, lines: list[str]) -> tuple[int, list[tuple[int, int | None]]]:
    """Return when the first change was made, and when and by which task each commit record was."""
    image = formatted(where, "-t", "ext3", "-b", "1024", size="8M")
    machine = started(image, where, [*lines, "umount /mnt"])
    began: list[int] = []
    records: list[tuple[int, int | None]] = []
    machine.engine.add_probe(
        machine.symbols["journal_dirty_metadata"], lambda: began.append(machine.engine.clock)
    )

    def look(command: DiskCommand) -> None:
        if command.fua and command.data and f.HEADER.unpack(command.data)["blocktype"] == f.COMMIT:
            records.append((command.ended, command.pid))

    machine.disks[0].observe(look)
    assert finish(machine).errors == {}
    return began[0], records


@pytest.mark.parametrize(("options", "seconds"), [("", 5), ("commit=2", 2)])
def test_a_transaction_is_committed_unasked_when_it_is_old(options, seconds, tmp_path):
    lines = [f"mount /dev/hda /mnt ext3 {options}", "write /mnt/f 0 10 1", f"sleep {seconds}500"]
    began, records = commits(tmp_path, lines)
    age = records[0][0] - began
    assert seconds * CYCLES_PER_SECOND - 2 * TICK <= age <= seconds * CYCLES_PER_SECOND + 4 * TICK


def test_a_transaction_is_committed_before_that_when_it_is_full(tmp_path):
    # A transaction has a quarter of the log's 1024 blocks at most.
    lines = ["mount /dev/hda /mnt ext3 data=journal", "write /mnt/f 0 600000 1"]
    began, records = commits(tmp_path, lines)
    assert records[0][0] - began < CYCLES_PER_SECOND
    assert len(records) >= 3


def test_one_thread_commits_for_all(tmp_path):
    changes = [line for number in range(4) for line in (f"write /mnt/f{number} 0 9 1", "sync")]
    lines = ["mount /dev/hda /mnt ext3", *changes]
    _, records = commits(tmp_path, lines)
    assert len(records) >= 4
    assert len({pid for _, pid in records[:4]}) == 1


@pytest.mark.parametrize("mode", ["ordered", "journal"])
def test_the_order_of_writes_holds_while_the_log_goes_round(mode, tmp_path):
    rounds = [
        line
        for number in range(4)
        for line in (f"many /mnt/f{number}- 30 5000", "write /mnt/big 0 150000 1", "truncate /mnt/big 5000")
    ]
    image = formatted(tmp_path, "-t", "ext3", "-b", "1024", size="8M")
    options = f"mount /dev/hda /mnt ext3 data={mode},commit=1"
    safe = ["write /mnt/safe 0 9000 2", "fsync /mnt/safe"]
    machine = started(
        image, tmp_path, [options, *rounds, *safe, "write /mnt/late 0 9 3", "sleep 1100", "umount /mnt"]
    )
    (check,) = attach(machine, (JournalCommits,))
    assert finish(machine).errors == {}
    verdict = check.judge()
    assert verdict.ok, verdict.detail
    assert check.log.tail_moves > 1
