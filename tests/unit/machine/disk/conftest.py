# SPDX-License-Identifier: GPL-2.0-or-later
"""An image file whose sectors hold their numbers."""

import struct

import pytest

SECTORS = 100


@pytest.fixture
def image(tmp_path):
    path = tmp_path / "disk.img"
    path.write_bytes(b"".join(struct.pack("<I", lba) * 128 for lba in range(SECTORS)))
    return path
