# SPDX-License-Identifier: GPL-2.0-or-later
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from harness.errors import EXIT_USAGE, LayoutError
from harness.image.layout import GIB, MIB, SPLITS, Layout, parse_size, parse_split, with_words


def refusal(**fields):
    with pytest.raises(LayoutError) as caught:
        Layout(**fields)
    assert caught.value.exit_code == EXIT_USAGE
    return str(caught.value)


@pytest.mark.parametrize("name", SPLITS)
def test_every_named_split_is_legal_with_small_pages(name):
    assert Layout(SPLITS[name], "4k").split_name == name


def test_a_split_off_the_4_mib_grid_names_the_nearest():
    message = refusal(page_offset=0xC0100000)
    assert "multiple of 4 MiB" in message
    assert "0xc0000000" in message


def test_pae_wants_a_gib_boundary():
    message = refusal(page_offset=SPLITS["3G_OPT"], pages="pae")
    assert "1 GiB" in message
    assert "0xc0000000" in message


def test_a_split_without_room_for_the_kernel_says_so():
    assert "leaves the kernel no room" in refusal(page_offset=0xFFC00000)


def test_a_split_without_room_for_programs_says_so():
    assert "leaves user programs no room" in refusal(page_offset=0)


@pytest.mark.parametrize("page_offset", [0, 0x00400000, 0xFFC00000, 0xC0123456, 0x7FFFFFFF])
@pytest.mark.parametrize("pages", ["4k", "pae"])
def test_the_nearest_legal_split_is_legal(page_offset, pages):
    try:
        Layout(page_offset, pages)
    except LayoutError as error:
        nearest = int(str(error).split()[-1], 16)
        assert Layout(nearest, pages).page_offset == nearest


def test_too_little_memory_names_the_least():
    assert "the nearest legal memory is 8M" in refusal(memory_bytes=4 * MIB)


def test_too_much_memory_names_the_most():
    assert "the nearest legal memory is 3G" in refusal(memory_bytes=4 * GIB)


def test_an_unknown_page_mode_lists_the_modes():
    assert "4k, 4m, pae" in refusal(pages="2m")


def test_memory_off_its_grid_names_the_nearest():
    assert "not a multiple of 64K; the nearest legal memory is 64M" in refusal(memory_bytes=64 * MIB + 5)


def test_no_execute_needs_the_wide_entries_of_pae():
    assert "the nearest legal pages are 'pae'" in refusal(nx=True, pages="4k")
    assert Layout(nx=True, pages="pae").words == "nx"


def test_a_recursive_directory_is_one_that_covers_4_gib():
    assert "nearest legal pages are '4m'" in refusal(recursive=True, pages="pae")


def test_read_only_text_needs_write_protection_in_ring_0():
    message = refusal(text_read_only=True, write_protect=False)
    assert "protects nothing" in message
    assert "nearest legal write_protect is true" in message


@pytest.mark.parametrize(
    ("options", "nearest"),
    [
        ({"pages": "4m"}, "pages are '4k'"),
        ({"global_pages": True}, "global_pages is false"),
        ({"text_read_only": True}, "text_read_only is false"),
        ({"stack_guard": True}, "stack_guard is false"),
        ({"highmem": True}, "highmem is false"),
        ({"recursive": True}, "recursive is false"),
        ({"separation": "4g"}, "separation is 'shared'"),
    ],
)
def test_hashed_tables_hold_what_the_loader_put_there(options, nearest):
    assert refusal(**{"pages": "4k", "tables": "hashed", **options}).endswith(f"nearest legal {nearest}")


def test_an_unknown_separation_lists_what_there_is():
    assert "choose one of shared, 4g" in refusal(separation="8g")


def test_an_unknown_format_lists_what_there_is():
    assert "unknown page-table format 'vax'; choose one of x86, hashed" in refusal(tables="vax")


