# SPDX-License-Identifier: GPL-2.0-or-later
"""How a disk is cut into groups, and where each keeps its tables."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from harness.errors import ConfigError
from harness.machine.disk.ext3.format import GROUP, INODE, SPARSE_SUPER

BLOCK_SIZES = (1024, 2048, 4096)
BYTES_AN_INODE = 4096
# Of data, for a last group to be worth its tables.
LEAST_DATA_BLOCKS = 50


@dataclass(frozen=True)
class Geometry:
    """A file system of ``blocks`` blocks: groups of as many as a bitmap of one block has bits.

    Blocks are numbered from ``first``: with 1 KiB the boot block is none of
    them.  A rest too small for a group's tables is left out, as mke2fs does.
    """

    block_size: int
    blocks: int
    inodes_per_group: int

    @classmethod
    def of(cls, size_bytes: int, block_size: int = 1024) -> Geometry:
        """Cut ``size_bytes``; :class:`ConfigError` for sizes that there are not."""
        if block_size not in BLOCK_SIZES:
            raise ConfigError(f"ext3 has no blocks of {block_size} bytes; take 1024, 2048 or 4096")
        blocks = size_bytes // block_size
        first = int(block_size == 1024)
        groups = max(1, -(-(blocks - first) // (8 * block_size)))
        inodes = -(-size_bytes // BYTES_AN_INODE // groups)
        per_block = block_size // INODE.size
        # A table of whole blocks, and no bitmap that has more bits than a block.
        inodes = min(max(16, -(-inodes // per_block) * per_block), 8 * block_size)
        whole = cls(block_size, blocks, inodes)
        last = whole.group_end(groups - 1) - whole.group_start(groups - 1)
        if groups > 1 and last < whole.overhead(groups - 1) + LEAST_DATA_BLOCKS:
            return cls.of(whole.group_start(groups - 1) * block_size, block_size)
        return whole

    @property
    def first(self) -> int:
        """The first block's number."""
        return int(self.block_size == 1024)

    @property
    def blocks_per_group(self) -> int:
        """A bitmap is one block."""
        return 8 * self.block_size

    @cached_property
    def groups(self) -> int:
        """How many groups, the last of which may be short."""
        return -(-(self.blocks - self.first) // self.blocks_per_group)

    @property
    def inodes(self) -> int:
        """How many inodes."""
        return self.groups * self.inodes_per_group

    @property
    def descriptor_blocks(self) -> int:
        """Blocks of the groups' descriptors."""
        return -(-self.groups * GROUP.size // self.block_size)

    @property
    def table_blocks(self) -> int:
        """Blocks of a group's inodes."""
        return self.inodes_per_group * INODE.size // self.block_size

    def group_start(self, group: int) -> int:
        """Return a group's first block."""
        return self.first + group * self.blocks_per_group

    def group_end(self, group: int) -> int:
        """Return the block behind a group."""
        return min(self.group_start(group + 1), self.blocks)

    def has_super(self, group: int, ro_compat: int = SPARSE_SUPER) -> bool:
        """Whether copies of super block and descriptors begin the group: 0, 1, powers of 3, 5, 7."""
        if not ro_compat & SPARSE_SUPER or group <= 1:
            return True
        return any(_is_power(group, base) for base in (3, 5, 7))

    def tables(self, group: int) -> tuple[int, int, int]:
        """Return the blocks of a group's block bitmap, inode bitmap and inode table."""
        copies = (1 + self.descriptor_blocks) * self.has_super(group)
        at = self.group_start(group) + copies
        return at, at + 1, at + 2

    def overhead(self, group: int) -> int:
        """Return how many blocks a group needs before any data."""
        return self.tables(group)[2] + self.table_blocks - self.group_start(group)

    def inode_at(self, number: int) -> tuple[int, int]:
        """Return the block that has an inode, and the byte in it."""
        group, index = divmod(number - 1, self.inodes_per_group)
        block, slot = divmod(index, self.block_size // INODE.size)
        return self.tables(group)[2] + block, slot * INODE.size


def _is_power(number: int, base: int) -> bool:
    while number > 1 and number % base == 0:
        number //= base
    return number == 1
