# SPDX-License-Identifier: GPL-2.0-or-later
"""Power cuts and damaged disks: what a file system makes of them, judged by others."""

from harness.crash.bench import Ending, MountBench

__all__ = ["Ending", "MountBench"]
