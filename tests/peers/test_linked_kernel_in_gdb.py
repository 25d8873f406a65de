# SPDX-License-Identifier: GPL-2.0-or-later
"""What `harness layout link` writes is a kernel to gdb as well: names, lines, types at new addresses."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

import pytest

from harness.cli import run
from harness.image.elf import read_elf
from harness.image.layout import SPLITS
from harness.run.kernel_path import default_kernel
from tests.peers.monitor import need_gdb

pytestmark = pytest.mark.skipif(not default_kernel().exists(), reason="no kernel: run `make guest`")


@pytest.mark.parametrize("split", ["2G", "1G", "0x90400000"])
def test_gdb_finds_code_lines_and_variables_where_they_are_now(split: str, tmp_path: Path) -> None:
    need_gdb()
    moved = tmp_path / "kernel.elf"
    assert run(["layout", "link", "--split", split, "-o", str(moved)]) == 0
    distance = (SPLITS.get(split) or int(split, 0)) - SPLITS["3G"]
    was = read_elf(default_kernel()).symbols
    asked = ["info line start_kernel", "info address init_task", "print sizeof(init_task.comm)"]
    said = subprocess.run(
        ["gdb", "-batch", "-nx", *(word for line in asked for word in ("-ex", line)), str(moved)],
        capture_output=True,
        text=True,
        timeout=600,
    ).stdout
    line, start = re.search(
        r'Line (\d+) of "init/main.c" starts at address (0x\w+) <start_kernel>', said
    ).groups()
    assert int(line) > 1 and int(start, 16) == was["start_kernel"] + distance
    assert f"static storage at address {was['init_task'] + distance:#x}" in said
    assert "= 16" in said
