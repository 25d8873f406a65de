# SPDX-License-Identifier: GPL-2.0-or-later
"""A comparison drawn: bars for each figure, a group for each layout."""

from __future__ import annotations

import io
from collections.abc import Callable, Sequence
from typing import Any, Final

from harness.errors import ConfigError
from harness.image.picture import REMEDY
from harness.lab.cell import Figures, Result

_COLOURS: Final = ("#4c78a8", "#f58518", "#54a24b", "#b279a2", "#e45756", "#72b7b2", "#eeca3b", "#9d755d")
_INK: Final = "#222222"

# file's name, heading, unit, and where the number is
CHARTS: Final[dict[str, tuple[str, Callable[[Figures], float]]]] = {
    "cr3-loads": ("CR3 loads at switches", lambda f: f.loads),
    "all-cr3-loads": ("CR3 loads in all, entries and exits too", lambda f: f.cr3_loads),
    "tlb-walks": ("TLB misses that walked the tables", lambda f: f.tlb_walks),
    "walk-touches": ("Table entries read by those walks", lambda f: f.tlb_touches),
    "table-memory": ("Most memory in page tables, KiB", lambda f: f.table_bytes / 1024),
    "page-faults": ("Page faults", lambda f: f.page_faults),
    "lowmem": ("RAM in the direct map, MiB", lambda f: f.lowmem_bytes / (1 << 20)),
    "instructions": ("Instructions, millions", lambda f: f.instructions / 1e6),
}


def charts(results: Sequence[Result]) -> list[str]:
    """Return the charts worth drawing: those whose figures differ or count something."""
    good = [r.figures for r in results if not r.why]
    return [name for name, (_, value) in CHARTS.items() if any(value(figures) for figures in good)]


def svg_of(results: Sequence[Result], name: str) -> str:
    """Draw one chart as SVG text, the same for the same results.

    Raises :class:`ConfigError` without matplotlib.
    """
    try:
        import matplotlib
        from matplotlib.backends.backend_svg import FigureCanvasSVG
        from matplotlib.figure import Figure
    except ImportError:
        raise ConfigError(REMEDY) from None
    title, value = CHARTS[name]
    good = [r for r in results if not r.why]
    workloads = list(dict.fromkeys(r.cell.workload for r in good))
    with matplotlib.rc_context({"svg.fonttype": "none", "svg.hashsalt": "harness", "font.size": 8.5}):
        rows = max(len([r for r in good if r.cell.workload == w]) for w in workloads)
        figure = Figure(figsize=(max(5.5, 3.1 * len(workloads)), 1.0 + 0.24 * rows))
        FigureCanvasSVG(figure)
        every = figure.subplots(1, len(workloads), squeeze=False, sharey=True)[0]
        for axes, workload in zip(every, workloads, strict=True):
            _bars(axes, workload, [r for r in good if r.cell.workload == workload], value)
        figure.suptitle(title, x=0.02, ha="left", size=11, weight="bold", color=_INK)
        figure.tight_layout()
        out = io.StringIO()
        figure.savefig(out, format="svg", metadata={"Date": None})
    return out.getvalue()


def _bars(axes: Any, workload: str, results: Sequence[Result], value: Callable[[Figures], float]) -> None:
    policies = list(dict.fromkeys(r.cell.policy for r in results))
    names = [label(r) for r in results]
    heights = [value(r.figures) for r in results]
    colours = [_COLOURS[policies.index(r.cell.policy) % len(_COLOURS)] for r in results]
    places = range(len(results))
    axes.barh(places, heights, color=colours, height=0.75)
    axes.set_yticks(list(places), names)
    axes.invert_yaxis()
    axes.set_title(workload, size=9, loc="left", color=_INK)
    axes.spines[["top", "right"]].set_visible(False)
    axes.set_xlim(0, (max(heights) or 1) * 1.22)
    for place, height in zip(places, heights, strict=True):
        axes.text(height, place, f" {height:,.0f}", va="center", size=7, color=_INK)


def label(result: Result) -> str:
    """Return the choice without the workload, as short as it can be.

    The shares of a chart are told by it, and the colours by its last word.
    """
    cell = result.cell
    parts = (cell.split, cell.pages, cell.options if cell.options != "-" else "", cell.policy)
    return " ".join(part for part in parts if part)
