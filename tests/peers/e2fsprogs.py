# SPDX-License-Identifier: GPL-2.0-or-later
"""The judges of file systems: e2fsck, debugfs, dumpe2fs."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

import pytest


def need_e2fsprogs() -> None:
    if all(shutil.which(tool) for tool in ("mke2fs", "debugfs", "e2fsck")):
        return
    remedy = "mke2fs, debugfs or e2fsck is missing: apt-get install e2fsprogs"
    if os.environ.get("HARNESS_REQUIRE_PEERS") == "1":
        pytest.fail(remedy)
    pytest.skip(remedy)


def clean(image: Path) -> None:
    """Fail unless e2fsck finds nothing at all."""
    done = subprocess.run(["e2fsck", "-fn", image], capture_output=True, text=True)
    assert done.returncode == 0, done.stdout
