# SPDX-License-Identifier: GPL-2.0-or-later
"""How often each source line of the kernel ran."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from harness.errors import ConfigError
from harness.image.lines import CodeLine, LineTable
from harness.trace.columns import columns
from harness.trace.opening import OpenTrace
from harness.trace.selecting import Selection


class FileCoverage(NamedTuple):
    """One source file: how often its lines with code ran, and its functions.

    ``functions`` are name to first line and number of calls.
    """

    path: str
    lines: dict[int, int]
    functions: dict[str, tuple[int, int]]

    @property
    def lines_run(self) -> int:
        """How many lines ran at least once."""
        return sum(count > 0 for count in self.lines.values())


def executions(trace: OpenTrace, only: Selection) -> dict[int, int]:
    """Return how often the kernel's instruction at each address ran."""
    totals = np.zeros(len(trace.code.rows), np.int64)
    for chunk in trace.chunks:
        insns = columns(trace.reader, chunk, registers=False, memory=False).insns
        wanted = (insns["kind"] == 0) & (insns["ring"] == 0)
        if only.pid is not None:
            wanted &= trace.names.pids[trace.names.indices(insns["task"], insns["number"])] == only.pid
        rows = trace.code.of(insns["block"][wanted], insns["index"][wanted])
        totals += np.bincount(rows, minlength=len(totals))
    out: dict[int, int] = {}
    for row, count in zip(trace.code.rows, totals.tolist(), strict=True):
        out[row.virt] = out.get(row.virt, 0) + count
    return out


def coverage(trace: OpenTrace, only: Selection) -> tuple[str, list[FileCoverage]]:
    """Return the directory of the sources, and the coverage of each by path.

    A line that was compiled to several places ran as often as the one that
    ran most.  Raises :class:`ConfigError` without an image with line numbers.
    """
    image = trace.wording.image
    table = LineTable(image) if image else None
    if image is None or table is None or not table.rows:
        why = trace.wording.missing or "the image has no line numbers; build it with -g"
        raise ConfigError(f"no coverage of source lines: {why}")
    ran = executions(trace, only)
    files: dict[str, FileCoverage] = {}

    def file(where: CodeLine) -> FileCoverage:
        return files.setdefault(where.path, FileCoverage(where.path, {}, {}))

    for where, starts in table.statements().items():
        count = max(ran.get(virt, 0) for virt in starts)
        lines = file(where).lines
        lines[where.line] = max(lines.get(where.line, 0), count)
    for symbol in image.symbols.functions():
        found = table.find(symbol.value)
        if found is not None:
            file(found).functions[symbol.name] = found.line, ran.get(symbol.value, 0)
    return table.directory, [files[path] for path in sorted(files) if files[path].lines]
