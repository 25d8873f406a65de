# SPDX-License-Identifier: GPL-2.0-or-later
"""The call graph for Graphviz: functions with their instructions, calls with their number."""

from __future__ import annotations

from collections import Counter
from math import log2
from pathlib import Path
from typing import Final

from harness.trace.export.stacks import spans
from harness.trace.opening import OpenTrace
from harness.trace.selecting import Selection

_COLOURS: Final = 9


def write(trace: OpenTrace, target: Path, only: Selection) -> str:
    """Write the graph of all tasks together."""
    calls: Counter[tuple[str, str]] = Counter()
    own: Counter[str] = Counter()
    for _, stack, common, instructions in spans(trace, only):
        own[stack[-1].function] += instructions
        for at in range(max(common, 1), len(stack)):
            calls[stack[at - 1].function, stack[at].function] += 1
    functions = sorted({*own, *(name for pair in calls for name in pair)})
    most = max(own.values(), default=1)
    lines = [
        "digraph calls {",
        '  node [shape=box, style=filled, colorscheme=ylorrd9, fontname="monospace"];',
    ]
    lines += [_node(name, own[name], most) for name in functions]
    lines += [f'  "{one}" -> "{other}" [label="{count:,}"];' for (one, other), count in sorted(calls.items())]
    target.write_text("\n".join([*lines, "}", ""]))
    return f"{len(functions):,} functions, {len(calls):,} edges, {sum(calls.values()):,} calls"


def _node(name: str, own: int, most: int) -> str:
    # By magnitude: the hottest function runs thousands of times more than most.
    shade = 1 + round((_COLOURS - 1) * log2(own + 1) / log2(most + 1))
    dark = ", fontcolor=white" if shade > _COLOURS - 2 else ""
    return f'  "{name}" [label="{name}\\n{own:,}", fillcolor={shade}{dark}];'
