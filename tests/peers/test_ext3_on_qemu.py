# SPDX-License-Identifier: GPL-2.0-or-later
"""What the guest writes under QEMU is as clean, and reads the same, as what it writes here."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from harness.run.kernel_path import default_kernel
from tests.guest.ext3_script import clean, described, disk_with, dumped, formatted, run_script
from tests.guest.test_ext3_write import TOUR, busy, mounted
from tests.peers.test_disk_kernel_on_qemu import on_qemu

pytestmark = pytest.mark.skipif(not default_kernel().exists(), reason="no kernel: run `make guest`")


@pytest.mark.parametrize(("kind", "options"), [("ext2", ""), ("ext3", ""), ("ext3", "data=journal,commit=1")])
def test_a_tour_under_qemu_leaves_what_it_leaves_here(kind: str, options: str, tmp_path: Path) -> None:
    lines = mounted([*TOUR, *busy("/mnt/busy", 5, 60)], kind, options)
    trees = []
    for name in ("ours", "theirs"):
        where = tmp_path / name
        where.mkdir()
        image = formatted(where, "-t", kind, "-b", "1024")
        if name == "ours":
            errors = sorted(run_script(image, where, lines).errors.items())
        else:
            code, console = on_qemu("rc=fsop", image, disk_with(where, lines))
            found = re.findall(r"fsop: line (\d+): (-?\d+)", console)
            assert (code, [(int(line), int(error)) for line, error in found]) == (0, errors)
        clean(image)
        trees.append(described(dumped(image, where)))
    assert trees[0] == trees[1]
