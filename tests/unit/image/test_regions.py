# SPDX-License-Identifier: GPL-2.0-or-later
import pytest

from harness.image.elf import read_elf
from harness.image.layout import GIB, MIB, SPLITS, TOP, Layout
from harness.image.regions import region_name, regions, round_size
from harness.image.relocate import relocate
from harness.run.kernel_path import default_kernel

LAYOUTS = [
    Layout(page_offset, pages, memory_bytes=memory)
    for page_offset in SPLITS.values()
    for pages in ("4k", "4m", "pae")
    for memory in (32 * MIB, GIB)
    if pages != "pae" or page_offset % GIB == 0
]


@pytest.mark.parametrize("layout", LAYOUTS, ids=str)
def test_the_outer_regions_fill_4_gib_without_gap_or_overlap(layout):
    outer = [r for r in regions(layout) if r.depth == 0]
    assert [r.virt_start for r in outer] == [0, *(r.virt_end for r in outer[:-1])]
    assert outer[-1].virt_end == TOP
    assert all(r.size_bytes > 0 for r in outer)


@pytest.mark.parametrize("layout", LAYOUTS, ids=str)
def test_inner_regions_fill_the_user_half_and_the_direct_map(layout):
    found = regions(layout)
    for name in ("user half", "direct map"):
        outer = next(r for r in found if r.name == name)
        inner = [r for r in found if r.depth == 1 and outer.virt_start <= r.virt_start < outer.virt_end]
        assert inner[0].virt_start == outer.virt_start
        assert inner[-1].virt_end == outer.virt_end
        assert all(a.virt_end == b.virt_start for a, b in zip(inner, inner[1:], strict=False))


@pytest.mark.parametrize("layout", LAYOUTS, ids=str)
def test_the_reserve_s_parts_lie_in_it_in_order(layout):
    found = regions(layout)
    parts = [r for r in found if r.depth == 1 and r.virt_start >= TOP - layout.reserve_bytes]
    assert [r.name for r in parts] == ["gap", "vmalloc", "kmap", "fixmap"]
    assert parts[-1].virt_end == TOP
    assert all(a.virt_end <= b.virt_start for a, b in zip(parts, parts[1:], strict=False))


def test_addresses_are_named_by_what_is_there():
    found = regions(Layout(recursive=True))
    named = {virt: region_name(found, virt) for virt in (0, 0xC0000000, 0xC4000000, 0xF8800000, 0xFF000000)}
    assert list(named.values()) == ["user half", "direct map", "beyond RAM", "vmalloc", "self map"]


def test_ram_larger_than_the_direct_map_leaves_no_hole():
    assert "beyond RAM" not in [r.name for r in regions(Layout(memory_bytes=GIB))]


@pytest.mark.skipif(not default_kernel().exists(), reason="no kernel: run `make guest`")
@pytest.mark.parametrize("moved_first", [False, True])
def test_the_kernel_s_sections_move_with_the_split(moved_first):
    layout = Layout(SPLITS["2G"])
    image = read_elf(default_kernel())
    stext = image.symbols["_stext"] - SPLITS["3G"] + SPLITS["2G"]
    if moved_first:
        image = relocate(image, layout.page_offset)
    text = next(r for r in regions(layout, image) if r.name == "kernel text")
    assert text.virt_start == stext
    names = [r.name for r in regions(layout, image) if r.depth == 2]
    assert names == [f"kernel {part}" for part in ("text", "rodata", "data", "init", "symbols", "bss")]


@pytest.mark.skipif(not default_kernel().exists(), reason="no kernel: run `make guest`")
@pytest.mark.parametrize(("pages", "tables"), [("4k", 16), ("4m", 0), ("pae", 4)])
def test_the_loader_s_page_tables_follow_the_kernel(pages, tables):
    found = regions(Layout(pages=pages), read_elf(default_kernel()))
    assert sum(r.size_bytes for r in found if r.name == "page tables") == tables * 4096


def test_sizes_are_rounded_for_people():
    assert [round_size(n) for n in (12, 4096, 410664, 63 * MIB, 3 * GIB // 2)] == [
        "12",
        "4K",
        "401K",
        "63M",
        "1.5G",
    ]
