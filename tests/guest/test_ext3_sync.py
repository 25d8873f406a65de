# SPDX-License-Identifier: GPL-2.0-or-later
"""What is asked for with `sync`, `dirsync` and O_SYNC is on the medium when the call returns."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from harness import StopReason
from harness.crash.fsck import Fsck
from harness.machine.disk import Lost
from harness.machine.disk.ext3.reader import FileSystem
from harness.run.kernel_path import default_kernel
from tests.guest.ext3_script import clean, finish, formatted, pattern, started

pytestmark = pytest.mark.skipif(not default_kernel().exists(), reason="no kernel: run `make guest`")
O_SYNC = "010000"
# A step, and the sizes of what there is after it; those of names alone, and of links and directories, are 0.
STEPS: tuple[tuple[str, dict[str, int]], ...] = (
    ("write /mnt/a 0 3000 1", {"a": 3000}),
    ("mkdir /mnt/d 0755", {"a": 3000, "d": 0}),
    ("rename /mnt/a /mnt/d/b", {"d": 0, "d/b": 3000}),
    ("write /mnt/d/b 3000 9000 1", {"d": 0, "d/b": 12000}),
    ("truncate /mnt/d/b 5000", {"d": 0, "d/b": 5000}),
    ("link /mnt/d/b /mnt/c", {"c": 5000, "d": 0, "d/b": 5000}),
    ("unlink /mnt/d/b", {"c": 5000, "d": 0}),
    ("rmdir /mnt/d", {"c": 5000}),
)


def after_each(where: Path, kind: str, options: str, steps: list[str]) -> Iterator[dict[str, int]]:
    """Cut the power after each step, with all lost that was not flushed; yield names and files' sizes.

    The bytes of each file are those that were written there.
    """
    image = formatted(where, "-t", kind)
    # A marker after each step, which fails: there is no such directory.
    lines = [line for step in steps for line in (step, "rmdir /none")]
    machine = started(image, where, [f"mount /dev/hda /mnt {kind} {options}", *lines, "umount /mnt"])
    probe = machine.engine.add_probe(machine.symbols["sys_rmdir"], None)
    with Fsck() as fsck:
        for step in steps:
            for _ in range(1 + step.startswith("rmdir")):
                assert machine.run().reason is StopReason.BREAKPOINT
            left, _ = fsck.recovered(machine.disks[0].power_cut(Lost()))
            tree = FileSystem(left).tree()
            tree.pop("lost+found")
            files = {path: node for path, node in tree.items() if node.data}
            assert all(node.data == pattern(0, node.size, 1) for node in files.values())
            yield {path: files[path].size if path in files else 0 for path in tree}
    machine.engine.remove_probe(probe)
    finish(machine)
    machine.disks[0].commit()
    clean(image)


@pytest.mark.parametrize("options", ["sync", "sync,data=journal", "sync,data=writeback"])
def test_with_sync_each_call_is_on_the_medium_when_it_returns(options, tmp_path):
    steps, wanted = zip(*STEPS, strict=True)
    assert list(after_each(tmp_path, "ext3", options, list(steps))) == list(wanted)


def test_without_a_journal_too(tmp_path):
    steps, wanted = zip(*STEPS, strict=True)
    assert list(after_each(tmp_path, "ext2", "sync", list(steps))) == list(wanted)


def test_with_dirsync_only_names_are_waited_for(tmp_path):
    steps, wanted = zip(*STEPS, strict=True)
    seen = list(after_each(tmp_path, "ext3", "dirsync", list(steps)))
    assert [sorted(each) for each in seen] == [sorted(each) for each in wanted]
    # What was written, or cut, is there with the next name that changes.
    assert [each.get("a", each.get("d/b")) for each in seen[:5]] == [0, 3000, 3000, 3000, 3000]
    assert seen[5:] == list(wanted[5:])


def test_without_either_nothing_is_waited_for(tmp_path):
    steps, _ = zip(*STEPS, strict=True)
    assert list(after_each(tmp_path, "ext3", "data=ordered", list(steps))) == [{}] * len(STEPS)


@pytest.mark.parametrize("kind", ["ext2", "ext3"])
def test_with_o_sync_a_write_is_on_the_medium_when_it_returns(kind, tmp_path):
    # Its name is the directory's affair.
    steps = ["write /mnt/a 0 0 1", "sync"]
    steps += [f"write /mnt/a {at} 3000 1 {O_SYNC}" for at in (0, 3000, 6000)]
    assert [each.get("a") for each in after_each(tmp_path, kind, "", steps)][1:] == [0, 3000, 6000, 9000]


def test_a_mount_may_become_synchronous(tmp_path):
    steps = ["write /mnt/a 0 3000 1", "remount /mnt sync", "write /mnt/b 0 3000 1"]
    seen = list(after_each(tmp_path, "ext3", "", steps))
    assert seen == [{}, {}, {"a": 3000, "b": 3000}]
