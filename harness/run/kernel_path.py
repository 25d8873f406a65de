# SPDX-License-Identifier: GPL-2.0-or-later
"""Where the guest kernel is found when nobody says."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Final

VARIABLE: Final = "HARNESS_KERNEL"
BUILT: Final = Path("build/guest/kernel.elf")


def default_kernel() -> Path:
    """Return $HARNESS_KERNEL, else the kernel that ``make guest`` leaves.

    The project's own folder is looked at before the current one.  A path is
    returned even where no file is: reading it says what to do.
    """
    chosen = os.environ.get(VARIABLE)
    if chosen:
        return Path(chosen)
    beside = Path(__file__).resolve().parents[2] / BUILT
    return beside if beside.exists() or not BUILT.exists() else BUILT
