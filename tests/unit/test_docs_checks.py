# SPDX-License-Identifier: GPL-2.0-or-later
"""docs/checks.md lists the checks and the mutants that exist."""

from __future__ import annotations

import re
from pathlib import Path

from harness.check import CHECKS
from harness.check.mutants import MUTANTS

DOC = (Path(__file__).parents[2] / "docs" / "checks.md").read_text()


def test_the_documented_claims_are_the_checks() -> None:
    assert re.findall(r"^\| (K\d\d) \|", DOC, re.MULTILINE) == [check.id for check in CHECKS]


def test_the_documented_matrix_has_every_mutant_and_its_promise() -> None:
    rows = re.findall(r"^  (k\d\d-\S+) +caught +(.*?)  ", DOC, re.MULTILINE)
    assert rows == [(mutant.id, mutant.broken_promise) for mutant in MUTANTS]
