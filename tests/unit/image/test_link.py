# SPDX-License-Identifier: GPL-2.0-or-later
import struct

import pytest
from elfmaker import LINK, Maker, Part

from harness.errors import ImageError
from harness.image.elf import parse_elf
from harness.image.link import link_at
from harness.image.relocate import relocate
from harness.image.sections import SHT_REL

TO_2G = 0x80000000


def sample():
    maker = Maker(
        [Part(LINK, 0x100000, struct.pack("<2I", LINK + 4, 5))],
        symbols=[
            ("__page_offset", LINK, 0, 0, 1),
            ("f", LINK + 4, 4, 2, 1),
            ("number", 0xC0000010, 0, 0, 0xFFF1),
        ],
        relocations=[(LINK, 1, 1)],
    )
    return parse_elf("k", maker.build())


def test_the_written_file_reads_like_the_image_moved_in_memory():
    moved = relocate(sample(), TO_2G)
    read = parse_elf("k2", link_at(sample(), TO_2G))
    assert [(s.virt_start, s.phys_start, bytes(s.data)) for s in read.segments] == [
        (s.virt_start, s.phys_start, bytes(s.data)) for s in moved.segments
    ]
    assert read.virt_entry == 0x100000


def test_symbols_move_and_absolute_ones_stay():
    symbols = parse_elf("k2", link_at(sample(), TO_2G)).symbols
    assert symbols["f"] == TO_2G + 4
    assert symbols["number"] == 0xC0000010


def test_the_written_file_can_be_moved_on():
    once = parse_elf("k2", link_at(sample(), TO_2G))
    assert link_at(once, LINK) == sample().raw


def test_the_link_address_gives_the_file_itself():
    assert link_at(sample(), LINK) == sample().raw


def test_a_relocation_outside_the_file_is_told():
    raw = bytearray(sample().raw)
    kinds = [section.kind for section in sample().sections]
    (headers,) = struct.unpack_from("<I", raw, 32)
    symbols, names, kept = (headers + 40 * kinds.index(kind) for kind in (2, 3, SHT_REL))
    # The same relocations once more, of a section without an address: their places lie past its end.
    raw[names : names + 40] = raw[kept : kept + 40]
    struct.pack_into("<I", raw, names + 28, (symbols - headers) // 40)
    with pytest.raises(ImageError, match="k: has sections or relocations that point outside it"):
        link_at(parse_elf("k", bytes(raw)), TO_2G)
