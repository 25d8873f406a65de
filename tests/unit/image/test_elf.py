# SPDX-License-Identifier: GPL-2.0-or-later
import random

import pytest
from elfmaker import LINK, Maker, Part, plain

from harness.errors import EXIT_UNREADABLE, ImageError
from harness.image.elf import parse_elf, read_elf


def refusal(raw: bytes) -> str:
    with pytest.raises(ImageError) as caught:
        parse_elf("k.elf", raw)
    assert caught.value.exit_code == EXIT_UNREADABLE
    message = str(caught.value)
    assert message.startswith("k.elf: ")
    assert "\n" not in message
    return message


def test_a_segment_keeps_its_two_addresses_and_its_bytes():
    raw = Maker([Part(LINK, 0x100000, b"abcd", mem_bytes=4096)]).build()
    (segment,) = parse_elf("k", raw).segments
    assert (segment.virt_start, segment.phys_start) == (LINK, 0x100000)
    assert bytes(segment.data) == b"abcd"
    assert segment.phys_end == 0x101000


def test_a_missing_file_says_to_build_the_guest(tmp_path):
    with pytest.raises(ImageError, match="no such file; run `make guest`"):
        read_elf(tmp_path / "kernel.elf")


def test_a_directory_is_unreadable(tmp_path):
    with pytest.raises(ImageError, match="cannot be read"):
        read_elf(tmp_path)


def test_an_empty_file_is_called_empty():
    assert "is empty" in refusal(b"")


def test_text_is_not_an_elf_file():
    assert "is not an ELF file" in refusal(b"#!/bin/sh\n" * 10)


def test_a_64_bit_file_is_told_apart():
    assert "64-bit" in refusal(plain(elf_class=2).build())


def test_another_processor_is_refused():
    assert "e_machine 40" in refusal(plain(machine=40).build())


def test_a_relocatable_object_is_refused():
    assert "is not an executable" in refusal(plain(elf_type=1).build())


def test_a_header_cut_short_is_truncated():
    assert "truncated in its ELF header" in refusal(plain().build()[:40])


def test_program_headers_cut_short_are_truncated():
    assert "truncated in its program headers" in refusal(plain().build()[:60])


def test_segment_bytes_past_the_file_are_truncated():
    assert "truncated: segment 0 wants" in refusal(plain().build()[:-1])


def test_a_segment_with_more_file_than_memory_is_refused():
    part = Part(LINK, 0x100000, bytes(64), mem_bytes=8)
    assert "more file than memory" in refusal(Maker([part]).build())


def test_a_segment_past_4_gib_is_refused():
    part = Part(0xFFFFF000, 0x100000, b"", mem_bytes=0x2000)
    assert "past the end of 4 GiB" in refusal(Maker([part]).build())


def test_overlapping_segments_name_both_ranges():
    parts = [Part(LINK, 0x100000, bytes(64)), Part(LINK + 0x1000, 0x100020, bytes(64))]
    message = refusal(Maker(parts).build())
    assert "0x00100000-0x00100040 and 0x00100020-0x00100060" in message


def test_a_file_without_segments_is_refused():
    assert "no program headers" in refusal(Maker([]).build())


@pytest.mark.parametrize("seed", range(200))
def test_hostile_bytes_never_raise_anything_but_image_errors(seed):
    raw = bytearray(plain(symbols=[("a", LINK, 4, 2, 1)], relocations=[(LINK, 1, 1)]).build())
    chance = random.Random(seed)
    for _ in range(chance.randrange(1, 8)):
        raw[chance.randrange(len(raw))] = chance.randrange(256)
    try:
        image = parse_elf("k", bytes(raw[: chance.randrange(1, len(raw) + 1)]))
        list(image.symbols)
    except ImageError:
        pass
