# SPDX-License-Identifier: GPL-2.0-or-later
"""Disks of each kind: where writes go, what fails, what is told."""

import os
import struct

import pytest

from harness.errors import ConfigError, DiskError
from harness.machine.disk import Disk, DiskFault, DiskImage, DiskSpec, Failure, Kept, Lost
from harness.machine.disk.disk import make_disks

SECTOR = 512


def numbered(*lbas):
    return b"".join(struct.pack("<I", lba) * 128 for lba in lbas)


def opened(image, *options):
    return Disk(DiskSpec.parse(",".join((str(image), *options))))


def blank(sectors=100):
    return Disk(DiskSpec("blank", size_bytes=sectors * SECTOR))


def test_flushed_writes_are_in_the_file_and_others_are_not(image):
    disk = opened(image)
    disk.write(5, numbered(99))
    assert disk.read(4, 3) == numbered(4, 99, 6)
    assert image.read_bytes()[5 * SECTOR : 6 * SECTOR] == numbered(5)
    disk.flush()
    assert image.read_bytes()[5 * SECTOR : 6 * SECTOR] == numbered(99)
    disk.write(6, numbered(98))
    disk.settle()
    assert image.read_bytes()[6 * SECTOR : 7 * SECTOR] == numbered(98)


def test_an_overlay_leaves_its_file_alone_until_it_is_committed(image):
    before = image.read_bytes()
    disk = opened(image, "overlay")
    disk.write(5, numbered(99, 98))
    disk.flush()
    assert image.read_bytes() == before
    disk.commit()
    assert image.read_bytes()[4 * SECTOR : 8 * SECTOR] == numbered(4, 99, 98, 7)
    assert disk.read(4, 4) == numbered(4, 99, 98, 7)


def test_a_read_only_disk_refuses_writes_and_is_read(image):
    disk = opened(image, "ro")
    with pytest.raises(DiskFault) as caught:
        disk.write(5, numbered(99))
    assert caught.value.failure is Failure.ABORTED
    assert disk.read(5, 1) == numbered(5)


def test_after_a_snapshot_a_file_is_written_by_commit_only(image):
    disk = opened(image)
    disk.write(1, numbered(50))
    disk.flush()
    state = disk.state()
    disk.write(2, numbered(51))
    disk.flush()
    assert image.read_bytes()[: 3 * SECTOR] == numbered(0, 50, 2)
    assert disk.read(0, 3) == numbered(0, 50, 51)
    disk.load_state(state)
    assert disk.read(0, 3) == numbered(0, 50, 2)
    disk.write(3, numbered(52))
    disk.commit()
    assert image.read_bytes()[: 4 * SECTOR] == numbered(0, 50, 2, 52)


def test_images_made_before_a_commit_are_void(image):
    disk = opened(image)
    kept = disk.image()
    disk.write(1, numbered(50))
    disk.commit()
    with pytest.raises(ConfigError, match="written by commit"):
        kept.read(0, 1)
    with pytest.raises(ConfigError, match="written by commit"):
        Disk(kept)


def test_a_disk_in_memory_has_nothing_to_commit_to():
    with pytest.raises(ConfigError, match="not of a file"):
        blank().commit()


def test_an_image_is_a_disk_and_stays_as_it_is():
    disk = blank()
    disk.write(3, numbered(9))
    image = disk.image()
    assert isinstance(image, DiskImage)
    other = Disk(image, "hdb")
    other.write(4, numbered(8))
    disk.write(3, numbered(7))
    assert (other.read(3, 2), image.read(3, 2)) == (numbered(9, 8), numbered(9) + bytes(SECTOR))


def test_a_saved_image_holds_the_contents_and_holes(tmp_path):
    disk = blank(20_000)
    disk.write(19_999, numbered(9))
    disk.image().save(tmp_path / "out")
    data = (tmp_path / "out").read_bytes()
    assert len(data) == 20_000 * SECTOR and data[19_999 * SECTOR :] == numbered(9)
    assert not data[: 19_999 * SECTOR].strip(b"\0")
    assert os.stat(tmp_path / "out").st_blocks * 512 < 4 << 20
    with pytest.raises(ConfigError, match="cannot be written: Is a directory"):
        disk.image().save(tmp_path)


