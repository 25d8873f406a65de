# SPDX-License-Identifier: GPL-2.0-or-later
"""What a file must hold after a power cut, and what the journal makes of an image."""

from __future__ import annotations

import pytest

from harness.check.survival import Page, Replayed, survives
from harness.machine.disk import Disk
from harness.machine.disk.base import BlankBase
from harness.machine.disk.ext3 import format as f
from harness.machine.disk.ext3 import make_ext3
from harness.machine.disk.ext3.reader import FileSystem
from harness.machine.disk.media import DiskImage

SIZE = 4 << 20
TEXT = b"words " * 500


def image() -> DiskImage:
    base = BlankBase(SIZE, make_ext3(SIZE, contents={"file": TEXT}))
    return DiskImage(base, {}, base.changes)


def page(start: int, data: bytes) -> Page:
    known = Page()
    known.write(start, data)
    return known


@pytest.mark.parametrize(
    ("start", "data", "fits"),
    [
        (0, TEXT, True),
        (600, TEXT[600:700], True),
        (600, b"other", False),
        (2990, b"0123456789", False),
        (2990, TEXT[2990:] + b"more", False),
    ],
)
def test_only_what_was_written_must_be_there(start, data, fits):
    assert page(start, data).fits(TEXT) == fits


def test_what_was_written_last_counts():
    known = page(0, b"old and longer")
    known.write(0, b"new")
    assert known.fits(b"new and longer") and not known.fits(b"old and longer")


def test_a_file_that_is_there_survives_and_another_does_not():
    number = FileSystem(image()).tree()["file"].ino
    assert survives(image(), number, {0: page(0, TEXT)}) == ""
    assert survives(image(), number, {0: page(0, b"x")}) == "what was written to its page 0 is not there"
    assert survives(image(), number + 1, {}) == "it is gone"


def test_the_journal_counts_for_more_than_the_blocks_in_their_place():
    fs = FileSystem(image())
    home = fs.blocks_of(fs.inode(fs.tree()["file"].ino))[0]
    log = fs.blocks_of(fs.inode(f.JOURNAL_INO))
    disk = Disk(image())

    def write(block: int, data: bytes) -> None:
        disk.write(block * 2, data.ljust(1024, b"\0"), fua=True)

    def header(kind: int) -> bytes:
        return f.HEADER.pack({"magic": f.JOURNAL_MAGIC, "blocktype": kind, "sequence": 1})

    whole = f.JOURNAL_SUPER.unpack(fs.block(log[0]))
    write(log[0], f.JOURNAL_SUPER.pack(whole | {"start": 1}))
    write(log[1], header(f.DESCRIPTOR) + f.TAG.pack({"blocknr": home, "flags": f.SAME_UUID | f.LAST_TAG}))
    write(log[2], b"new")
    assert FileSystem(Replayed(disk.image())).tree()["file"].data == TEXT
    write(log[3], header(f.COMMIT))
    replayed = Replayed(disk.image())
    assert FileSystem(replayed).tree()["file"].data.startswith(b"new\0")
    assert replayed.read(home * 2 - 1, 4)[512:515] == b"new"
