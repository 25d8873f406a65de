# SPDX-License-Identifier: GPL-2.0-or-later
"""The program in docs/snapshots.md runs as it stands."""

import re
from pathlib import Path

import pytest

from harness.run.kernel_path import default_kernel

PAGE = Path(__file__).parents[2] / "docs" / "snapshots.md"
pytestmark = pytest.mark.skipif(not default_kernel().exists(), reason="no kernel: run `make guest`")


def test_the_documented_program_holds(tmp_path, monkeypatch):
    kernel = default_kernel().resolve()
    monkeypatch.setenv("HARNESS_KERNEL", str(kernel))
    monkeypatch.chdir(tmp_path)
    (program,) = re.findall(r"```python\n(.*?)```", PAGE.read_text(), re.DOTALL)
    exec(program, {})
