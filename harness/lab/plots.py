# SPDX-License-Identifier: GPL-2.0-or-later
"""A comparison drawn: bars for each figure, a group for each layout."""

from __future__ import annotations

import io
from collections.abc import Callable, Mapping, Sequence
from importlib.util import find_spec
from typing import Any, Final

from harness.errors import ConfigError
from harness.image.picture import REMEDY
from harness.lab.cell import Figures, Result

_COLOURS: Final = ("#4c78a8", "#f58518", "#54a24b", "#b279a2", "#e45756", "#72b7b2", "#eeca3b", "#9d755d")
_INK: Final = "#222222"

# file's name, heading, unit, and where the number is
CHARTS: Final[dict[str, tuple[str, Callable[[Figures], float]]]] = {
    "cr3-loads": ("CR3 loads at switches", lambda f: f.loads),
    "avoided-loads": ("CR3 loads avoided at switches", lambda f: f.avoided),
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


def need_plots() -> None:
    """Raise :class:`ConfigError` without matplotlib."""
    if not find_spec("matplotlib"):
        raise ConfigError(REMEDY)


def svg_of(results: Sequence[Result], name: str) -> str:
    """Draw one chart as SVG text, the same for the same results; :func:`need_plots` promised matplotlib."""
    import matplotlib
    from matplotlib.backends.backend_svg import FigureCanvasSVG
    from matplotlib.figure import Figure

    title, value = CHARTS[name]
    good = [r for r in results if not r.why]
    workloads = list(dict.fromkeys(r.cell.workload for r in good))
    names = list(dict.fromkeys(map(labeller(good), good)))
    with matplotlib.rc_context({"svg.fonttype": "none", "svg.hashsalt": "harness", "font.size": 8.5}):
        figure = Figure(figsize=(max(5.5, 3.1 * len(workloads)), 1.0 + 0.24 * len(names)))
        FigureCanvasSVG(figure)
        every = figure.subplots(1, len(workloads), squeeze=False, sharey=True)[0]
        for axes, workload in zip(every, workloads, strict=True):
            shown = {labeller(good)(r): r for r in good if r.cell.workload == workload}
            _bars(axes, workload, names, shown, value)
        figure.suptitle(title, x=0.02, ha="left", size=11, weight="bold", color=_INK)
        figure.tight_layout()
        out = io.StringIO()
        figure.savefig(out, format="svg", metadata={"Date": None})
    return out.getvalue()


def _bars(
    axes: Any,
    workload: str,
    names: Sequence[str],
    results: Mapping[str, Result],
    value: Callable[[Figures], float],
) -> None:
    policies = list(dict.fromkeys(r.cell.policy for r in results.values()))
    # A name may lack its bar: that workload failed there.
    places = [names.index(name) for name in results]
    heights = [value(r.figures) for r in results.values()]
    colours = [_COLOURS[policies.index(r.cell.policy) % len(_COLOURS)] for r in results.values()]
    axes.barh(places, heights, color=colours, height=0.75)
    axes.set_yticks(range(len(names)), names)
    axes.set_ylim(len(names) - 0.5, -0.5)
    axes.set_title(workload, size=9, loc="left", color=_INK)
    axes.spines[["top", "right"]].set_visible(False)
    axes.set_xlim(0, (max(heights) or 1) * 1.22)
    for place, height in zip(places, heights, strict=True):
        axes.text(height, place, f" {height:,.0f}", va="center", size=7, color=_INK)


def labeller(results: Sequence[Result]) -> Callable[[Result], str]:
    """Return what names a result's choice without the workload, as short as it can be.

    The shares of a chart are told by it; the TLB is in it where there are several.
    """
    several = len({r.cell.tlb for r in results}) > 1

    def label(result: Result) -> str:
        cell = result.cell
        parts = (cell.split, cell.pages, cell.options, cell.policy, cell.tlb if several else "-")
        return " ".join(part for part in parts if part != "-")

    return label
