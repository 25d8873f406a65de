# SPDX-License-Identifier: GPL-2.0-or-later
import struct

import pytest
from elfmaker import LINK, Maker, Part, plain

from harness.errors import ImageError, SymbolError
from harness.image.elf import parse_elf
from harness.image.relocate import relocate
from harness.image.symbols import SHN_ABS

R_32, R_PC32 = 1, 2
HERE = ("__page_offset", LINK, 0, 0, 1)
TO_2G = 0x80000000


def image(words, relocations, *symbols):
    data = struct.pack(f"<{len(words)}I", *words)
    maker = Maker([Part(LINK, 0x100000, data)], symbols=[HERE, *symbols], relocations=relocations)
    return parse_elf("k", maker.build())


def words_of(moved):
    data = bytes(moved.segments[0].data)
    return list(struct.unpack(f"<{len(data) // 4}I", data))


def test_an_absolute_reference_to_the_high_half_moves():
    moved = relocate(image([LINK + 8], [(LINK, R_32, 1)]), TO_2G)
    assert words_of(moved) == [TO_2G + 8]


def test_a_pc_relative_reference_stays():
    moved = relocate(image([0x1234], [(LINK, R_PC32, 1)]), TO_2G)
    assert words_of(moved) == [0x1234]


def test_a_reference_to_an_absolute_symbol_stays():
    number = ("phys_thing", 0xC0001000, 0, 0, SHN_ABS)
    moved = relocate(image([7], [(LINK, R_32, 2)], number), TO_2G)
    assert words_of(moved) == [7]


def test_a_reference_to_the_low_boot_section_stays():
    low = ("_start", 0x100000, 0, 0, 1)
    moved = relocate(image([0x100000], [(LINK, R_32, 2)], low), TO_2G)
    assert words_of(moved) == [0x100000]


def test_an_unaligned_word_moves_whole():
    moved = relocate(image([0, 0, 0], [(LINK + 3, R_32, 1)]), TO_2G)
    assert bytes(moved.segments[0].data)[3:7] == struct.pack("<I", TO_2G - LINK & 0xFFFFFFFF)


def test_symbols_and_segments_move_with_the_image_but_numbers_do_not():
    fixed = ("offset.a.b", 12, 0, 0, SHN_ABS)
    moved = relocate(image([0], [(LINK, R_32, 1)], ("f", LINK + 4, 4, 2, 1), fixed), TO_2G)
    assert moved.symbols["f"] == TO_2G + 4
    assert moved.symbols["offset.a.b"] == 12
    assert moved.segments[0].virt_start == TO_2G
    assert moved.segments[0].phys_start == 0x100000


def test_the_file_itself_is_not_changed():
    original = image([LINK], [(LINK, R_32, 1)])
    relocate(original, TO_2G)
    assert words_of(original) == [LINK]


def test_the_link_address_needs_no_work():
    original = image([LINK], [(LINK, R_32, 1)])
    assert relocate(original, LINK) is original


def test_an_image_without_relocations_names_the_linker_flag():
    with pytest.raises(ImageError, match="--emit-relocs"):
        relocate(image([0], []), TO_2G)


def test_an_image_of_another_kernel_lacks_the_symbol():
    with pytest.raises(SymbolError, match="__page_offset"):
        relocate(parse_elf("k", plain().build()), TO_2G)


def test_an_unknown_relocation_is_refused_with_its_place():
    with pytest.raises(ImageError, match="type 20 at 0xc0000000"):
        relocate(image([0], [(LINK, 20, 1)]), TO_2G)


def test_a_place_outside_the_segments_is_refused():
    with pytest.raises(ImageError, match="outside its segments"):
        relocate(image([0], [(LINK + 64, R_32, 1)]), TO_2G)
