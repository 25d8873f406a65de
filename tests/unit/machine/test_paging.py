# SPDX-License-Identifier: GPL-2.0-or-later
import pytest

from harness.errors import ConfigError
from harness.image.layout import MIB, SPLITS, Layout
from harness.machine.paging import build_tables, walk

DIRECTORY, FREE = 0x180000, 0x181000
MODES = [
    (SPLITS[split], pages)
    for split in SPLITS
    for pages in ("4k", "4m", "pae")
    if pages != "pae" or SPLITS[split] % (1 << 30) == 0
]


def built(layout):
    memory = bytearray(layout.memory_bytes)
    end = build_tables(memory, layout, DIRECTORY, FREE)
    return memory, end


def look(memory, layout, virt):
    def read(phys, n):
        return bytes(memory[phys : phys + n])

    return walk(read, virt, cr3=DIRECTORY, pae=layout.pages == "pae", pse=layout.pages == "4m")


@pytest.mark.parametrize(("page_offset", "pages"), MODES)
def test_the_direct_map_reaches_exactly_all_of_lowmem(page_offset, pages):
    layout = Layout(page_offset, pages, memory_bytes=32 * MIB)
    memory, _ = built(layout)
    for phys in (0, 0x1234, 0x400000, 32 * MIB - 1):
        found = look(memory, layout, page_offset + phys)
        assert found.phys == phys
        assert found.writable
        assert not found.user
    assert look(memory, layout, page_offset + 32 * MIB).phys is None


@pytest.mark.parametrize(("page_offset", "pages"), MODES)
def test_the_first_4_mib_are_also_where_they_are_and_nothing_else_is(page_offset, pages):
    layout = Layout(page_offset, pages, memory_bytes=32 * MIB)
    memory, _ = built(layout)
    assert look(memory, layout, 0x92000).phys == 0x92000
    assert look(memory, layout, 0x3FFFFF).phys == 0x3FFFFF
    assert look(memory, layout, 0x400000).phys is None
    assert look(memory, layout, page_offset - 1).phys is None


@pytest.mark.parametrize(("pages", "tables"), [("4k", 8), ("4m", 0), ("pae", 4)])
def test_further_tables_follow_the_kernel_and_their_end_is_told(pages, tables):
    _, end = built(Layout(pages=pages, memory_bytes=32 * MIB))
    assert end == FREE + tables * 4096


def test_global_pages_are_marked_in_the_direct_map_only():
    layout = Layout(pages="4k", global_pages=True, memory_bytes=16 * MIB)
    memory, _ = built(layout)
    assert "global" in look(memory, layout, layout.page_offset).steps[-1].note
    assert "global" not in look(memory, layout, 0x1000).steps[-1].note


def test_tables_that_do_not_fit_say_that_memory_is_too_small():
    layout = Layout(memory_bytes=8 * MIB, pages="pae")
    with pytest.raises(ConfigError, match="give more --memory"):
        build_tables(bytearray(8 * MIB), layout, DIRECTORY, 8 * MIB - 4096)


def test_a_walk_through_absent_ram_says_so():
    found = walk(lambda phys, n: b"", 0xC0000000, cr3=0x70000000, pae=False)
    assert found.phys is None
    assert found.steps[0].note == "no RAM there"


def test_a_walk_explains_each_level():
    layout = Layout(pages="pae", memory_bytes=16 * MIB)
    memory, _ = built(layout)
    found = look(memory, layout, layout.page_offset + 5)
    assert [step.level for step in found.steps] == ["pdpt", "directory"]
    assert found.page_bytes == 2 * MIB
