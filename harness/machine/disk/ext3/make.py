# SPDX-License-Identifier: GPL-2.0-or-later
"""Make ext3 file systems, as ``mke2fs -j`` does: the same bytes for the same wishes.

Source: mke2fs(8); Linux, include/linux/ext3_fs.h.  Features: has_journal,
filetype, sparse_super; inodes of 128 bytes; errors=continue; no check by
count or time.
"""

from __future__ import annotations

import hashlib
import struct
from collections.abc import Mapping
from typing import Any, Final

from harness.errors import ConfigError
from harness.machine.disk.ext3 import format as f
from harness.machine.disk.ext3.geometry import Geometry
from harness.machine.disk.ext3.tree import BORN, Contents, Planted, plant
from harness.machine.disk.ext3.volume import Volume

LOST_FOUND_BYTES: Final = 16384


def make_ext3(
    size_bytes: int,
    *,
    block_size: int = 1024,
    journal_blocks: int = f.JOURNAL_BLOCKS,
    contents: Contents | None = None,
    label: str = "",
    lost_found_bytes: int = LOST_FOUND_BYTES,
) -> dict[int, bytes]:
    """Return the bytes of a file system by their offset; what is not named is zeros.

    ``contents`` are files and symbolic links by path.  Raises
    :class:`ConfigError` for what does not fit.
    """
    geometry = Geometry.of(size_bytes, block_size)
    volume = Volume(geometry)
    uuid = hashlib.sha256(f"{size_bytes} {block_size} {label}".encode()).digest()[:16]
    journal = _journal(volume, journal_blocks, uuid)
    plant(volume, dict(contents or {}), min(lost_found_bytes, f.DIRECT * block_size))
    volume.close()
    _describe(volume, journal, uuid, label)
    return {block * block_size: data for block, data in sorted(volume.contents.items())}


def _journal(volume: Volume, count: int, uuid: bytes) -> dict[str, Any]:
    """Give inode 8 its blocks, the first of them the journal's super block; return the inode."""
    if count < f.JOURNAL_BLOCKS:
        raise ConfigError(f"a journal of {count} blocks is too short; give it {f.JOURNAL_BLOCKS}")
    size = volume.geometry.block_size
    blocks = volume.take_blocks(count)
    numbers, told = volume.map_blocks(blocks)
    head = {
        "magic": f.JOURNAL_MAGIC, "blocktype": f.SUPER_V2, "blocksize": size, "maxlen": count,
        "first": 1, "sequence": 1, "uuid": uuid, "nr_users": 1,
    }  # fmt: skip
    volume.put_data(blocks[:1], f.JOURNAL_SUPER.pack(head))
    inode = Planted(0o100600, count * size, numbers, (count + told) * size // 512).values()
    volume.put_inode(f.JOURNAL_INO, inode)
    return inode


def _describe(volume: Volume, journal: Mapping[str, Any], uuid: bytes, label: str) -> None:
    """Write the groups' descriptors and the super block, and their copies."""
    geometry = volume.geometry
    groups = [_descriptor(volume, group) for group in range(geometry.groups)]
    table = b"".join(f.GROUP.pack(group) for group in groups)
    sums = {name: sum(group[name] for group in groups) for name in ("free_blocks_count", "free_inodes_count")}
    values = _super(geometry, journal, uuid, label) | sums
    for group in filter(geometry.has_super, range(geometry.groups)):
        start = geometry.group_start(group)
        head = f.SUPER.pack(values | {"block_group_nr": group})
        # The first one stands at byte 1024, whatever the blocks' size.
        gap = f.SUPER_AT % geometry.block_size if group == 0 else 0
        volume.put_data([start], bytes(gap) + head)
        volume.put_data(range(start + 1, start + 1 + geometry.descriptor_blocks), table)


def _descriptor(volume: Volume, group: int) -> dict[str, int]:
    geometry = volume.geometry
    blocks, inodes, table = geometry.tables(group)
    size = geometry.group_end(group) - geometry.group_start(group)
    return {
        "block_bitmap": blocks,
        "inode_bitmap": inodes,
        "inode_table": table,
        "free_blocks_count": size - volume.used_blocks(group),
        "free_inodes_count": geometry.inodes_per_group - volume.used_inodes(group),
        "used_dirs_count": volume.directories[group],
    }


def _super(geometry: Geometry, journal: Mapping[str, Any], uuid: bytes, label: str) -> dict[str, Any]:
    size_log = geometry.block_size.bit_length() - 11
    return {
        "inodes_count": geometry.inodes, "blocks_count": geometry.blocks,
        "r_blocks_count": geometry.blocks // 20, "first_data_block": geometry.first,
        "log_block_size": size_log, "log_frag_size": size_log,
        "blocks_per_group": geometry.blocks_per_group, "frags_per_group": geometry.blocks_per_group,
        "inodes_per_group": geometry.inodes_per_group, "wtime": BORN, "mkfs_time": BORN, "lastcheck": BORN,
        "max_mnt_count": 0xFFFF, "magic": f.SUPER_MAGIC, "state": f.VALID_FS, "errors": f.ERRORS_CONTINUE,
        "rev_level": 1, "first_ino": f.FIRST_INO, "inode_size": f.INODE.size,
        "feature_compat": f.HAS_JOURNAL, "feature_incompat": f.FILETYPE, "feature_ro_compat": f.SPARSE_SUPER,
        "uuid": uuid, "volume_name": label.encode(), "journal_inum": f.JOURNAL_INO,
        # Should its inode be lost, e2fsck finds the journal by this.
        "jnl_backup_type": f.JOURNAL_BACKED_UP,
        "jnl_blocks": journal["block"] + struct.pack("<2I", 0, journal["size"]),
    }  # fmt: skip
