# SPDX-License-Identifier: GPL-2.0-or-later
import struct

import pytest

from harness.errors import ImageError
from harness.image.multiboot import HEADER_MAGIC, find_header, information, read_kernel


def header(flags, *rest):
    total = (HEADER_MAGIC + flags) & 0xFFFFFFFF
    return struct.pack(f"<{3 + len(rest)}I", HEADER_MAGIC, flags, -total & 0xFFFFFFFF, *rest)


def test_a_header_is_found_at_any_word_of_the_first_8_kib():
    found = find_header(bytes(8180) + header(3))
    assert found is not None
    assert found.file_offset == 8180


def test_a_header_beyond_8_kib_does_not_count():
    assert find_header(bytes(8184) + header(3)) is None


def test_a_wrong_checksum_is_no_header():
    assert find_header(struct.pack("<3I", HEADER_MAGIC, 0, 1)) is None


def test_a_flat_kernel_loads_where_its_header_says(tmp_path):
    path = tmp_path / "flat"
    path.write_bytes(bytes(4) + header(1 << 16, 0x200004, 0x200000, 0, 0x201000, 0x200030) + b"code")
    image, _ = read_kernel(path)
    assert image.virt_entry == 0x200030
    (segment,) = image.segments
    assert (segment.phys_start, segment.phys_end) == (0x200000, 0x201000)


def test_a_flat_kernel_that_points_outside_its_file_is_refused(tmp_path):
    path = tmp_path / "flat"
    path.write_bytes(header(1 << 16, 0x200004, 0x200000, 0x300000, 0, 0x200030))
    with pytest.raises(ImageError, match="points outside it"):
        read_kernel(path)


def test_a_kernel_that_wants_video_is_refused(tmp_path):
    path = tmp_path / "flat"
    path.write_bytes(header(4) + bytes(64))
    with pytest.raises(ImageError, match="wants Multiboot features 0x0004"):
        read_kernel(path)


def test_neither_elf_nor_multiboot_is_refused(tmp_path):
    path = tmp_path / "text"
    path.write_text("hello")
    with pytest.raises(ImageError, match="is not an ELF file"):
        read_kernel(path)


def test_the_information_points_at_its_own_tables():
    at = 0x95000
    rows = [(0, 0x9FC00, 1), (0x100000, 63 << 20, 1)]
    raw = information(phys_self=at, memory_map=rows, command_line="a=b", modules=[(0x200000, 0x201000)])
    flags, low, high = struct.unpack_from("<3I", raw)
    assert flags & 0x4D == 0x4D
    assert (low, high) == (639, 63 << 10)
    (
        text,
        count,
        mods,
    ) = struct.unpack_from("<3I", raw, 16)
    assert raw[text - at :].startswith(b"a=b\0")
    assert count == 1
    assert struct.unpack_from("<2I", raw, mods - at) == (0x200000, 0x201000)
    length, first = struct.unpack_from("<2I", raw, 44)
    assert length == 48
    assert struct.unpack_from("<IQQI", raw, first - at) == (20, 0, 0x9FC00, 1)
