# SPDX-License-Identifier: GPL-2.0-or-later
"""The program in docs/writeback.md tells the story that the page shows."""

import re
from pathlib import Path

import pytest

from harness.run.kernel_path import default_kernel

PAGE = (Path(__file__).parents[2] / "docs" / "writeback.md").read_text()
pytestmark = pytest.mark.skipif(not default_kernel().exists(), reason="no kernel: run `make guest`")


def events(text: str) -> list[str]:
    """What happened, without the time, the task at the processor, and how often."""
    return re.findall(r"^\d+ \S+ (.*) \(\d+ times\)$", text, re.MULTILINE)


def test_the_story_is_the_pages(capsys, monkeypatch):
    monkeypatch.setenv("HARNESS_KERNEL", str(default_kernel().resolve()))
    (program,) = re.findall(r"```python\n(.*?)```", PAGE, re.DOTALL)
    exec(program, {})
    told = iter(events(capsys.readouterr().out))
    shown = events(PAGE)
    assert len(shown) >= 10
    missing = [event for event in shown if event not in told]
    assert not missing
