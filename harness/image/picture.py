# SPDX-License-Identifier: GPL-2.0-or-later
"""An address space drawn: 4 GiB, and beside it columns that enlarge a part each.

The only module that imports matplotlib, and only when it draws.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final, NamedTuple

from harness.errors import ConfigError
from harness.image.regions import Region, round_size

REMEDY: Final = "pictures need matplotlib; install it with `pip install 'harness[plot]'`"
COLOURS: Final = {
    "user": "#9ecae9",
    "program": "#c6dff2",
    "stack": "#b4d4ee",
    "guard": "#e45756",
    "direct": "#a5d6a7",
    "low": "#e6d8a8",
    "free": "#d9f0d9",
    "hole": "#f1f1f1",
    "reserve": "#fdd0a2",
    "vmalloc": "#fdbe85",
    "kmap": "#fd8d3c",
    "fixmap": "#d9a066",
    "code": "#f28e8c",
    "rodata": "#d4b9da",
    "data": "#80b1d3",
    "init": "#ffe08a",
    "bss": "#b3de9b",
    "tables": "#c9b29b",
}
LEAST_HEIGHT: Final = 0.052
_WIDTH: Final = 2.1
_INK: Final = "#222222"


class Slot(NamedTuple):
    """Where a column stands: its left edge, its foot and its head."""

    left: float
    bottom: float
    top: float


_WHOLE: Final = Slot(4.1, 0, 1)
_USER: Final = Slot(1.0, 0, 1)
_DIRECT: Final = Slot(7.2, 0, 0.55)
# The region that a column enlarges, the column, and the one where that region is.
_ZOOMS: Final = (
    ("user half", _USER, _WHOLE),
    ("reserve", Slot(7.2, 0.63, 1), _WHOLE),
    ("direct map", _DIRECT, _WHOLE),
    ("kernel image", Slot(10.3, 0, 1), _DIRECT),
)


def heights(sizes: Sequence[int], least: float = LEAST_HEIGHT) -> list[float]:
    """Share out a height of 1: to scale, but none below ``least``.

    >>> heights([1, 1, 998], least=0.1)
    [0.1, 0.1, 0.8]
    """
    raised: set[int] = set()
    while True:
        rest = sum(size for i, size in enumerate(sizes) if i not in raised)
        room = 1 - least * len(raised)
        low = {i for i, size in enumerate(sizes) if i not in raised and size * room < least * rest}
        if not low:
            return [least if i in raised else size * room / rest for i, size in enumerate(sizes)]
        raised |= low


def within(regions: Sequence[Region], parent: Region) -> list[Region]:
    """Return the regions one level below ``parent``, gaps left out."""
    return [
        r
        for r in regions
        if r.depth == parent.depth + 1 and parent.virt_start <= r.virt_start and r.virt_end <= parent.virt_end
    ]


def leaves(regions: Sequence[Region]) -> list[Region]:
    """Return the regions that no other divides, so that none is drawn over another."""
    return [r for r in regions if not within(regions, r)]


def draw(regions: Sequence[Region], title: str, target: str, form: str, user: Sequence[Region] = ()) -> None:
    """Write the picture to the file ``target`` as ``svg`` or ``png``.

    ``user`` are the regions of a user's own directory, of a layout that has them.
    The same regions give the same bytes.  Raises :class:`ConfigError` when
    matplotlib is missing or the file cannot be written.
    """
    try:
        import matplotlib
        from matplotlib.backends.backend_agg import FigureCanvasAgg
        from matplotlib.figure import Figure
    except ImportError:
        raise ConfigError(REMEDY) from None
    # Text stays text, and no identifier is random: the file can be committed.
    with matplotlib.rc_context({"svg.fonttype": "none", "svg.hashsalt": "harness"}):
        figure = Figure(figsize=(13, 7.4))
        FigureCanvasAgg(figure)
        axes = figure.add_axes((0.01, 0.01, 0.98, 0.98))
        _columns(axes, regions, title, "the kernel's directory" if user else "4 GiB")
        if user:
            _column(axes, _USER, "a user's directory", leaves(user))
        metadata: dict[str, Any] = {"Date": None} if form == "svg" else {"Software": None}
        try:
            figure.savefig(target, format=form, dpi=120, metadata=metadata)
        except OSError as error:
            raise ConfigError(f"{target} cannot be written: {error.strerror}; name another file") from None


def _columns(axes: Any, regions: Sequence[Region], title: str, whole: str) -> None:
    axes.set_axis_off()
    axes.set_xlim(0, 12.6)
    axes.set_ylim(-0.07, 1.13)
    axes.text(0.1, 1.095, title, size=15, weight="bold", color=_INK, va="center")
    axes.text(
        0.1,
        -0.05,
        "High addresses on top. To scale within a column; dashed boxes would be too thin and are enlarged.",
        size=8.5,
        color="#666666",
        va="center",
    )
    edges = _column(axes, _WHOLE, whole, [r for r in regions if r.depth == 0])
    for parent_name, slot, source in _ZOOMS:
        parent = next((r for r in regions if r.name == parent_name), None)
        if parent is None:
            continue
        _zoom(axes, edges[parent_name], source, slot)
        name = f"{parent_name}, {round_size(parent.size_bytes)}"
        edges |= _column(axes, slot, name, within(regions, parent))


def _zoom(axes: Any, span: tuple[float, float], source: Slot, target: Slot) -> None:
    right = target.left > source.left
    near = source.left + (_WIDTH if right else 0)
    far = target.left + (0 if right else _WIDTH)
    corners = (*span, target.top, target.bottom)
    axes.fill([near, near, far, far], corners, color="#eeeeee", zorder=0, lw=0)


def _column(axes: Any, slot: Slot, name: str, parts: Sequence[Region]) -> dict[str, tuple[float, float]]:
    bottom, whole = slot.bottom, slot.top - slot.bottom
    axes.text(slot.left, slot.top + 0.025, name, size=11, weight="bold", color=_INK)
    edges = {}
    total = sum(part.size_bytes for part in parts)
    shares = heights([part.size_bytes for part in parts], LEAST_HEIGHT / whole)
    for part, share in zip(parts, shares, strict=True):
        enlarged = share > 1.5 * part.size_bytes / total
        _box(axes, part, slot.left, bottom, share * whole, enlarged)
        edges[part.name] = (bottom, bottom + share * whole)
        bottom += share * whole
    _address(axes, slot.left, slot.top, parts[-1].virt_end)
    return edges


def _box(axes: Any, part: Region, left: float, bottom: float, height: float, enlarged: bool) -> None:
    from matplotlib.patches import Rectangle

    colour = COLOURS[part.kind]
    axes.add_patch(Rectangle((left, bottom), _WIDTH, height, facecolor=colour, lw=0, zorder=2))
    style = (0, (3, 2)) if enlarged else "solid"
    axes.add_patch(
        Rectangle((left, bottom), _WIDTH, height, fill=False, ec="#555555", lw=0.8, ls=style, zorder=3)
    )
    roomy = height > 0.085 and bool(part.note)
    middle = bottom + height / 2 + (0.014 if roomy else 0)
    axes.text(left + 0.09, middle, part.name, size=9.5, color=_INK, va="center", zorder=4)
    size = round_size(part.size_bytes)
    axes.text(left + _WIDTH - 0.09, middle, size, size=9, color=_INK, va="center", ha="right", zorder=4)
    if roomy:
        axes.text(left + 0.09, middle - 0.032, part.note, size=7.2, color="#444444", va="center", zorder=4)
    _address(axes, left, bottom, part.virt_start)


def _address(axes: Any, left: float, height: float, virt: int) -> None:
    style = {"size": 7.2, "family": "monospace", "color": "#555555", "zorder": 5}
    axes.text(left - 0.06, height, f"{virt:#010x}", ha="right", va="center", **style)
