# SPDX-License-Identifier: GPL-2.0-or-later
"""A comparison as one HTML page that needs nothing else: table, charts, and how it was made."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from html import escape
from typing import Final

from harness.lab.cell import Result
from harness.lab.geometry import Geometry

_STYLE: Final = """
body { font: 15px/1.45 system-ui, sans-serif; margin: 2em auto; max-width: 72em; color: #222; padding: 0 1em }
table { border-collapse: collapse; font-size: 13px; display: block; overflow-x: auto }
th, td { padding: 3px 9px; text-align: right; white-space: nowrap; border-bottom: 1px solid #e4e4e4 }
th { cursor: pointer; background: #f6f6f6; position: sticky; top: 0 }
td.w, th.w { text-align: left } tr.bad td { color: #a33 } figure { margin: 1.5em 0 }
svg { max-width: 100%; height: auto } code { background: #f4f4f4; padding: 2px 5px }
"""
# A click on a heading sorts by it; numbers as numbers.
_SCRIPT: Final = """
document.querySelectorAll('th').forEach((head, at) => head.onclick = () => {
  const body = document.querySelector('tbody'), up = head.dataset.up = head.dataset.up === '1' ? '' : '1';
  const key = row => row.cells[at].dataset.v ?? row.cells[at].textContent;
  [...body.rows].sort((a, b) => {
    const x = key(a), y = key(b), n = x - y;
    return (Number.isNaN(n) ? x.localeCompare(y) : n) * (up ? 1 : -1);
  }).forEach(row => body.append(row));
});
"""


def html_page(
    results: Sequence[Result], tlbs: Iterable[Geometry], command: str, drawings: dict[str, str]
) -> str:
    """Return the page; ``drawings`` are SVG texts by the names of their charts."""
    figures = "\n".join(f"<figure>{_inline(svg)}</figure>" for svg in drawings.values())
    failed = sum(bool(r.why) for r in results)
    said = f"{len(results)} runs" + (f", {failed} of them failed" if failed else "")
    return f"""<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>Layouts compared</title><style>{_STYLE}</style></head>
<body><h1>Layouts compared</h1>
<p>{said}: <code>{escape(command)}</code></p>
{_tlbs(tlbs)}
{figures}
<h2>All figures</h2>
{_table(results)}
<script>{_SCRIPT}</script></body></html>
"""


def _tlbs(tlbs: Iterable[Geometry]) -> str:
    said = [f"TLB model: {g.name}. {g.source or 'Of your own'}." for g in tlbs]
    return "\n".join(f"<p>{escape(line)}</p>" for line in said or ["No TLB model ran: its columns are zero."])


def _inline(svg: str) -> str:
    return svg[svg.index("<svg") :]


def _table(results: Sequence[Result]) -> str:
    rows = [result.row() for result in results]
    names = list(rows[0]) if rows else []
    wide = {name for name in names if isinstance(rows[0][name], str)}
    head = "".join(f"<th{_class(name in wide)}>{escape(name.replace('_', ' '))}</th>" for name in names)
    body = "\n".join(
        f"<tr{' class=bad' if row['why'] else ''}>"
        + "".join(_cell(row[name], name in wide) for name in names)
        + "</tr>"
        for row in rows
    )
    return f"<table><thead><tr>{head}</tr></thead><tbody>\n{body}\n</tbody></table>"


def _cell(value: object, wide: bool) -> str:
    if isinstance(value, int) and not isinstance(value, bool):
        return f'<td data-v="{value}">{value:,}</td>'
    return f"<td{_class(wide)}>{escape(str(value))}</td>"


def _class(wide: bool) -> str:
    return " class=w" if wide else ""
