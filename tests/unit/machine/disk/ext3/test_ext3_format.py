# SPDX-License-Identifier: GPL-2.0-or-later
import pytest

from harness.machine.disk.ext3.format import ENTRY, GROUP, INODE, JOURNAL_SUPER, SUPER


def test_records_have_the_sizes_that_they_have_on_a_disk():
    sizes = [record.size for record in (SUPER, GROUP, INODE, ENTRY, JOURNAL_SUPER)]
    assert sizes == [1024, 32, 128, 8, 68]


def test_fields_stand_where_linux_has_them():
    offsets = {"magic": 56, "uuid": 104, "journal_inum": 224, "jnl_blocks": 268, "mkfs_time": 264}
    assert {name: SUPER.offset(name) for name in offsets} == offsets
    assert (INODE.offset("block"), INODE.offset("uid_high")) == (40, 120)


def test_what_was_packed_is_unpacked():
    values = dict.fromkeys(INODE.codes, 1) | {"block": b"x" * 60}
    assert INODE.unpack(b"before" + INODE.pack(values), 6) == values


def test_a_field_that_there_is_not_is_refused():
    with pytest.raises(KeyError, match="no field colour"):
        GROUP.pack({"colour": 1})
