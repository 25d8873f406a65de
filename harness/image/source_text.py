# SPDX-License-Identifier: GPL-2.0-or-later
"""The text of source lines, where the sources still lie."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

from harness.image.lines import CodeLine


class SourceText:
    """Source files below the directory in which an image was compiled.

    Lifecycle: made with that directory; each file is read when first asked
    for.  A file that is gone has no lines.
    """

    def __init__(self, directory: str) -> None:
        self._directory = Path(directory)
        self.lines = lru_cache(None)(self._read)

    def line(self, where: CodeLine) -> str:
        """Return the text of a line; empty when it cannot be had."""
        lines = self.lines(where.path)
        return lines[where.line - 1] if 0 < where.line <= len(lines) else ""

    def _read(self, path: str) -> list[str]:
        try:
            return (self._directory / path).read_text(errors="replace").splitlines()
        except OSError:
            return []
