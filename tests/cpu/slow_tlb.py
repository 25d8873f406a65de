# SPDX-License-Identifier: GPL-2.0-or-later
"""A TLB model written again, slowly: the judge of the core's.

Sets are dictionaries in order of use, and walks are done on a picture of the
page tables, ``{virtual page: (large, global)}``, by address space.
"""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass, field

READ, WRITE, FETCH, LOAD_CR3, INVLPG = range(5)


@dataclass
class SlowTlb:
    geometry: object
    spaces: dict[int, dict[int, tuple[bool, bool]]]
    cr3: int
    large_bits: int = 22
    counts: dict[int, list[int]] = field(default_factory=lambda: {k: [0, 0, 0, 0] for k in range(3)})
    dropped: int = 0
    flushes: int = 0

    def __post_init__(self):
        self.sets = [{} for _ in self.geometry.arrays]
        self.pdes = OrderedDict()

    def tag(self):
        return self.cr3 if self.geometry.tagged else 0

    def refer(self, vaddr, what):
        if what == LOAD_CR3:
            self.load(vaddr)
        elif what == INVLPG:
            self.drop(
                lambda page, large, tag: (
                    page == vaddr >> (self.large_bits if large else 12) and tag in (None, self.tag())
                )
            )
            self.pdes.clear()
        else:
            self.access(vaddr, what)

    def load(self, cr3):
        if not self.geometry.tagged:
            self.flushes += 1
            self.drop(lambda page, large, tag: tag is not None)
            self.pdes.clear()
        elif cr3 == self.cr3:
            self.drop(lambda page, large, tag: tag == cr3)
            for key in [key for key in self.pdes if key[1] == cr3]:
                del self.pdes[key]
        self.cr3 = cr3

    def drop(self, condition):
        for sets in self.sets:
            for members in sets.values():
                for key in [key for key in members if condition(*key)]:
                    del members[key]
                    self.dropped += 1

    def arrays(self, level, what):
        word = "fetch" if what == FETCH else "data"
        for array, sets in zip(self.geometry.arrays, self.sets, strict=True):
            if array.level == level and word in array.holds:
                yield array, sets

    def members(self, array, sets, page):
        count = array.entries // (array.ways or array.entries)
        return sets.setdefault(page % count, OrderedDict())

    def find(self, level, vaddr, what):
        for array, sets in self.arrays(level, what):
            for large in (False, True):
                page = vaddr >> (self.large_bits if large else 12)
                for tag in (None, self.tag()):
                    members = self.members(array, sets, page)
                    if (page, large, tag) in members:
                        members.move_to_end((page, large, tag))
                        return page, large, tag
        return None

    def keep(self, level, vaddr, what, large, tag):
        size = "large" if large else "small"
        for array, sets in self.arrays(level, what):
            if size in array.holds:
                page = vaddr >> (self.large_bits if large else 12)
                members = self.members(array, sets, page)
                if len(members) == (array.ways or array.entries):
                    members.popitem(last=False)
                members[page, large, tag] = True
                return
        if large:
            self.keep(level, vaddr, what, False, tag)

    def access(self, vaddr, what):
        count = self.counts[what]
        count[0] += 1
        if self.find(1, vaddr, what):
            return
        found = self.find(2, vaddr, what)
        if found:
            count[1] += 1
            self.keep(1, vaddr, what, found[1], found[2])
            return
        large, is_global = self.spaces[self.cr3][vaddr >> 12]
        tag = None if is_global and self.geometry.global_pages else self.tag()
        count[2] += 1
        count[3] += 1 if large or self.directory_kept(vaddr) else 2
        for level in (2, 1):
            self.keep(level, vaddr, what, large, tag)

    def directory_kept(self, vaddr):
        if not self.geometry.pde_entries:
            return False
        key = vaddr >> self.large_bits, self.tag()
        kept = key in self.pdes
        self.pdes[key] = True
        self.pdes.move_to_end(key)
        if len(self.pdes) > self.geometry.pde_entries:
            self.pdes.popitem(last=False)
        return kept
