# SPDX-License-Identifier: GPL-2.0-or-later
import pytest

from harness.errors import LayoutError
from harness.image.layout import MIB, SPLITS, Layout
from harness.image.layout_file import describe, find_layout, layout_from, named_layouts, read_layout

RANGES = {"user": [0, 0x80000000], "direct": [0x80000000, 0xF0000000], "reserve": [0xF0000000, 1 << 32]}


@pytest.fixture
def write(tmp_path):
    def put(text):
        target = tmp_path / "mine.toml"
        target.write_text(text)
        return target

    return put


def refusal(write, text):
    target = write(text)
    with pytest.raises(LayoutError) as caught:
        find_layout(str(target))
    assert str(caught.value).startswith(f"{target}: ")
    return str(caught.value)


@pytest.mark.parametrize("name", named_layouts())
def test_each_layout_that_comes_along_is_legal_and_says_what_it_is(name):
    assert isinstance(find_layout(name), Layout)
    assert describe(named_layouts()[name])


def test_a_file_spells_the_split_and_sizes_as_the_command_line_does(write):
    made = find_layout(str(write('split = "2G_OPT"\nmemory = "32M"\nreserve = "192M"\npages = "4k"')))
    assert made == Layout(SPLITS["2G_OPT"], "4k", memory_bytes=32 * MIB, reserve_bytes=192 * MIB)


def test_a_file_may_name_every_field_of_the_class(write):
    whole = Layout(SPLITS["2G"], "pae", False, 32 * MIB, True, True, True, True, "4g", True, False, 192 * MIB)
    lines = (
        f"{k} = {str(v).lower() if isinstance(v, bool) else repr(v)}" for k, v in whole.as_config().items()
    )
    assert read_layout(write("\n".join(lines))) == whole


def test_regions_give_the_split_and_the_reserve():
    assert layout_from({"regions": RANGES}) == Layout(SPLITS["2G"], reserve_bytes=256 * MIB)


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"direct": [0x80400000, 0xF0000000]}, "direct 0x80400000 leaves a hole below; .* is 0x80000000"),
        ({"direct": [0x7F000000, 0xF0000000]}, "direct 0x7f000000 overlaps the one below; .* is 0x80000000"),
        ({"user": [4096, 0x80000000]}, "user 0x00001000 leaves a hole below; .* is 0x00000000"),
        ({"reserve": [0xF0000000, 0xFFFFF000]}, "ends at 0xfffff000; the nearest legal end is 0x100000000"),
        ({"user": [1]}, "user = .1. is no range"),
        ({"user": ["low", "high"]}, "is no range"),
        ({"heap": [0, 1]}, "exactly user, direct, reserve"),
    ],
)
def test_regions_tile_the_four_gib(change, message):
    with pytest.raises(LayoutError, match=message):
        layout_from({"regions": RANGES | change})


def test_regions_that_contradict_the_split_are_refused():
    with pytest.raises(LayoutError, match="page_offset 0xc0000000 contradicts the regions"):
        layout_from({"split": "3G", "regions": RANGES})


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("split = 3G", "is not TOML"),
        ('splt = "3G"', "unknown key 'splt'; the keys are description"),
        ("nx = 1", "nx = 1 is no true or false"),
        ("memory = true", "neither a number nor text"),
        ("pages = 4", "pages = 4 is no text"),
        ('split = "0xC0100000"', "the nearest legal split is 0xc0000000"),
        ("nx = true", "the nearest legal pages are 'pae'"),
    ],
)
def test_a_wrong_file_is_told_by_its_name_and_its_mistake(write, text, message):
    assert message in refusal(write, text)


def test_a_name_that_nobody_knows_lists_the_names():
    with pytest.raises(LayoutError, match="name a file or one of 4g4g, classic, even"):
        find_layout("clasic")


def test_a_directory_or_noise_is_no_layout(tmp_path):
    with pytest.raises(LayoutError, match="cannot be read"):
        find_layout(str(tmp_path))
    (tmp_path / "noise.toml").write_bytes(b"\xff\xfe\x00")
    with pytest.raises(LayoutError, match="not text"):
        find_layout(str(tmp_path / "noise.toml"))
