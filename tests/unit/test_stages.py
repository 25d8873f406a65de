# SPDX-License-Identifier: GPL-2.0-or-later
"""The folders show the flow, and the imports keep to it."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

HARNESS = Path(__file__).parents[2] / "harness"
STAGES = (
    "image",
    "machine",
    "inspect",
    "run",
    "trace",
    "check",
    "lab",
    "crash",
    "testing",
    "pytest_plugin",
    "cli",
)


def imports_of(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module


@pytest.mark.parametrize("stage", STAGES)
def test_a_stage_imports_only_itself_and_earlier_ones(stage: str) -> None:
    later = {f"harness.{name}" for name in STAGES[STAGES.index(stage) + 1 :]}
    files = sorted((HARNESS / stage).rglob("*.py"))
    assert files
    wrong = [
        f"{path.relative_to(HARNESS)} imports {module}"
        for path in files
        for module in imports_of(path)
        if ".".join(module.split(".")[:2]) in later
    ]
    assert wrong == []


def test_one_python_module_knows_unicorn() -> None:
    knowing = {
        str(path.relative_to(HARNESS))
        for path in HARNESS.rglob("*.py")
        for module in imports_of(path)
        if module.split(".")[0] == "unicorn" or module == "harness._core"
    }
    assert knowing <= {"machine/engine.py"}
