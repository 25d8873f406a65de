# SPDX-License-Identifier: GPL-2.0-or-later
import pytest

from harness.errors import SymbolError
from harness.image.symbols import SHN_ABS, Symbol, SymbolTable


@pytest.fixture
def table():
    rows = [
        Symbol("start", 0xC0100000, 0x20, 2, 1, 1),
        Symbol("kthread_create", 0xC0100020, 0x80, 2, 1, 1),
        Symbol("label", 0xC0100200, 0, 0, 0, 1),
        Symbol("offset.task_struct.pid", 24, 0, 0, 1, SHN_ABS),
        Symbol("sizeof.task_struct", 512, 0, 0, 1, SHN_ABS),
        Symbol("twice", 1, 0, 2, 1, 1),
        Symbol("twice", 2, 0, 2, 0, 1),
    ]
    return SymbolTable("k", rows)


def test_an_address_inside_a_function_is_named_with_its_distance(table):
    assert table.symbolise(0xC0100034) == "kthread_create+0x14"


def test_the_first_address_is_the_bare_name(table):
    assert table.symbolise(0xC0100020) == "kthread_create"


def test_an_address_past_a_sized_function_is_a_number(table):
    assert table.symbolise(0xC01000F0) == "0xc01000f0"


def test_the_padding_behind_a_function_is_still_its_own(table):
    end = 0xC0100020 + table.size("kthread_create")
    assert table.symbolise(end + 3) == f"kthread_create+{end + 3 - 0xC0100020:#x}"


def test_a_label_without_size_names_what_follows_it(table):
    assert table.symbolise(0xC0100210) == "label+0x10"


def test_an_address_below_everything_is_a_number(table):
    assert table.symbolise(0) == "0x00000000"


def test_absolute_symbols_never_name_an_address(table):
    assert table.symbolise(24) != "offset.task_struct.pid"


def test_structure_offsets_are_read_by_struct_and_field(table):
    assert table.offset("task_struct", "pid") == 24
    assert table.sizeof("task_struct") == 512


def test_a_missing_symbol_names_the_file_and_itself(table):
    with pytest.raises(SymbolError, match="k: no symbol 'nope'"):
        table["nope"]


def test_a_global_wins_over_a_local_of_the_same_name(table):
    assert table["twice"] == 1


@pytest.mark.parametrize("text", ["kthread_create+0x14", "0xc0100034", "0xc0100030+4"])
def test_names_numbers_and_sums_resolve(table, text):
    assert table.resolve(text) == 0xC0100034


@pytest.mark.parametrize("text", ["", "nope", "kthread_create+x", "0xzz"])
def test_unreadable_addresses_resolve_to_none(table, text):
    assert table.resolve(text) is None
