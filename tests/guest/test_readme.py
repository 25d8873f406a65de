# SPDX-License-Identifier: GPL-2.0-or-later
"""README shows what really happens."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]
README = (ROOT / "README.md").read_text()


def fenced(language: str) -> str:
    (block,) = re.findall(rf"^```{language}\n(.*?)^```", README, re.DOTALL | re.MULTILINE)
    return str(block)


def shape(line: str) -> str:
    """Blank what another build of the kernel changes: numbers and the spaces around them."""
    return " ".join(re.sub(r"0x[0-9a-f]+|\d+(\.\d+)?", "#", line).split())


def test_every_line_of_the_excerpt_is_printed_by_a_boot() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "harness", "boot"], cwd=ROOT, capture_output=True, text=True, timeout=600
    )
    assert done.returncode == 0, done.stderr
    printed = {shape(line) for line in done.stdout.splitlines()}
    excerpt = [line for line in fenced("").splitlines() if line.strip()]
    assert len(excerpt) > 20
    assert [line for line in excerpt if shape(line) not in printed] == []


def test_the_ten_lines_of_python_run() -> None:
    code = fenced("python")
    assert len([line for line in code.splitlines() if line.strip()]) <= 10
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, timeout=600)
    assert done.returncode == 0, done.stderr
    assert "CR3 loads avoided" in done.stdout


def test_every_command_named_in_the_readme_exists() -> None:
    names = set(re.findall(r"`harness (\w+)", README))
    done = subprocess.run([sys.executable, "-m", "harness", "--help"], capture_output=True, text=True)
    assert names and [name for name in names if f"  {name} " not in done.stdout] == []
