# SPDX-License-Identifier: GPL-2.0-or-later
"""Source lines of instructions, judged by binutils."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

import pytest

from harness.image.dwarf import line_programs
from harness.image.elf import Image, read_elf
from harness.image.lines import CodeLine, LineTable
from harness.image.relocate import relocate
from harness.image.source_text import SourceText
from harness.run.kernel_path import default_kernel

SOURCE = """\
int add(int a, int b)
{
	return a + b;
}

int _start(void)
{
	return add(1, 2);
}
"""


def built(folder: Path, version: int) -> Image:
    (folder / "add.c").write_text(SOURCE)
    flags = ["-m32", f"-gdwarf-{version}", "-O0", "-nostdlib", "-static", "-fno-pie", "-no-pie"]
    subprocess.run(["gcc", *flags, "add.c", "-o", "add.elf"], cwd=folder, check=True)
    return read_elf(folder / "add.elf")


@pytest.mark.parametrize("version", [2, 3, 4, 5])
def test_each_version_of_dwarf_gives_the_lines_that_were_compiled(tmp_path: Path, version: int) -> None:
    image = built(tmp_path, version)
    table = LineTable(image)
    start = image.symbols["add"]
    assert table.find(start) == CodeLine("add.c", 2)
    assert {line.line for line in table.statements()} == {2, 3, 4, 7, 8, 9}
    assert table.find(start - 1) is None, "what lies before the code has no line"


@pytest.mark.skipif(not default_kernel().exists(), reason="no kernel: run `make guest`")
def test_the_kernels_lines_are_those_of_addr2line() -> None:
    image = read_elf(default_kernel())
    table = LineTable(image)
    places = [f.value + i for f in image.symbols.functions() for i in (0, 5) if i < max(f.size_bytes, 1)]
    asked = "\n".join(hex(virt) for virt in places)
    done = subprocess.run(
        ["addr2line", "-e", image.path], input=asked, capture_output=True, text=True, check=True
    )
    answers = [
        re.sub(r" \(.*", "", line).removeprefix(f"{table.directory}/") for line in done.stdout.splitlines()
    ]
    differ = [
        (hex(virt), said, str(table.find(virt)))
        for virt, said in zip(places, answers, strict=True)
        # It looks only into the units that their own ranges lead it to.
        if "?" not in said and said != str(table.find(virt))
    ]
    assert len(places) > 1000 and sum("?" in said for said in answers) < len(places) / 5
    # In a function of a header it may name the file that includes it.
    assert len(differ) <= len(places) / 200, differ


@pytest.mark.skipif(not default_kernel().exists(), reason="no kernel: run `make guest`")
def test_a_relocated_kernels_lines_move_with_it() -> None:
    image = read_elf(default_kernel())
    moved = relocate(image, 0x80000000)
    name = "start_kernel"
    assert moved.symbols[name] != image.symbols[name]
    assert LineTable(moved).find(moved.symbols[name]) == LineTable(image).find(image.symbols[name])


def test_the_text_of_a_line_is_read_where_it_was_compiled(tmp_path: Path) -> None:
    image = built(tmp_path, 5)
    table = LineTable(image)
    texts = SourceText(table.directory)
    assert texts.line(CodeLine("add.c", 3)).strip() == "return a + b;"
    assert texts.line(CodeLine("gone.c", 1)) == "" == texts.line(CodeLine("add.c", 99))


def test_damaged_line_programs_are_left_out() -> None:
    whole = (2 + 4).to_bytes(4, "little") + (5).to_bytes(2, "little") + b"\xff\xff\xff\xff"
    assert list(line_programs(whole, b"", b"")) == []
    assert list(line_programs(whole[:7], b"", b"")) == []
    assert list(line_programs(b"\xff" * 40, b"", b"")) == []
