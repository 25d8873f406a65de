# SPDX-License-Identifier: GPL-2.0-or-later
"""``harness trace export``: a trace for other tools."""

from __future__ import annotations

from pathlib import Path
from typing import Final

import click

from harness.trace.needs import need

# The same as harness.trace.export.FORMATS, which needs numpy to be read.
_FORMATS: Final = ("perfetto", "folded", "dot", "lcov", "html", "drcov", "tenet")


@click.command(
    epilog="Examples: harness trace export t perfetto -o t.pftrace; "
    "harness trace export t folded -o t.folded; harness trace export t lcov -o t.info"
)
@click.argument("directory", type=click.Path())
@click.argument("form", metavar="FORMAT", type=click.Choice(_FORMATS))
@click.option("-o", "output", required=True, type=click.Path(), metavar="F", help="Where to write.")
@click.option("--function", metavar="F", help="Only what this function did, with what it called.")
@click.option("--pid", type=click.IntRange(0), metavar="N", help="Only this task.")
@click.option("--kernel", type=click.Path(), metavar="ELF", help="The image, when it has moved.")
def command(
    directory: str, form: str, output: str, function: str | None, pid: int | None, kernel: str | None
) -> int:
    """Write the trace in DIRECTORY for another tool.

    \b
    perfetto  tracks, slices, flows and counters, for ui.perfetto.dev
    folded    folded stacks, for flame graphs
    dot       the call graph, for Graphviz
    lcov      coverage of the kernel's source lines, for genhtml
    html      the kernel's sources with how often each line ran
    drcov     the blocks that ran, for coverage tools of disassemblers
    tenet     registers and memory step by step (level full)
    """
    need("numpy", *(["perfetto"] if form == "perfetto" else []))
    from harness.trace.export import export
    from harness.trace.opening import OpenTrace
    from harness.trace.selecting import Selection

    trace = OpenTrace(directory, kernel)
    trace.need_function(function)
    said = export(trace, form, Path(output), Selection(function, pid))
    click.echo(f"harness: {output}: {said}")
    for sentence in trace.complaints():
        click.echo(f"harness: {sentence}", err=True)
    return 1 if trace.reader.lost else 0
