# SPDX-License-Identifier: GPL-2.0-or-later
"""A trace in other tools' formats: one file a format, each with ``write(trace, path, only)``."""

from __future__ import annotations

from importlib import import_module
from pathlib import Path
from typing import Final

from harness.errors import ConfigError
from harness.trace.opening import OpenTrace
from harness.trace.selecting import Selection

# name: (module, what it is)
FORMATS: Final = {
    "perfetto": ("perfetto", "tracks, slices, flows and counters, for ui.perfetto.dev"),
    "folded": ("folded", "folded stacks, for flame graphs"),
    "dot": ("dot", "the call graph, for Graphviz"),
    "lcov": ("lcov", "coverage of source lines, for genhtml"),
    "html": ("html", "the kernel's sources with how often each line ran"),
    "drcov": ("drcov", "the blocks that ran, for coverage tools of disassemblers"),
    "tenet": ("tenet", "registers and memory step by step, for Tenet; needs level full"),
}


def export(trace: OpenTrace, form: str, target: Path, only: Selection) -> str:
    """Write a trace in a format; return in words what it came to.

    Raises :class:`ConfigError` when the file cannot be written, or the trace
    lacks what the format needs.
    """
    module = import_module(f"harness.trace.export.{FORMATS[form][0]}")
    try:
        said: str = module.write(trace, target, only)
    except OSError as problem:
        raise ConfigError(f"{target}: {problem.strerror}; name another file with -o") from None
    return said