def test_a_power_cut_leaves_durable_sectors_of_a_file(image):
    disk = opened(image)
    disk.write(1, numbered(50))
    disk.flush()
    disk.write(1, numbered(51))
    disk.write(2, numbered(52), fua=True)
    assert disk.power_cut(Lost()).read(0, 3) == numbered(0, 50, 52)
    assert disk.power_cut(Kept()).read(0, 3) == numbered(0, 51, 52)


@pytest.mark.parametrize("lba, count", [(100, 1), (99, 2), (1 << 47, 1), (0, 101)])
def test_sectors_beyond_the_end_are_not_there(lba, count):
    disk = blank()
    with pytest.raises(DiskFault) as caught:
        disk.read(lba, count)
    assert (caught.value.failure, caught.value.lba) == (Failure.NO_SECTOR, max(lba, 100))
    with pytest.raises(DiskFault):
        disk.write(lba, bytes(count * SECTOR))


def outcome(call, *arguments):
    try:
        call(*arguments)
    except DiskFault as fault:
        return fault.failure, fault.lba
    return None


def test_the_nth_read_fails_and_only_that():
    disk = blank()
    with disk.failing("read", nth=3):
        outcomes = [outcome(disk.read, lba, 2) for lba in range(5)]
    assert outcomes == [None, None, (Failure.UNREADABLE, 2), None, None]


def test_a_range_fails_for_good_and_counts_alone():
    disk = blank()
    with disk.failing("write", lba=range(10, 12)):
        outcomes = [outcome(disk.write, lba, bytes(2 * SECTOR)) for lba in (8, 9, 10, 11, 12, 11)]
    assert outcomes == [
        None,
        *[(Failure.WRITE_FAULT, lba) for lba in (10, 10, 11)],
        None,
        (Failure.WRITE_FAULT, 11),
    ]
    with disk.failing("read", lba=7, nth=2, count=2):
        outcomes = [outcome(disk.read, lba, 1) for lba in (7, 6, 7, 5, 7, 7)]
    assert [bool(each) for each in outcomes] == [False, False, True, False, True, False]


def test_faults_end_with_their_block_even_after_an_error():
    disk = blank()
    with pytest.raises(KeyError), disk.failing("flush"):
        assert outcome(disk.flush) == (Failure.ABORTED, 0)
        raise KeyError
    assert outcome(disk.flush) is None


def test_equal_faults_do_not_end_each_other():
    disk = blank()
    with disk.failing("read"):
        with disk.failing("read"):
            pass
        assert outcome(disk.read, 0, 1)


def test_forget_mends_everything():
    disk = blank()
    seen = []
    disk.observe(seen.append)
    with disk.failing("read"), disk.vanished(), disk.stuck(), disk.aborting():
        disk.forget()
        assert outcome(disk.read, 0, 1) is None
        assert not (disk.faults.gone or disk.faults.stuck or disk.faults.aborting or disk.observed)


@pytest.mark.parametrize(
    "arguments", [{"operation": "seek"}, {"operation": "read", "nth": 0}, {"operation": "read", "count": 0}]
)
def test_a_fault_that_there_is_not_is_refused(arguments):
    with pytest.raises(ConfigError, match="name one of read, write, flush"), blank().failing(**arguments):
        pass


def test_the_hosts_trouble_is_told_once_and_is_a_fault(image):
    disk = opened(image)
    said = []
    disk.complain = said.append
    os.truncate(image, 10 * SECTOR)
    for _ in range(2):
        assert outcome(disk.read, 9, 3) == (Failure.UNREADABLE, 10)
    disk.write(50, numbered(1))
    assert outcome(disk.flush) == (Failure.WRITE_FAULT, 50)
    disk.settle()
    assert said == [f"disk hda: {image}: the file has shrunk; the guest is told of an error"]
    assert disk.cache.dirty_sectors == 1


def test_disks_are_named_in_order_and_are_two(image):
    specs = [DiskSpec("blank", size_bytes=SECTOR)] * 2
    assert [disk.name for disk in make_disks(specs)] == ["hda", "hdb"]
    with pytest.raises(ConfigError, match="room for 2"):
        make_disks([*specs, *specs])
    with pytest.raises(DiskError, match="in use"):
        make_disks([DiskSpec("file", str(image))] * 2)


def test_a_description_names_what_a_snapshot_must_agree_with(image):
    words = opened(image, "ro", "cache=off").description
    assert words.startswith("100 sectors with contents ")
    assert words.endswith(", read-only, without write cache")
    assert opened(image, "overlay").description == words.split(",")[0]
    assert blank().description != blank(101).description
