# SPDX-License-Identifier: GPL-2.0-or-later
"""docs/system-calls.md lists the calls that the kernel's table has, and what is not compared."""

import errno
import re
import struct
from pathlib import Path

import pytest

from harness import BootConfig, boot
from harness.image.elf import read_elf
from harness.inspect.syscall_names import syscall_name
from harness.run.kernel_path import default_kernel
from tests.peers.call_table import DIFFERENT, ROWS

pytestmark = pytest.mark.skipif(not default_kernel().exists(), reason="no kernel: run `make guest`")
DOC = (Path(__file__).parents[2] / "docs" / "system-calls.md").read_text()


def section(title):
    return DOC.split(f"## {title}\n")[1].split("\n## ")[0]


def test_the_documented_calls_are_those_of_the_table():
    image = read_elf(default_kernel())
    table, nobody = image.symbols["sys_call_table"], image.symbols["sys_ni_syscall"]
    rows = struct.iter_unpack("<I", image.read(table, image.symbols.size("sys_call_table")))
    there = {syscall_name(number) for number, (row,) in enumerate(rows) if row != nobody}
    assert set(re.findall(r"`([a-z_]\w*)`", section("What is there"))) == there


def test_the_documented_differences_are_those_that_end_a_comparison():
    def said(code):
        return errno.errorcode[code] if code else "succeeds"

    rows = re.findall(r"^\| `(\w+)` \| (\w+) \| (\w+) \| (.*) \|$", section("How it is judged"), re.MULTILINE)
    assert rows == [(name, said(a), said(b), why) for (name, a, b), why in sorted(DIFFERENT.items())]


def test_the_documented_number_of_calls_is_the_tables():
    assert f"sequences of {len(ROWS)} of the calls" in DOC


def test_the_excerpt_is_what_a_run_says():
    calls = boot(BootConfig(append="rc=abi")).unknown_calls
    assert f"harness: system calls it does not have: {', '.join(map(str, calls))}\n" in DOC
