# SPDX-License-Identifier: GPL-2.0-or-later
"""Files that users name, read whole."""

import pytest

from harness.image.files import read_toml, read_whole


@pytest.mark.parametrize("endless", ["/dev/zero", "/dev/full", "/dev/urandom"])
def test_what_has_no_end_is_not_read(endless):
    with pytest.raises(OSError, match="may have no end"):
        read_whole(endless)


def test_dev_null_is_an_empty_file():
    assert read_whole("/dev/null") == b""


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (b"a = ", "Invalid value"),
        (b"\xff\xfe", "it is not text"),
        (b"a = " + b"[" * 100_000, "nested too deeply"),
        (b"a = " + b"9" * 5_000, "4300 digits"),
    ],
)
def test_what_is_no_toml_is_an_error_of_value(tmp_path, text, message):
    path = tmp_path / "x.toml"
    path.write_bytes(text)
    with pytest.raises(ValueError, match=message):
        read_toml(path)
