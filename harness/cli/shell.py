# SPDX-License-Identifier: GPL-2.0-or-later
"""``harness boot --shell``: the guest as a user sees it."""

from __future__ import annotations

import os
import re
import sys
from dataclasses import replace
from typing import Final

from harness.cli.console import ConsoleOptions, run_console
from harness.errors import ConfigError
from harness.image.files import read_whole
from harness.run.input_log import Replay
from harness.run.session import BootConfig, load

SCRIPT: Final = "rc=shell"
# What a terminal's type may look like: it becomes a word of the command line.
_TYPE: Final = re.compile(r"[A-Za-z0-9._+-]{1,30}")


def boot_shell(config: BootConfig, initrd: str | None, options: ConsoleOptions) -> int:
    """Boot to a shell on the serial line, in the user's terminal; return the exit code.

    The shell is the ``/bin/sh`` of the initrd, if one is given and has it, and
    the guest's own small one otherwise.
    """
    words = [config.append, SCRIPT]
    if sys.stdin.isatty() and _TYPE.fullmatch(os.environ.get("TERM", "")):
        words.append(f"TERM={os.environ['TERM']}")
    line = Replay.read(options.replay).command_line if options.replay is not None else " ".join(words).strip()
    if config.snapshot is None:
        config = replace(config, append=line)
    if initrd is not None:
        config = replace(config, initrd=read_initrd(initrd))
    machine = load(config)
    run = run_console(machine, options, config.budget_instructions)
    machine.settle_disks()
    print(f"\nharness: {run}", file=sys.stderr)
    return run.exit_code


def read_initrd(path: str | None) -> bytes:
    """Return an initrd's bytes, none for no path; :class:`ConfigError` if it cannot be read."""
    if path is None:
        return b""
    try:
        return read_whole(path)
    except OSError as error:
        raise ConfigError(f"{path}: {error.strerror}; pass a readable initrd") from None
