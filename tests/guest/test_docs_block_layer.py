# SPDX-License-Identifier: GPL-2.0-or-later
"""docs/block-layer.md shows what its program prints."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from harness.run.kernel_path import default_kernel

PAGE = (Path(__file__).parents[2] / "docs/block-layer.md").read_text()
pytestmark = pytest.mark.skipif(not default_kernel().exists(), reason="no kernel: run `make guest`")


def shape(text: str) -> list[str]:
    """Blank times; sectors and names are the point."""
    return [re.sub(r"^ *[\d.]+ ms", "# ms", line).rstrip() for line in text.splitlines()]


def test_kblockd_begins_what_nobody_waits_for_as_the_page_shows(capsys):
    program, shown = re.search(r"^```python\n(.*?)^```\n```\n(.*?)^```", PAGE, re.M | re.S).groups()
    exec(program, {})
    assert shape(capsys.readouterr().out) == shape(shown)
    assert "kblockd/0" in shown
