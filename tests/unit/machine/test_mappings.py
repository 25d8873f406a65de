# SPDX-License-Identifier: GPL-2.0-or-later
"""The dump of a directory against tables made by hand, and against the walker."""

import struct

import pytest

from harness.image.layout import MIB, SPLITS, Layout
from harness.machine.explain import explain
from harness.machine.mappings import Tables, merge, scan
from harness.machine.paging import build_tables, walk

P, W, U, A, D, LARGE, G, NX = 1, 2, 4, 0x20, 0x40, 0x80, 0x100, 1 << 63
CR3 = 0x1000


def memory_of(pages):
    """Memory whose pages hold the given entries: {phys: ({index: entry}, format)}."""
    memory = bytearray(0x10000)
    for phys, (entries, form) in pages.items():
        for index, entry in entries.items():
            struct.pack_into("<" + form, memory, phys + index * struct.calcsize(form), entry)
    return lambda phys, n: bytes(memory[phys : phys + n])


def two_levels(directory, table):
    return memory_of({CR3: (directory, "I"), 0x2000: (table, "I")})


def test_rights_are_the_least_of_both_levels():
    read = two_levels({0: 0x2000 | P | W}, {0: 0x5000 | P | W | U, 2: 0x6000 | P | U})
    assert [page.words(pae=False) for page in scan(read, Tables(CR3, pae=False))] == [
        "kernel writable 4k",
        "kernel read-only 4k",
    ]


def test_accessed_and_dirty_are_the_leaf_s_own():
    read = two_levels({0: 0x2000 | P | W | U | A | D}, {1: 0x5000 | P | W | U | A})
    (page,) = scan(read, Tables(CR3, pae=False))
    assert page.words(pae=False) == "user writable 4k accessed"


def test_neighbours_of_one_kind_merge_and_say_whether_their_frames_do():
    table = {n: (0x5000 + n * 0x1000) | P | U for n in range(3)} | {3: 0xB000 | P | U, 4: 0xC000 | P | U | W}
    read = two_levels({1: 0x2000 | P | W | U}, table)
    first, second = merge(scan(read, Tables(CR3, pae=False)))
    assert (first.virt_start, first.virt_end, first.contiguous) == (0x400000, 0x404000, False)
    assert (second.virt_start, second.phys, second.contiguous) == (0x404000, 0xC000, True)


def test_a_gap_ends_a_range():
    read = two_levels({0: 0x2000 | P}, {0: 0x5000 | P, 2: 0x7000 | P})
    assert len(merge(scan(read, Tables(CR3, pae=False)))) == 2


def test_without_pse_the_large_bit_means_nothing():
    read = two_levels({0: 0x2000 | P | LARGE}, {7: 0x5000 | P})
    (page,) = scan(read, Tables(CR3, pae=False, pse=False))
    assert (page.virt_start, page.page_bytes) == (0x7000, 4096)
    (page,) = scan(read, Tables(CR3, pae=False, pse=True))
    assert page.page_bytes == 4 * MIB


def test_in_pae_execution_is_forbidden_by_any_level():
    read = memory_of(
        {
            CR3: ({3: 0x2000 | P}, "Q"),
            0x2000: ({0: 0x3000 | P | W | U | NX, 1: 0x200000 | P | LARGE | G}, "Q"),
            0x3000: ({5: 0x5000 | P | U}, "Q"),
        }
    )
    small, large = scan(read, Tables(CR3, pae=True))
    assert small.virt_start == 0xC0005000
    assert small.words(pae=True) == "user read-only no-execute 4k"
    assert (large.virt_start, large.words(pae=True)) == (0xC0200000, "kernel read-only executable 2m global")


def test_tables_outside_memory_map_nothing():
    assert list(scan(lambda phys, n: b"", Tables(0xFFFFF000, pae=False))) == []
    assert list(scan(lambda phys, n: b"", Tables(0xFFFFF000, pae=True))) == []


@pytest.mark.parametrize("split", ["3G", "2G", "1G"])
@pytest.mark.parametrize("pages", ["4k", "4m", "pae"])
def test_the_dump_and_the_walker_agree_on_every_page(split, pages):
    layout = Layout(SPLITS[split], pages, memory_bytes=16 * MIB)
    memory = bytearray(layout.memory_bytes)
    build_tables(memory, layout, 0x180000, 0x181000)

    def read(phys, n):
        return bytes(memory[phys : phys + n])

    tables = Tables(0x180000, pages == "pae", pages == "4m")
    found = list(scan(read, tables))
    assert sum(page.size_bytes for page in found) == layout.lowmem_bytes + 4 * MIB
    for page in found:
        walked = walk(read, page.virt_start, cr3=tables.cr3, pae=tables.pae, pse=tables.pse)
        assert (walked.phys, walked.page_bytes) == (page.phys, page.page_bytes)
        assert (walked.writable, walked.user) == (page.writable, page.user)


def test_a_walk_is_told_with_the_bits_that_choose_each_entry():
    read = two_levels({3: 0x2000 | P | W | U}, {5: 0x7000 | P | U})
    lines = list(explain(walk(read, 0x00C05123, cr3=CR3, pae=False), Tables(CR3, pae=False)))
    assert lines == [
        "CR3 0x00001000: two levels",
        "bits 31..22 = 0x3: directory at 0x00001000, entry at 0x0000100c",
        "  0x00002007: present writable user",
        "bits 21..12 = 0x5: table at 0x00002000, entry at 0x00002014",
        "  0x00007005: present user",
        "bits 11..0 = 0x123: frame 0x00007000 + 0x123 = physical 0x00007123",
        "every level together: 4K page, user read-only",
    ]


def test_a_walk_that_ends_early_says_at_which_level():
    read = two_levels({3: 0x2000 | P}, {})
    last = list(explain(walk(read, 0x00C05123, cr3=CR3, pae=False), Tables(CR3, pae=False)))[-1]
    assert last == "not mapped: the table entry ends the walk, an access is a page fault"
