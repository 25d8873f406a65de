# SPDX-License-Identifier: GPL-2.0-or-later
"""Stage three: a whole run of a kernel, from the file to a report."""

from harness.run.report import BootReport
from harness.run.session import BootConfig, boot, load

__all__ = ["BootConfig", "BootReport", "boot", "load"]
