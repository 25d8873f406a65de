# SPDX-License-Identifier: GPL-2.0-or-later
import struct

import pytest

from harness.errors import ConfigError
from harness.image.layout import Layout
from harness.machine.bootparams import boot_params, encode_command_line


def test_the_block_has_linux_offsets():
    layout = Layout(memory_bytes=64 << 20)
    raw = boot_params(layout, phys_tables_end=0x200000, phys_ramdisk=0x300000, ramdisk_bytes=77)
    assert raw[0x202:0x206] == b"HdrS"
    assert raw[0x210] == 0xFF
    assert struct.unpack_from("<I", raw, 0x1D0) == (0x200000,)
    assert struct.unpack_from("<II", raw, 0x218) == (0x300000, 77)
    assert struct.unpack_from("<I", raw, 0x228) == (0x91000,)


def test_the_kernel_is_told_its_layout_at_0x1d4():
    def told(**options):
        raw = boot_params(Layout(**options), phys_tables_end=0)
        return struct.unpack_from("<2I", raw, 0x1D4)

    assert told() == (0x80000001, 128 << 20)
    assert told(write_protect=False, nx=True, pages="pae", stack_guard=True)[0] == 0x80000014
    assert told(text_read_only=True, global_pages=True)[0] == 0x8000000B
    assert told(separation="4g")[0] == 0x80000021
    assert told(highmem=True, recursive=True, reserve_bytes=192 << 20) == (0x800000C1, 192 << 20)


def test_the_memory_map_ends_where_ram_ends():
    raw = boot_params(Layout(memory_bytes=64 << 20), phys_tables_end=0)
    rows = [struct.unpack_from("<QQI", raw, 0x2D0 + 20 * n) for n in range(raw[0x1E8])]
    assert rows == [(0, 0x9FC00, 1), (0x9FC00, 0x60400, 2), (0x100000, 63 << 20, 1)]


def test_a_command_line_fits_into_2047_bytes():
    assert len(encode_command_line("a" * 2047)) == 2048
    with pytest.raises(ConfigError, match="at most 2047"):
        encode_command_line("a" * 2048)


def test_bytes_that_are_no_text_pass_as_they_are():
    assert encode_command_line(b"init=\xff".decode("utf-8", "surrogateescape")) == b"init=\xff\0"
