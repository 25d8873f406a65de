# SPDX-License-Identifier: GPL-2.0-or-later
import pytest
from hypothesis import given
from hypothesis import strategies as st

from harness.errors import ConfigError
from harness.machine.disk.spec import DEFAULT_DISKS, DiskSpec, parse_disks

MIB = 1 << 20


@pytest.mark.parametrize(
    "text, spec",
    [
        ("a.img", DiskSpec("file", "a.img")),
        ("a.img,ro", DiskSpec("file", "a.img", mode="ro")),
        ("dir/a.img,overlay,cache=off", DiskSpec("file", "dir/a.img", mode="overlay", write_cache=False)),
        ("blank:16M", DiskSpec("blank", size_bytes=16 * MIB)),
        ("swap:512K,cache=on", DiskSpec("swap", size_bytes=MIB // 2)),
        ("ext3:12M", DiskSpec("ext3", size_bytes=12 * MIB)),
        ("ext3:12M+4M,cache=off", DiskSpec("ext3", "", 16 * MIB, "rw", False, 4 * MIB)),
        ("./blank:16M", DiskSpec("file", "./blank:16M")),
        ("C:disk", DiskSpec("file", "C:disk")),
    ],
)
def test_a_description_is_read(text, spec):
    assert DiskSpec.parse(text) == spec


@given(
    st.sampled_from(["file", "blank", "swap"]),
    st.sampled_from(["rw", "ro", "overlay"]),
    st.booleans(),
    st.integers(1, 1 << 30),
)
def test_what_is_printed_is_read_back(kind, mode, cache, sectors):
    size = 0 if kind == "file" else sectors * 512
    spec = DiskSpec(kind, "x/y.img" if kind == "file" else "", size, mode, cache)
    assert DiskSpec.parse(str(spec)) == spec


@given(st.integers(1, 1 << 30), st.integers(1, 1 << 30))
def test_a_spare_end_is_read_back(sectors, spare):
    spec = DiskSpec("ext3", "", (sectors + spare) * 512, spare_bytes=spare * 512)
    assert DiskSpec.parse(str(spec)) == spec


@pytest.mark.parametrize(
    "text, sentence",
    [
        ("a.img,rx", "no option 'rx'"),
        ("", "names no file"),
        (",ro", "names no file"),
        ("blank:", "unreadable size ''"),
        ("blank:0", "whole number of 512-byte sectors"),
        ("blank:1000", "whole number of 512-byte sectors"),
        ("ext3:12M+", "unreadable size ''"),
        ("swap:12M+4M", "unreadable size '12M"),
        ("swap:lots", "unreadable size 'lots'"),
        (f"blank:{1 << 60}", "whole number of 512-byte sectors"),
    ],
)
def test_a_wrong_description_is_refused_in_a_sentence(text, sentence):
    with pytest.raises(ConfigError, match=sentence):
        DiskSpec.parse(text)


def test_two_disks_and_no_more():
    assert parse_disks(("none",)) == ()
    assert parse_disks(("ext3:12M+4M", "swap:32M")) == DEFAULT_DISKS
    with pytest.raises(ConfigError, match="3 disks were given; the controller has room for 2"):
        parse_disks(("a", "b", "c"))
    with pytest.raises(ConfigError, match="stands alone"):
        parse_disks(("none", "a"))


def test_the_mode_is_what_holds_when_none_is_named():
    assert [spec.mode for spec in parse_disks(("a", "b,rw"), "overlay")] == ["overlay", "rw"]
