# SPDX-License-Identifier: GPL-2.0-or-later
"""Events in words."""

import pytest

from harness.machine.events import Kind
from harness.trace.steps import Happening, TaskNames
from harness.trace.wording import Wording


@pytest.mark.parametrize(
    "values, words",
    [
        ((0xC4, 100, 8, 0), "disk hda READ MULTIPLE, 8 sectors from 100"),
        ((0x1CE, 5, 1, 1), "disk hdb WRITE MULTIPLE FUA EXT, 1 sectors from 4294967301"),
        ((0x100E7, 0, 0, 0), "disk hda fails FLUSH CACHE"),
        ((0x101FF, 0, 0, 0), "disk hdb fails command 0xff"),
    ],
)
def test_a_disk_command_is_told_with_its_name_and_place(values, words):
    assert Wording({}).event(Happening(1, Kind.DISK, 0, values, 0), TaskNames()) == words
