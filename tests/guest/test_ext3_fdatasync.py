# SPDX-License-Identifier: GPL-2.0-or-later
"""fdatasync() while the transaction that it waits for is being committed.

The commit may have emptied the drive's cache before the caller's data came
there: then the cache must be emptied once more, after it.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import drgn
import pytest

import harness.inspect  # noqa: F401  (machine.kernel)
from harness import StopReason
from harness.check.patch import Patcher
from harness.check.survival import Replayed
from harness.check.tap import Call, Tap
from harness.machine.disk import Lost
from harness.machine.disk.ext3.reader import FileSystem
from harness.run.kernel_path import default_kernel
from tests.guest.ext3_script import finish, formatted, pattern, started

pytestmark = pytest.mark.skipif(not default_kernel().exists(), reason="no kernel: run `make guest`")
SIZE = 1024
LINES = [
    "mount /dev/hda /mnt ext3",
    f"write /mnt/f 0 {SIZE} 1",
    "sync",
    # What fdatasync() of the file is to wait for; much, so that its commit takes long to end.
    *(f"mkdir /mnt/d{number} 0755" for number in range(150)),
    f"write /mnt/f {SIZE} 100 1",
    # When its data are written, it runs at once: kjournald is not done.
    "nice -20",
    "key",
    # Nothing of the inode that fdatasync() would care for.
    f"write /mnt/f 0 {SIZE} 2",
    "fdatasync /mnt/f",
    "umount /mnt",
]


def forget_the_flush(patch: Patcher) -> None:
    patch.redirect("ext3_sync_file", "blkdev_issue_flush", "xor eax, eax; ret")


def trust_a_commit_that_is_under_way(patch: Patcher) -> None:
    """Have fdatasync() flush only when the commit was over before it was called."""
    kernel = patch.machine.kernel
    info, journal, now = (
        drgn.offsetof(kernel.type(f"struct {struct}"), field)
        for struct, field in (
            ("super_block", "s_fs_info"),
            ("ext3_sb_info", "s_journal"),
            ("journal_s", "j_committing_transaction"),
        )
    )
    patch.redirect(
        "ext3_sync_file",
        "ext3_commit_tid",
        f"mov eax, [esp + 4]; mov eax, [eax + {info}]; mov eax, [eax + {journal}];"
        f"cmp dword ptr [eax + {now}], 0; je over; push [esp + 8]; push [esp + 8];"
        "call {ext3_commit_tid}; add esp, 8; xor eax, eax; ret; over: jmp {ext3_commit_tid}",
    )


class Race:
    """A machine in which somebody writes and calls fdatasync() just when a commit empties the cache."""

    def __init__(self, where: Path, breaks: Callable[[Patcher], None]) -> None:
        self.machine = started(formatted(where, "-t", "ext3"), where, LINES)
        breaks(Patcher(self.machine))
        self.tap = Tap(self.machine)
        self.waiting = self.flushing = False
        self.committing: list[bool] = []
        self.tap.on_call("sys_read", self._reads)
        self.tap.on_call("journal_write_commit_record", self._commits)
        self.tap.on_call("__wait_on_buffer", self._waits)
        self.tap.on_call("ext3_commit_tid", self._syncs)

    def _reads(self, call: Call) -> None:
        self.waiting = call.args[0] == 0

    def _commits(self, call: Call) -> None:
        self.flushing = self.waiting

    def _waits(self, call: Call) -> None:
        # For flush and record: the drive is busy with the first for longer than a write takes to come.
        if self.flushing:
            self.machine.console.send("\n")
            self.flushing = self.waiting = False

    def _syncs(self, call: Call) -> None:
        kernel = self.machine.kernel
        info = kernel.at("struct ext3_sb_info", int(kernel.at("struct super_block", call.args[0]).s_fs_info))
        self.committing.append(bool(info.s_journal.j_committing_transaction))

    def run(self) -> bool:
        """Return whether the bytes are on the medium when fdatasync() has returned."""
        log = self.machine.disks[0].start_log()
        probe = self.machine.engine.add_probe(self.machine.symbols["sys_umount"], None)
        assert self.machine.run().reason is StopReason.BREAKPOINT
        self.machine.engine.remove_probe(probe)
        left = FileSystem(Replayed(log.cut(len(log.entries), Lost())))
        return left.tree()["f"].data[:SIZE] == pattern(0, SIZE, 2)


def test_data_that_came_after_the_commits_flush_get_one_of_their_own(tmp_path):
    race = Race(tmp_path, lambda patch: None)
    assert race.run()
    # It was the race: the commit was under way when fdatasync() asked for it.
    assert race.committing == [True]
    finish(race.machine)


@pytest.mark.parametrize("breaks", [forget_the_flush, trust_a_commit_that_is_under_way])
def test_a_kernel_without_it_is_caught(breaks, tmp_path):
    race = Race(tmp_path, breaks)
    assert not race.run()
    assert race.committing == [True]
