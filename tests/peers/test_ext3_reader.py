# SPDX-License-Identifier: GPL-2.0-or-later
"""Our reader of ext3 sees what e2fsprogs wrote, and our reader of journals replays as e2fsck does."""

from __future__ import annotations

import stat
from pathlib import Path

import pytest

from harness.machine.disk.ext3.journal import Journal
from harness.machine.disk.ext3.reader import FileSystem
from tests.guest.ext3_images import expected, make_image, make_tree
from tests.guest.jbd_images import Log, block_of, but_times, checked, debugfs


@pytest.mark.parametrize("block", ["1024", "2048", "4096"])
def test_every_file_that_mke2fs_copied_reads_the_same(block, tmp_path):
    top = make_tree(tmp_path)
    (top / "holes").unlink()
    fs = FileSystem(make_image(tmp_path, top, "-t", "ext3", "-b", block, size="40M").read_bytes())
    tree = fs.tree()
    del tree["lost+found"]
    assert set(tree) == set(expected(top))
    for name, entry in expected(top).items():
        node, path = tree[name], top / name
        assert (node.mode, node.links, node.size) == (entry.mode, entry.links, entry.size)
        if stat.S_ISREG(node.mode):
            assert node.data == path.read_bytes()
        if entry.target is not None:
            assert node.data.decode() == entry.target


def replayed(image: Path) -> bytes:
    """Return the image with its complete transactions copied to their places."""
    data = bytearray(image.read_bytes())
    fs = FileSystem(bytes(data))
    for number, block in Journal(fs).replayed().items():
        data[number * fs.block_size : (number + 1) * fs.block_size] = block
    return bytes(data)


def same_files(image: Path) -> None:
    ours, theirs = FileSystem(replayed(image)).tree(), FileSystem(checked(image)).tree()
    assert ours == theirs


def test_a_journal_of_debugfs_is_replayed_as_e2fsck_does(tmp_path):
    (tmp_path / "tree").mkdir()
    (tmp_path / "tree/file").write_bytes(b"old " * 10 * 1024)
    image = make_image(tmp_path, tmp_path / "tree", "-t", "ext3", "-b", "1024")
    first, second, third = (block_of(image, "/file", index) for index in (2, 3, 20))
    new = tmp_path / "new"
    new.write_bytes(b"A" * 1024 + b"\xc0\x3b\x39\x98" + b"B" * 1020)
    debugfs(image, "jo", f"jw -b {first},{second} {new}", f"jw -b {third} {new}", f"jw -r {third}", "jc")
    assert [each.committed for each in Journal(FileSystem(image.read_bytes())).transactions()] == [True] * 3
    same_files(image)
    assert new.read_bytes() in replayed(image)


def test_a_ring_is_followed_across_its_end_to_the_transaction_without_a_commit(tmp_path):
    (tmp_path / "tree").mkdir()
    (tmp_path / "tree/file").write_bytes(b"old " * 10 * 1024)
    image = make_image(tmp_path, tmp_path / "tree", "-t", "ext3", "-b", "1024")
    targets = [block_of(image, "/file", index) for index in range(4)]
    log = Log(image, start=-5)
    for letter in b"ABC":
        log.descriptor(targets, [bytes([letter, number]) * 512 for number in range(4)])
        log.commit()
    log.descriptor(targets, [b"DD" * 512] * 4)
    log.close()
    found = Journal(FileSystem(image.read_bytes())).transactions()
    assert [(each.sequence, each.committed, len(each.places)) for each in found] == [
        (7, True, 6), (8, True, 6), (9, True, 6), (10, False, 5),
    ]  # fmt: skip
    same_files(image)
    assert but_times(replayed(image)).count(b"C\0" * 512) == 2
