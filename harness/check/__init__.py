# SPDX-License-Identifier: GPL-2.0-or-later
"""The claims about kernel threads, as checks on a booted guest, and their mutants."""

from harness.check.base import Check, Verdict
from harness.check.catalogue import CHECKS, attach, judge, select
from harness.check.matrix import Outcome, run_checks, run_mutant, run_mutants
from harness.check.mutants import MUTANTS, Mutant

__all__ = [
    "CHECKS",
    "MUTANTS",
    "Check",
    "Mutant",
    "Outcome",
    "Verdict",
    "attach",
    "judge",
    "run_checks",
    "run_mutant",
    "run_mutants",
    "select",
]
