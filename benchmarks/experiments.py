# SPDX-License-Identifier: GPL-2.0-or-later
"""`python -m benchmarks.experiments`: run docs/experiments/ again, and put what it prints there.

Each page holds its command in a block; the block and the pictures named in
the page become those of this kernel.  The sentences below stay: read them
again when numbers have moved.
"""

from __future__ import annotations

import re
import shlex
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).parents[1]
PAGES = ROOT / "docs" / "experiments"
BLOCK = re.compile(r"^```\n\$ (harness layout compare [^\n]*)\n(.*?)^```\n", re.M | re.S)
PICTURE = re.compile(r"\(pictures/([a-z]+)-([a-z0-9-]+)\.svg\)")


def rerun(page: Path) -> None:
    """Run a page's commands and write what they print, and the charts of the last one, into it."""
    charts: dict[str, str] = {}

    def fresh(block: re.Match[str]) -> str:
        with tempfile.TemporaryDirectory() as folder:
            words = [sys.executable, "-m", *shlex.split(block[1]), "-o", folder]
            done = subprocess.run(words, cwd=ROOT, capture_output=True, text=True, check=True)
            charts.update((path.stem, path.read_text()) for path in Path(folder).glob("*.svg"))
        return f"```\n$ {block[1]}\n{done.stdout}```\n"

    text = BLOCK.sub(fresh, page.read_text())
    for name, chart in PICTURE.findall(text):
        (PAGES / "pictures" / f"{name}-{chart}.svg").write_text(charts[chart])
    page.write_text(text)


def main() -> None:
    """Run every page, or those named."""
    for page in sorted(PAGES.glob("*.md")):
        if not sys.argv[1:] or page.stem in sys.argv[1:]:
            print(page.relative_to(ROOT), flush=True)
            rerun(page)


if __name__ == "__main__":
    main()
