# SPDX-License-Identifier: GPL-2.0-or-later
"""Files as disks: what they hold, whom they refuse, and a host that fails."""

import os
import resource
import signal
import struct

import pytest

from harness.errors import EXIT_UNREADABLE, DiskError
from harness.machine.disk import DiskFault, Failure
from harness.machine.disk.base import BlankBase, FileBase

SECTOR = 512


def numbered(*lbas):
    return b"".join(struct.pack("<I", lba) * 128 for lba in lbas)


def test_a_file_is_read_and_written_by_sectors(image):
    base = FileBase(str(image), write=True)
    assert (base.sectors, base.read(3, 2)) == (100, numbered(3, 4))
    base.write(4, numbered(77))
    assert image.read_bytes()[4 * SECTOR : 5 * SECTOR] == numbered(77)


def test_a_second_writer_is_refused_by_name(image):
    first = FileBase(str(image), write=True)
    with pytest.raises(DiskError, match=r"disk.img: is being written as a disk"):
        FileBase(str(image), write=False)
    with pytest.raises(DiskError, match="is in use as a disk"):
        FileBase(str(image), write=True)
    first.close()
    assert FileBase(str(image), write=True).writable


def test_readers_share_a_file_and_keep_writers_out(image):
    readers = [FileBase(str(image), write=False) for _ in range(2)]
    with pytest.raises(DiskError, match="is in use as a disk; end the other machine"):
        FileBase(str(image), write=True)
    assert readers[1].read(0, 1) == numbered(0)


def test_a_held_file_is_written_no_more_and_may_be_read_by_others(image):
    base = FileBase(str(image), write=True)
    base.hold()
    assert not base.writable
    assert FileBase(str(image), write=False).read(9, 1) == numbered(9)


def test_commit_needs_the_file_for_itself(image):
    base, other = FileBase(str(image), write=False), FileBase(str(image), write=False)
    with pytest.raises(DiskError, match="in use"):
        base.commit([(0, numbered(5))])
    other.close()
    base.commit([(0, numbered(5)), (7, numbered(8, 9))])
    assert image.read_bytes()[: 10 * SECTOR] == numbered(5, 1, 2, 3, 4, 5, 6, 8, 9, 9)
    assert base.read(0, 1) == numbered(5) and base.changes == 1
    assert FileBase(str(image), write=False).sectors == 100


def test_commit_to_a_file_that_may_not_be_written_says_so(image):
    base = FileBase(str(image), write=False)
    image.chmod(0o400)
    if os.access(image, os.W_OK):
        pytest.skip("root writes every file")
    with pytest.raises(DiskError, match="Permission denied"):
        base.commit([(0, numbered(5))])


def make_directory(path):
    path.mkdir()


def make_size(size):
    def make(path):
        with open(path, "wb") as file:
            file.truncate(size)

    return make


@pytest.mark.parametrize(
    "make, sentence",
    [
        (lambda path: None, "cannot be opened: No such file or directory; make one with"),
        (make_directory, "is a directory; name a disk image"),
        (make_size(0), "is empty; give it a size"),
        (make_size(1000), "has 1000 bytes, which is no whole number of 512-byte sectors; pad it"),
        (lambda path: os.mkfifo(path), "is no regular file; name a disk image"),
    ],
)
@pytest.mark.parametrize("write", [True, False])
def test_what_is_no_disk_image_is_refused_in_a_sentence(make, sentence, write, tmp_path):
    path = tmp_path / "bad"
    make(path)
    with pytest.raises(DiskError) as caught:
        FileBase(str(path), write)
    assert str(caught.value).startswith(f"{path}: {sentence}")
    assert caught.value.exit_code == EXIT_UNREADABLE


def test_a_name_with_a_zero_byte_is_refused():
    with pytest.raises(DiskError, match="cannot be opened"):
        FileBase("a\0b", write=True)


def test_a_sparse_terabyte_is_a_disk_and_named_at_once(tmp_path):
    path = tmp_path / "huge"
    with open(path, "wb") as file:
        file.truncate(1 << 40)
    base = FileBase(str(path), write=True)
    base.write((1 << 31) - 1, numbered(1))
    assert base.read((1 << 31) - 2, 2) == bytes(SECTOR) + numbered(1)
    assert base.fingerprint() != BlankBase(1 << 40).fingerprint()


def test_a_file_that_shrinks_gives_faults_at_the_right_sector(image):
    base = FileBase(str(image), write=True)
    os.truncate(image, 50 * SECTOR + 7)
    with pytest.raises(DiskFault, match="the file has shrunk") as caught:
        base.read(48, 4)
    assert (caught.value.failure, caught.value.lba) == (Failure.UNREADABLE, 50)
    with pytest.raises(DiskFault, match="the file has shrunk"):
        base.write(60, numbered(1))
    assert image.stat().st_size == 50 * SECTOR + 7


def test_a_host_that_takes_no_more_is_a_write_fault(tmp_path):
    path = tmp_path / "sparse"
    with open(path, "wb") as file:
        file.truncate(1 << 20)
    base = FileBase(str(path), write=True)
    # A limit on the size of files stands for a full disk.
    before, handler = resource.getrlimit(resource.RLIMIT_FSIZE), signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (4096, before[1]))
    try:
        base.write(7, numbered(1))
        with pytest.raises(DiskFault, match="File too large") as caught:
            base.write(6, numbered(1, 2, 3))
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
        signal.signal(signal.SIGXFSZ, handler)
    assert (caught.value.failure, caught.value.lba) == (Failure.WRITE_FAULT, 8)


def test_contents_have_one_name_wherever_they_are(tmp_path):
    sparse, full, other = (tmp_path / name for name in ("sparse", "full", "other"))
    data = bytearray(4 << 20)
    data[3 << 20 : (3 << 20) + 5] = b"hello"
    full.write_bytes(data)
    with open(sparse, "wb") as file:
        file.seek(3 << 20)
        file.write(b"hello")
        file.truncate(4 << 20)
    data[5] = 1
    other.write_bytes(data)
    names = [FileBase(str(path), write=False).fingerprint() for path in (sparse, full, other)]
    assert names[0] == names[1] != names[2]
    blank = tmp_path / "blank"
    blank.write_bytes(bytes(1 << 20))
    assert FileBase(str(blank), write=False).fingerprint() == BlankBase(1 << 20).fingerprint()
    assert BlankBase(1 << 20).fingerprint() != BlankBase(2 << 20).fingerprint()
    assert BlankBase(1 << 20, {0: b"x" * 512}).fingerprint() != BlankBase(1 << 20).fingerprint()
