# SPDX-License-Identifier: GPL-2.0-or-later
"""Our swap header is mkswap's, byte for byte."""

import shutil
import subprocess
import uuid

import pytest

from harness.errors import ConfigError
from harness.machine.disk.swap import swap_header

MKSWAP = shutil.which("mkswap") or "/usr/sbin/mkswap"


@pytest.mark.skipif(shutil.which(MKSWAP) is None, reason="mkswap is missing: apt-get install util-linux")
@pytest.mark.parametrize("size", [40 << 10, 1 << 20, 32 << 20, (32 << 20) + 2048])
@pytest.mark.parametrize("label", ["", "pages"])
def test_the_header_is_the_one_that_mkswap_writes(size, label, tmp_path):
    area, name = tmp_path / "area", uuid.UUID(int=0x1234 << 100 | 1)
    area.write_bytes(bytes(size))
    area.chmod(0o600)
    options = ["-L", label] if label else []
    subprocess.run([MKSWAP, "-U", str(name), *options, area], check=True, capture_output=True)
    data = area.read_bytes()
    assert swap_header(size, name.bytes, label.encode()) == data[:4096]
    assert not data[4096:].strip(b"\0")


def test_an_area_too_small_for_mkswap_is_refused():
    with pytest.raises(ConfigError, match="too small; give it at least 40K"):
        swap_header(36 << 10)
