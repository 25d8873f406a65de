# SPDX-License-Identifier: GPL-2.0-or-later
"""What a disk tells its observers: one record a command."""

from __future__ import annotations

from typing import NamedTuple


class DiskCommand(NamedTuple):
    """One command, told when it has ended.

    ``issued`` and ``ended`` are cycles of the virtual clock; ``task`` is the
    task_struct that ran when the command was given (0 before the first switch)
    and ``pid`` its number, None for kernels that the machine does not know.
    ``sectors`` is what was asked for, ``done`` what was moved.  ``data`` is
    what was written, None for other commands.  ``error`` is empty, or why the
    command failed.
    """

    disk: str
    issued: int
    ended: int
    task: int
    pid: int | None
    command: str
    lba: int
    sectors: int
    done: int
    write: bool
    fua: bool
    flush: bool
    error: str
    data: bytes | None