@pytest.mark.parametrize(
    ("reserve", "why", "nearest"),
    [
        (8 * MIB, "too small", "128M"),
        (2 * GIB, "more than a GiB", "1G"),
        (130 * MIB, "not a multiple of 4 MiB", "128M"),
        (135 * MIB, "not a multiple of 4 MiB", "136M"),
    ],
)
def test_a_reserve_that_is_no_good_names_the_nearest(reserve, why, nearest):
    message = refusal(reserve_bytes=reserve)
    assert why in message
    assert message.endswith(f"the nearest legal reserve is {nearest}")


def test_a_larger_reserve_takes_its_room_from_lowmem():
    layout = Layout(memory_bytes=GIB, reserve_bytes=256 * MIB)
    assert layout.lowmem_bytes == 768 * MIB
    assert "nearest legal split is 0xbf000000" in refusal(reserve_bytes=GIB, page_offset=0xC0000000)


FIELDS = {"split": "page_offset", "memory": "memory_bytes", "reserve": "reserve_bytes"}
NEAREST = re.compile(r"the nearest legal (\w+) (?:is|are) '?(\w+)'?$")
SWITCHES = ("global_pages", "write_protect", "text_read_only", "nx", "stack_guard", "highmem", "recursive")


def corrected(fields):
    """Do what the message says, until nothing is said."""
    for _ in range(16):
        try:
            return Layout(**fields)
        except LayoutError as error:
            what, value = NEAREST.search(str(error)).groups()
            name = FIELDS.get(what, what)
            readers = {
                "page_offset": parse_split, "memory_bytes": parse_size, "reserve_bytes": parse_size,
                "pages": str, "separation": str, "tables": str,
            }  # fmt: skip
            fields = fields | {name: readers.get(name, {"true": True, "false": False}.get)(value)}
    raise AssertionError(f"the messages go round in circles: {fields}")


@given(
    st.fixed_dictionaries(
        {
            "page_offset": st.integers(0, (1 << 32) - 1) | st.integers(0, 1023).map(lambda n: n << 22),
            "pages": st.sampled_from(["4k", "4m", "pae"]),
            "memory_bytes": st.integers(0, 5 * GIB) | st.integers(0, 5 * 1024).map(lambda n: n * MIB),
            "reserve_bytes": st.integers(0, 2 * GIB) | st.integers(0, 2048).map(lambda n: n * MIB),
            "separation": st.sampled_from(["shared", "4g"]),
            "tables": st.sampled_from(["x86", "hashed"]),
            **{name: st.booleans() for name in SWITCHES},
        }
    )
)
def test_whoever_does_what_the_messages_say_has_a_legal_layout(fields):
    corrected(fields)


def test_words_are_options_and_options_are_words():
    assert with_words("wp, nohighmem,4g") == {"write_protect": True, "highmem": False, "separation": "4g"}
    assert Layout(**with_words("nowp,recursive")).words == "nowp,recursive"


def test_an_unknown_word_lists_the_words():
    with pytest.raises(LayoutError, match="'smep'; choose from wp, ro, nx, global"):
        with_words("nx,smep")


def test_lowmem_ends_128_mib_short_of_the_top():
    assert Layout(memory_bytes=2 * GIB).lowmem_bytes == 896 * MIB
    assert Layout(memory_bytes=64 * MIB).lowmem_bytes == 64 * MIB


def test_a_split_is_a_name_or_an_address():
    assert parse_split("3g_opt") == parse_split("0xB0000000") == 0xB0000000


@pytest.mark.parametrize("text", ["4G", "", "-1", "0x100000000", "split"])
def test_an_unknown_split_lists_the_names(text):
    with pytest.raises(LayoutError, match="3G, 3G_OPT, 2G, 2G_OPT, 1G"):
        parse_split(text)


@pytest.mark.parametrize(
    ("text", "size"), [("64M", 64 * MIB), ("1g", GIB), ("512KiB", 512 << 10), ("0x100000", MIB)]
)
def test_sizes_are_read_with_their_units(text, size):
    assert parse_size(text) == size


@pytest.mark.parametrize("text", ["", "M", "64X", "-1M", "1.5G"])
def test_an_unreadable_size_shows_how_to_write_one(text):
    with pytest.raises(LayoutError, match="write it like 64M"):
        parse_size(text)
