# SPDX-License-Identifier: GPL-2.0-or-later
"""The kernel's sources as one HTML page, each line with how often it ran."""

from __future__ import annotations

from collections.abc import Iterator
from html import escape
from pathlib import Path
from typing import Final

from harness.image.lines import CodeLine
from harness.image.source_text import SourceText
from harness.trace.export.coverage import FileCoverage, coverage
from harness.trace.opening import OpenTrace
from harness.trace.selecting import Selection

_STYLE: Final = """
body { font-family: sans-serif; margin: 2em; color: #222; background: #fff }
table { border-collapse: collapse } td { padding: 0 .8em; white-space: pre } td.n { text-align: right }
.code td { font: 13px/1.35 monospace; padding: 0 .5em } .code td.n { color: #888 }
tr.ran td { background: #e8f5e0 } tr.not td { background: #fde6e3 } td.n.count { color: #333 }
summary { cursor: pointer; font-family: monospace; padding: .2em 0 }
meter { width: 8em } h1 { font-size: 1.3em }
@media (prefers-color-scheme: dark) {
  body { background: #1c1c1c; color: #ddd }
  tr.ran td { background: #203420 } tr.not td { background: #43211e }
  td.n.count { color: #ccc } }
"""


def write(trace: OpenTrace, target: Path, only: Selection) -> str:
    """Write the page; it needs no other file."""
    directory, files = coverage(trace, only)
    texts = SourceText(directory)
    found, run = sum(len(file.lines) for file in files), sum(file.lines_run for file in files)
    said = f"{run:,} of {found:,} lines in {len(files)} files ran"
    title = f"Coverage of {Path(str(trace.reader.header.get('image', 'the kernel'))).name}"
    with target.open("w") as page:
        page.write(f"<!doctype html><meta charset=utf-8><title>{title}</title><style>{_STYLE}</style>\n")
        page.write(
            f"<h1>{title}</h1><p>{said}, in instructions {trace.reader.first:,} to {trace.reader.end:,}.\n"
        )
        for file in files:
            page.writelines(_file(file, texts))
    return said


def _file(file: FileCoverage, texts: SourceText) -> Iterator[str]:
    share = file.lines_run / len(file.lines)
    yield f"<details><summary><meter value={share:.3f}></meter> {escape(file.path)} "
    yield f"{file.lines_run} of {len(file.lines)}</summary><table class=code>\n"
    last = max(max(file.lines), len(texts.lines(file.path)))
    for line in range(1, last + 1):
        count = file.lines.get(line)
        kind = "" if count is None else " class=ran" if count else " class=not"
        shown = "" if count is None else f"{count:,}"
        text = escape(texts.line(CodeLine(file.path, line)).expandtabs(8))
        yield f"<tr{kind}><td class=n>{line}<td class='n count'>{shown}<td>{text}\n"
    yield "</table></details>\n"
