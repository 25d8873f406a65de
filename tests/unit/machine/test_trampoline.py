# SPDX-License-Identifier: GPL-2.0-or-later
import struct

import pytest

from harness.image.layout import Layout
from harness.machine import trampoline


def test_keystone_gives_the_bytes_that_are_kept():
    keystone = pytest.importorskip("keystone")
    assembler = keystone.Ks(keystone.KS_ARCH_X86, keystone.KS_MODE_32)
    source = "; ".join(line.strip() for line in trampoline.SOURCE.strip().splitlines())
    code, _ = assembler.asm(source, trampoline.PHYS_CODE)
    assert bytes(code) == trampoline.CODE


def test_the_parameters_stand_where_the_code_reads_them():
    raw = trampoline.parameters(cr0=1, cr3=2, cr4=3, virt_entry=4)
    assert struct.unpack_from("<4I", raw) == (3, 2, 1, 4)
    assert struct.unpack_from("<HI", raw, 18) == (31, trampoline.PHYS_GDT)


@pytest.mark.parametrize(("pages", "cr4"), [("4k", 0), ("4m", 0x10), ("pae", 0x20)])
def test_the_page_mode_shows_in_cr4(pages, cr4):
    assert trampoline.control_registers(Layout(pages=pages))[1] == cr4
    assert trampoline.control_registers(Layout(pages=pages, global_pages=True))[1] == cr4 | 0x80
