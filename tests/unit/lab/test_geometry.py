# SPDX-License-Identifier: GPL-2.0-or-later
import pytest

from harness.errors import ConfigError
from harness.image.layout import MIB, SPLITS, Layout
from harness.lab.geometry import Array, Geometry, read_geometry
from harness.lab.presets import PRESETS, find_geometry
from harness.lab.tlb import CLASSES, address_classes

BOTH = ("fetch", "data", "small")


@pytest.mark.parametrize("preset", PRESETS.values(), ids=lambda p: p.name)
def test_every_preset_says_where_its_numbers_are_from(preset):
    assert "Intel" in preset.source or "AMD" in preset.source


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ((("small",), 4), "holds no accesses; add one of fetch, data"),
        ((("fetch",), 4), "holds no pages; add one of small, large"),
        (((*BOTH, "huge"), 4), "holds 'huge'; choose from"),
        ((BOTH, 0), "0 entries; give 1 to 65536"),
        ((BOTH, 30, 4), "30 entries do not make whole sets of 4 ways; the nearest legal number is 32"),
        ((BOTH, 4, 0, 3), "level 3; there are 1 and 2"),
    ],
)
def test_an_array_that_cannot_be_says_why(arguments, message):
    with pytest.raises(ConfigError, match=message):
        Array(*arguments)


def test_a_tlb_serves_small_pages_for_both_kinds_of_access():
    with pytest.raises(ConfigError, match="holds small pages for data; add one"):
        Geometry("half", (Array(("fetch", "small"), 4), Array(("data", "large"), 4)))
    with pytest.raises(ConfigError, match="a TLB of 0 arrays; give 1 to 8"):
        Geometry("none", ())


def test_a_preset_is_changed_by_words():
    changed = find_geometry("core2,tagged,noglobal,pde=16")
    assert (changed.tagged, changed.global_pages, changed.pde_entries) == (True, False, 16)
    assert changed.name == "core2,tagged,noglobal,pde=16"
    assert changed.arrays == PRESETS["core2"].arrays


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("core3", "no TLB 'core3'; name a TOML file or one of i486, pentium"),
        ("core2,fast", "unknown change 'fast' of a TLB; choose from tagged"),
        ("core2,pde=lots", "lots"),
        ("core2,pde=99999999", "give 0 to 65536"),
    ],
)
def test_a_wrong_name_or_change_says_what_there_is(text, message):
    with pytest.raises(ConfigError, match=message):
        find_geometry(text)


def test_a_tlb_of_ones_own_is_a_file(tmp_path):
    target = tmp_path / "mine.toml"
    target.write_text(
        "tagged = true\npde_entries = 4\n"
        '[[arrays]]\nholds = ["fetch", "data", "small", "large"]\nentries = 64'
    )
    made = find_geometry(f"{target},noglobal")
    assert made.name == "mine,noglobal"
    assert made.arrays == (Array(("fetch", "data", "small", "large"), 64),)
    assert (made.tagged, made.pde_entries) == (True, 4)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("tagged = true", r"a TLB needs \[\[arrays\]\]"),
        ("[[arrays]]\nentries = 4", "an array lacks holds"),
        ('[[arrays]]\nholds = "small"\nentries = 4', "holds = 'small' is no list"),
        ('[[arrays]]\nholds = ["fetch", "data", "small"]\nentries = 6\nways = 4', "the nearest legal number"),
        ("arrays = [", "mine.toml: "),
        ('size = 4\n[[arrays]]\nholds = ["fetch", "data", "small"]\nentries = 4', "unknown key 'size'"),
    ],
)
def test_a_wrong_file_is_told_by_its_name(tmp_path, text, message):
    target = tmp_path / "mine.toml"
    target.write_text(text)
    with pytest.raises(ConfigError, match=message) as caught:
        read_geometry(target)
    assert str(caught.value).startswith(str(target))


def test_addresses_fall_into_classes_by_the_layout():
    table = address_classes(Layout(SPLITS["2G"]))
    assert table[:4096] == table[4096:]
    named = {at: CLASSES[table[at // MIB]] for at in (0, 0x7FFFFFFF, 0x80000000, 0xF8000000, 0xFFFFF000)}
    assert list(named.values()) == ["user", "user", "direct map", "vmalloc", "fixmap"]


def test_with_directories_of_their_own_a_users_addresses_go_up_to_the_fixmap():
    table = address_classes(Layout(separation="4g"))
    kernel, user = table[:4096], table[4096:]
    high = 0xC0100000 // MIB
    assert (CLASSES[kernel[high]], CLASSES[user[high]]) == ("direct map", "user")
    assert CLASSES[user[0xFFC]] == CLASSES[kernel[0xFFC]] == "fixmap"
