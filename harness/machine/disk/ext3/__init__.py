# SPDX-License-Identifier: GPL-2.0-or-later
"""ext3 as it lies on a disk: made here, without e2fsprogs; judged by them in the tests."""

from harness.machine.disk.ext3.make import make_ext3
from harness.machine.disk.ext3.tree import Contents, Symlink, read_folder

__all__ = ["Contents", "Symlink", "make_ext3", "read_folder"]
