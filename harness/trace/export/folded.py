# SPDX-License-Identifier: GPL-2.0-or-later
"""Folded stacks: ``task;outer;inner COUNT`` a line, instructions as the count.

Source: the input of Brendan Gregg's flamegraph.pl; speedscope reads it too.
"""

from __future__ import annotations

from collections import Counter
from pathlib import Path

from harness.trace.export.stacks import spans
from harness.trace.opening import OpenTrace
from harness.trace.selecting import Selection


def write(trace: OpenTrace, target: Path, only: Selection) -> str:
    """Write the stacks, sorted by name."""
    totals: Counter[str] = Counter()
    for task, stack, _, instructions in spans(trace, only):
        # A semicolon parts frames: a task's name may hold one.
        names = (task.replace(";", ":"), *(frame.function for frame in stack))
        totals[";".join(names)] += instructions
    rows = sorted((stack, count) for stack, count in totals.items() if count)
    target.write_text("".join(f"{stack} {count}\n" for stack, count in rows))
    return f"{len(rows):,} stacks, {sum(count for _, count in rows):,} instructions"
