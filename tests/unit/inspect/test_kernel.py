# SPDX-License-Identifier: GPL-2.0-or-later
"""Typed access where the DWARF cannot be read."""

from types import SimpleNamespace

import pytest

from harness.errors import ImageError, SymbolError
from harness.inspect.kernel import Kernel


class Program:
    """One of drgn's, of which every question raises the same."""

    def __init__(self, problem):
        self.problem = problem

    def ask(self, _):
        raise self.problem

    type = source_location = __getitem__ = ask


@pytest.fixture
def kernel():
    made = object.__new__(Kernel)
    made._machine = SimpleNamespace(image=SimpleNamespace(path="k.elf"))
    # As drgn tells of what libdw found.
    made.program = Program(Exception("libdw error: invalid DWARF"))
    return made


def test_damaged_dwarf_is_told_by_its_file(kernel):
    for ask in (kernel.type, kernel.__getitem__):
        with pytest.raises(ImageError, match=r"k.elf: drgn cannot read its DWARF \(libdw error"):
            ask("init_task")


def test_damaged_dwarf_has_no_source_lines(kernel):
    assert kernel.source(0xC0100000) == []


def test_a_file_name_that_is_no_text_is_no_source_line(kernel):
    class Location:
        @property
        def filename(self):
            raise UnicodeDecodeError("utf-8", b"\x80", 0, 1, "invalid start byte")

    kernel.program.source_location = lambda _: [Location()]
    assert kernel.source(0xC0100000) == []


def test_a_type_that_is_not_there_is_named(kernel):
    kernel.program = Program(LookupError("could not find it"))
    with pytest.raises(SymbolError, match="'struct mm_struct'"):
        kernel.type("struct mm_struct")
