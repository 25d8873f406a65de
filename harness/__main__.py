# SPDX-License-Identifier: GPL-2.0-or-later
"""``python -m harness`` is the ``harness`` command."""

from harness.cli import main

main()
