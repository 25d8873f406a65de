# SPDX-License-Identifier: GPL-2.0-or-later
"""Coverage as lcov's tracefile, which genhtml and most CI services read.

Source: geninfo(1), "FILES".
"""

from __future__ import annotations

from pathlib import Path, PurePosixPath

from harness.trace.export.coverage import FileCoverage, coverage
from harness.trace.opening import OpenTrace
from harness.trace.selecting import Selection


def write(trace: OpenTrace, target: Path, only: Selection) -> str:
    """Write a record for each source file of the kernel."""
    directory, files = coverage(trace, only)
    target.write_text("".join(f"{line}\n" for file in files for line in _record(directory, file)))
    found, run = sum(len(file.lines) for file in files), sum(file.lines_run for file in files)
    return f"{run:,} of {found:,} lines in {len(files)} files ran"


def _record(directory: str, file: FileCoverage) -> list[str]:
    out = ["TN:", f"SF:{PurePosixPath(directory, file.path)}"]
    out += [f"FN:{line},{name}" for name, (line, _) in sorted(file.functions.items())]
    out += [f"FNDA:{calls},{name}" for name, (_, calls) in sorted(file.functions.items())]
    called = sum(calls > 0 for _, calls in file.functions.values())
    out += [f"FNF:{len(file.functions)}", f"FNH:{called}"]
    out += [f"DA:{line},{count}" for line, count in sorted(file.lines.items())]
    return [*out, f"LF:{len(file.lines)}", f"LH:{file.lines_run}", "end_of_record"]
