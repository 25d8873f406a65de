# SPDX-License-Identifier: GPL-2.0-or-later
"""The program in docs/journal.md tells the story that the page shows."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

from harness.crash import WORKLOADS
from harness.run.kernel_path import default_kernel
from tests.peers.e2fsprogs import need_e2fsprogs

PAGE = (Path(__file__).parents[2] / "docs" / "journal.md").read_text()
pytestmark = pytest.mark.skipif(not default_kernel().exists(), reason="no kernel: run `make guest`")


def events(text: str) -> list[str]:
    """What happened, without the time."""
    return re.findall(r"^ *\d+ ((?:WRITE|FLUSH|journal_).*)$", text, re.MULTILINE)


def test_the_story_is_the_pages(capsys, monkeypatch):
    monkeypatch.setenv("HARNESS_KERNEL", str(default_kernel().resolve()))
    (program,) = re.findall(r"```python\n(.*?)```", PAGE, re.DOTALL)
    exec(program, {})
    shown = events(PAGE)
    assert len(shown) == 13
    assert events(capsys.readouterr().out)[: len(shown)] == shown


def test_the_table_of_power_cuts_is_printed():
    need_e2fsprogs()
    (block,) = re.findall(r"\$ harness (crash[^\n]*)100\n(.*?)```", PAGE, re.DOTALL)
    command = [sys.executable, "-m", "harness", *block[0].split(), "5"]
    done = subprocess.run(command, capture_output=True, text=True, timeout=600)
    heads, shown = (text.splitlines() for text in (done.stdout, block[1]))
    assert done.returncode == 0
    assert heads[:2] == shown[:2] and heads[2].split() == shown[2].split()
    assert heads[3].split()[:5] == shown[3].split()[:5] and heads[3].split()[-1] == "ok"


def test_every_workload_is_told():
    assert [each.name for each in WORKLOADS if f"`{each.name}`" not in PAGE] == []
