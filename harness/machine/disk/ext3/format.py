# SPDX-License-Identifier: GPL-2.0-or-later
"""What lies on an ext3 disk: the records, field by field, and their numbers.

Source: Linux, include/linux/ext3_fs.h and include/linux/jbd.h.  The file
system is little-endian, its journal big-endian.
"""

from __future__ import annotations

import struct
from collections.abc import Mapping
from typing import Any, Final

Values = Mapping[str, Any]


class Record:
    """A packed record: names and :mod:`struct` codes, in order.

    >>> Point = Record("<", "H x", "I y")
    >>> Point.pack({"y": 2}), Point.unpack(bytes([1, 0, 2, 0, 0, 0]))["x"], Point.offset("y")
    (b'\\x00\\x00\\x02\\x00\\x00\\x00', 1, 2)
    """

    def __init__(self, order: str, *fields: str) -> None:
        pairs = [field.split() for field in fields]
        self.codes = {name: code for code, name in pairs}
        self._order = order
        self._struct = struct.Struct(order + "".join(self.codes.values()))
        self.size = self._struct.size

    def pack(self, values: Values) -> bytes:
        """Return the bytes; what is not named is zero.  ``KeyError`` for a name that there is not."""
        if unknown := set(values) - set(self.codes):
            raise KeyError(f"no field {', '.join(sorted(unknown))}")
        nothing = {name: b"" if code.endswith("s") else 0 for name, code in self.codes.items()}
        return self._struct.pack(*(nothing | dict(values)).values())

    def unpack(self, data: bytes, at: int = 0) -> dict[str, Any]:
        """Return the fields of the record that begins at byte ``at``."""
        return dict(zip(self.codes, self._struct.unpack_from(data, at), strict=True))

    def offset(self, name: str) -> int:
        """Return the byte at which a field begins."""
        before = list(self.codes.values())[: list(self.codes).index(name)]
        return struct.calcsize(self._order + "".join(before))


SUPER_AT: Final = 1024
SUPER_MAGIC: Final = 0xEF53
HAS_JOURNAL: Final = 0x4
SPARSE_SUPER: Final = 0x1
FILETYPE, RECOVER = 0x2, 0x4
ROOT_INO, JOURNAL_INO, FIRST_INO = 2, 8, 11
VALID_FS, ERRORS_CONTINUE, JOURNAL_BACKED_UP = 1, 1, 1
DIRECT: Final = 12
SUPER: Final = Record(
    "<",
    "I inodes_count", "I blocks_count", "I r_blocks_count", "I free_blocks_count", "I free_inodes_count",
    "I first_data_block", "I log_block_size", "I log_frag_size",
    "I blocks_per_group", "I frags_per_group", "I inodes_per_group",
    "I mtime", "I wtime", "H mnt_count", "H max_mnt_count", "H magic", "H state", "H errors",
    "H minor_rev_level", "I lastcheck", "I checkinterval", "I creator_os", "I rev_level",
    "H def_resuid", "H def_resgid", "I first_ino", "H inode_size", "H block_group_nr",
    "I feature_compat", "I feature_incompat", "I feature_ro_compat", "16s uuid", "16s volume_name",
    "64s last_mounted", "I algorithm_usage_bitmap", "B prealloc_blocks", "B prealloc_dir_blocks",
    "H reserved_gdt_blocks", "16s journal_uuid", "I journal_inum", "I journal_dev", "I last_orphan",
    "16s hash_seed", "B def_hash_version", "B jnl_backup_type", "H desc_size",
    "I default_mount_opts", "I first_meta_bg", "I mkfs_time", "68s jnl_blocks", "688s reserved",
)  # fmt: skip
GROUP: Final = Record(
    "<",
    "I block_bitmap", "I inode_bitmap", "I inode_table",
    "H free_blocks_count", "H free_inodes_count", "H used_dirs_count", "H pad", "12s reserved",
)  # fmt: skip
INODE: Final = Record(
    "<",
    "H mode", "H uid", "I size", "I atime", "I ctime", "I mtime", "I dtime", "H gid", "H links_count",
    "I blocks", "I flags", "I osd1", "60s block", "I generation", "I file_acl", "I size_high", "I faddr",
    "B frag", "B fsize", "H pad", "H uid_high", "H gid_high", "I reserved",
)  # fmt: skip
ENTRY: Final = Record("<", "I inode", "H rec_len", "B name_len", "B file_type")
FT_FILE, FT_DIRECTORY, FT_SYMLINK = 1, 2, 7

JOURNAL_MAGIC: Final = 0xC03B3998
DESCRIPTOR, COMMIT, SUPER_V1, SUPER_V2, REVOKE = 1, 2, 3, 4, 5
ESCAPE, SAME_UUID, LAST_TAG = 1, 2, 8
# What e2fsck wants at least.
JOURNAL_BLOCKS: Final = 1024
HEADER: Final = Record(">", "I magic", "I blocktype", "I sequence")
TAG: Final = Record(">", "I blocknr", "I flags")
JOURNAL_SUPER: Final = Record(
    ">",
    "I magic", "I blocktype", "I header_sequence", "I blocksize", "I maxlen", "I first",
    "I sequence", "I start", "I errno", "I feature_compat", "I feature_incompat", "I feature_ro_compat",
    "16s uuid", "I nr_users",
)  # fmt: skip


def entry_size(name_bytes: int) -> int:
    """Return what a directory entry takes for a name of so many bytes.

    >>> entry_size(1), entry_size(4), entry_size(5)
    (12, 12, 16)
    """
    return ENTRY.size + (name_bytes + 3 & ~3)
