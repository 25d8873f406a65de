# SPDX-License-Identifier: GPL-2.0-or-later
"""Stage two: the PC.  Import :mod:`harness.machine.machine` for the machine itself.

Nothing is imported here, so that pure parts load without the C core.
"""
