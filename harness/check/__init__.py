# SPDX-License-Identifier: GPL-2.0-or-later
"""The claims about kernel threads, as checks on a booted guest.

The mutants are in :mod:`harness.check.mutants`, their runs in
:mod:`harness.check.matrix`; a boot does not need them and does not import them.
"""

from harness.check.base import Check, Verdict
from harness.check.catalogue import CHECKS, attach, judge, select

__all__ = ["CHECKS", "Check", "Verdict", "attach", "judge", "select"]
