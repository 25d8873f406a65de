# SPDX-License-Identifier: GPL-2.0-or-later
"""What cannot be on a new file system is refused; what e2fsck says of the rest is in tests/peers."""

import os

import pytest

from harness.errors import ConfigError
from harness.machine.disk.ext3 import Symlink, make_ext3, read_folder

MIB = 1 << 20


@pytest.mark.parametrize(
    "wishes, sentence",
    [
        ({"size_bytes": 1 * MIB}, "an ext3 of 1,048,576 bytes has no block left for this; make it larger"),
        ({"size_bytes": 1024}, "no block left"),
        ({"contents": {"a": bytes(9 * MIB)}}, "no block left"),
        ({"contents": {f"{number}": b"" for number in range(3000)}}, "has no inode left"),
        ({"block_size": 512}, "no blocks of 512 bytes"),
        ({"journal_blocks": 100}, "a journal of 100 blocks is too short; give it 1024"),
        ({"contents": {"a": b"", "a/b": b""}}, "'a' is no directory"),
        ({"contents": {"a//b": b""}}, "has a part that is no file name"),
        ({"contents": {"../b": b""}}, "has a part that is no file name"),
        ({"contents": {"x" * 256: b""}}, "has a part that is no file name"),
        ({"contents": {"link": Symlink("y" * 1024)}}, "does not fit into a block"),
    ],
)
def test_what_does_not_fit_is_refused_in_a_sentence(wishes, sentence):
    with pytest.raises(ConfigError, match=sentence):
        make_ext3(**({"size_bytes": 8 * MIB} | wishes))


def test_the_same_wishes_give_the_same_bytes():
    contents = {"dir/file": b"text", "link": Symlink("dir/file")}
    assert make_ext3(8 * MIB, contents=contents) == make_ext3(8 * MIB, contents=contents)


def test_a_special_file_is_not_copied(tmp_path):
    os.mkfifo(tmp_path / "fifo")
    with pytest.raises(ConfigError, match="fifo is no file, directory or symbolic link"):
        read_folder(tmp_path)
    with pytest.raises(ConfigError, match="is no directory"):
        read_folder(tmp_path / "fifo")
